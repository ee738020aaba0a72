import { gateSettings } from '../../../commands/gate-publishing.ts';
import { saveSettings } from '../../../commands/save-settings.ts';
import { signedIn } from '../../orpc.ts';

export const update = signedIn.settings.update.handler(async ({ input, context: { ports, scope } }) => {
  const { override, ...settings } = input;
  await gateSettings(ports, scope, settings, override);
  return saveSettings(ports, scope, settings);
});
