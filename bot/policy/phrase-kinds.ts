import type { Language } from '#contracts/time.ts';
import { ANGER_EN } from './anger-en.ts';
import { ANGER_JA } from './anger-ja.ts';
import type { Kind, PhraseRules } from './phrase-rules.ts';
import { WISH_EN } from './wish-en.ts';
import { WISH_JA } from './wish-ja.ts';

export const KINDS: readonly Kind[] = ['wish', 'anger'];
export const LANGUAGES: readonly Language[] = ['ja', 'en'];

/** The rules of each thing in each language. */
export const RULES: Record<Kind, Record<Language, PhraseRules>> = {
  wish: { en: WISH_EN, ja: WISH_JA },
  anger: { en: ANGER_EN, ja: ANGER_JA },
};
