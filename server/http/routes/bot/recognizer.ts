import { recognizerState } from '../../../queries/recognizer-state.ts';
import { signedIn } from '../../orpc.ts';

export const recognizer = signedIn.bot.recognizer.handler(({ context: { ports, scope } }) =>
  recognizerState(ports, scope),
);
