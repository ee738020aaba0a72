import { get } from './http-words.ts';
import { RecognizerState } from './recognizer.ts';

/** By what the bot understands now; part of the catalogue in http.ts. */
export const recognizerEndpoint = get('/bot/recognizer', 'What the bot understands by now').output(
  RecognizerState,
);
