import { previewChange } from '../../../queries/preview-change.ts';
import { signedIn } from '../../orpc.ts';

export const preview = signedIn.botTests.preview.handler(({ input, context: { ports, scope } }) =>
  previewChange(ports, scope, input.change),
);
