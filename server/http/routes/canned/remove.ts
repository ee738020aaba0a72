import { removeCanned } from '../../../commands/save-canned.ts';
import { signedIn } from '../../orpc.ts';

export const remove = signedIn.canned.remove.handler(async ({ input, context: { ports, scope } }) => ({
  removed: await removeCanned(ports, scope, { id: input.id }),
}));
