import { setTestGate } from '../../../commands/save-bot-test.ts';
import { signedIn } from '../../orpc.ts';

export const setGate = signedIn.botTests.setGate.handler(async ({ input, context: { ports, scope } }) => ({
  gate: await setTestGate(ports, scope, input.gate),
}));
