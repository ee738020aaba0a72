import { exportSuite } from '../../../queries/list-bot-tests.ts';
import { signedIn } from '../../orpc.ts';

export const exportTests = signedIn.botTests.export.handler(async ({ context: { ports, scope } }) => ({
  lines: await exportSuite(ports, scope),
}));
