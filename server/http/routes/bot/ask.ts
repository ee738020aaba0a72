import { authorize } from '../../../domain/access/can.ts';
import { signedIn } from '../../orpc.ts';

export const ask = signedIn.bot.ask.handler(({ input, context: { ports, scope } }) => {
  authorize(scope, 'ask-bot');
  return ports.bot.ask(input.text, input.lang);
});
