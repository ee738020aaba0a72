import { authorize } from '../../../domain/access/can.ts';
import { signedIn } from '../../orpc.ts';

export const gate = signedIn.botTests.gate.handler(async ({ context: { ports, scope } }) => {
  authorize(scope, 'test-bot');
  const { bot } = await ports.stores.settings.current(scope);
  return { gate: bot.testGate ?? 'warn' };
});
