import { getSettings } from '../../../queries/list-content.ts';
import { signedIn } from '../../orpc.ts';

export const show = signedIn.settings.show.handler(({ context: { ports, scope } }) =>
  getSettings(ports, scope),
);
