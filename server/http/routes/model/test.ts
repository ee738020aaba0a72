import { testModel } from '../../../commands/save-model.ts';
import { signedIn } from '../../orpc.ts';

export const test = signedIn.model.test.handler(({ context: { ports, scope } }) => testModel(ports, scope));
