import { updateModel } from '../../../commands/save-model.ts';
import { signedIn } from '../../orpc.ts';

export const update = signedIn.model.update.handler(({ input, context: { ports, scope } }) =>
  updateModel(ports, scope, input),
);
