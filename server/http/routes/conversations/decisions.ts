import { listDecisions } from '../../../queries/list-decisions.ts';
import { signedIn } from '../../orpc.ts';

export const decisions = signedIn.conversations.decisions.handler(({ input, context: { ports, scope } }) =>
  listDecisions(ports, scope, input.id),
);
