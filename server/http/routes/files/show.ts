import { getFile } from '../../../queries/read-file.ts';
import { signedIn } from '../../orpc.ts';

export const show = signedIn.files.show.handler(({ input, context: { ports, scope } }) =>
  getFile(ports, scope, input.id),
);
