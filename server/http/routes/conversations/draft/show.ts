import { getDraft } from '../../../../queries/list-content.ts';
import { signedIn } from '../../../orpc.ts';

export const show = signedIn.conversations.draft.show.handler(({ input, context: { ports, scope } }) =>
  getDraft(ports, scope, input.id),
);
