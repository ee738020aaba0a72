import { removeView } from '../../../commands/save-view.ts';
import { signedIn } from '../../orpc.ts';

export const remove = signedIn.savedViews.remove.handler(async ({ input, context: { ports, scope } }) => {
  await removeView(ports, scope, { id: input.id });
  return { removed: true };
});
