import { updatePreferences } from '../../../commands/update-preferences.ts';
import { getSession } from '../../../queries/get-session.ts';
import { signedIn } from '../../orpc.ts';

export const update = signedIn.session.update.handler(async ({ input, context: { ports, scope } }) => {
  await updatePreferences(ports, scope, input);
  return getSession(ports, scope);
});
