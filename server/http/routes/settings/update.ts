import { saveSettings } from '../../../commands/save-settings.ts';
import { signedIn } from '../../orpc.ts';

export const update = signedIn.settings.update.handler(({ input, context: { ports, scope } }) =>
  saveSettings(ports, scope, input),
);
