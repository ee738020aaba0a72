import { saveCanned } from '../../../commands/save-canned.ts';
import { signedIn } from '../../orpc.ts';

export const update = signedIn.canned.update.handler(({ input, context: { ports, scope } }) =>
  saveCanned(ports, scope, input),
);
