import type { Language } from '#contracts/time.ts';
import { normalise } from '../recognizer/normalise.ts';
import { ANGER_EN, raisesVoice, shouts } from './anger-en.ts';
import { ANGER_JA } from './anger-ja.ts';
import { says } from './phrase-rules.ts';
import { plainSpelling } from './spelling.ts';
import { WISH_EN } from './wish-en.ts';
import { WISH_JA } from './wish-ja.ts';

/** Longest text the detectors look at, UTF-16 units. */
const MAX_TEXT = 1_000;
const JAPANESE = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u;

/** Whether the customer wants a person rather than the bot. Text in either language is understood whatever `language` says. */
export const wantsPerson = (text: string, language: Language): boolean => {
  void language;
  const normalised = normalise(text.slice(0, MAX_TEXT));
  if (JAPANESE.test(normalised)) return says(WISH_JA, normalised);
  return says(WISH_EN, plainSpelling(normalised));
};

/** Whether the customer is angry at the shop or the bot: openly, in capitals, or in sarcasm. */
export const isAngry = (text: string, language: Language): boolean => {
  void language;
  const raw = text.slice(0, MAX_TEXT);
  const normalised = normalise(raw);
  if (JAPANESE.test(normalised)) return says(ANGER_JA, normalised);
  const plain = plainSpelling(normalised);
  return says(ANGER_EN, plain) || shouts(raw, plain) || raisesVoice(raw, plain);
};
