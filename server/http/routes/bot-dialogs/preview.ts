import { previewDialog } from '../../../queries/preview-dialog.ts';
import { signedIn } from '../../orpc.ts';

export const preview = signedIn.botDialogs.preview.handler(({ input, context: { ports, scope } }) =>
  previewDialog(ports, scope, input),
);
