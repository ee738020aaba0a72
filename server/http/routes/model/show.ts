import { getModel } from '../../../commands/save-model.ts';
import { signedIn } from '../../orpc.ts';

export const show = signedIn.model.show.handler(({ context: { ports, scope } }) => getModel(ports, scope));
