import { AppError } from '#contracts/errors.ts';
import type { RecognizerState } from '#contracts/recognizer.ts';
import { authorize } from '../domain/access/can.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';

/** By what the bot of this process understands now. @throws AppError `not-found` where there is no choice */
export const recognizerState = async (ports: Pick<Ports, 'bot'>, scope: Scope): Promise<RecognizerState> => {
  authorize(scope, 'read-settings');
  const state = ports.bot.recognizer?.state();
  if (!state) throw new AppError('not-found');
  return state;
};
