import { saveCanned } from '../../../commands/save-canned.ts';
import { signedIn } from '../../orpc.ts';

export const create = signedIn.canned.create.handler(({ input, context: { ports, scope } }) =>
  saveCanned(ports, scope, input),
);
