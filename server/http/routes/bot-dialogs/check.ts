import { checkDraft } from '../../../queries/list-dialogs.ts';
import { signedIn } from '../../orpc.ts';

export const check = signedIn.botDialogs.check.handler(({ input, context: { ports, scope } }) =>
  checkDraft(ports, scope, input.draft),
);
