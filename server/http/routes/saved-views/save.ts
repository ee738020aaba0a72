import { saveView } from '../../../commands/save-view.ts';
import { signedIn } from '../../orpc.ts';

export const save = signedIn.savedViews.save.handler(({ input, context: { ports, scope } }) =>
  saveView(ports, scope, input),
);
