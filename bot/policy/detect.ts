import type { Language } from '#contracts/time.ts';
import { raisesVoice, shouts } from './anger-en.ts';
import angerEn from './models/anger.en.json' with { type: 'json' };
import angerJa from './models/anger.ja.json' with { type: 'json' };
import wishEn from './models/wish.en.json' with { type: 'json' };
import wishJa from './models/wish.ja.json' with { type: 'json' };
import { type Readable, readable } from './phrase-features.ts';
import { KINDS, LANGUAGES, RULES } from './phrase-kinds.ts';
import { type PhraseModel, readPhraseModel, type SavedPhraseModel } from './phrase-model.ts';
import type { Kind } from './phrase-rules.ts';

/** Longest text the detectors look at, UTF-16 units. */
const MAX_TEXT = 1_000;
/** Longest text the models judge as one, UTF-16 units: they learned from single sentences. */
const MAX_WHOLE = 200;
/** Most sentences judged one by one. */
const MAX_SENTENCES = 8;
/** Shortest text the models judge, UTF-16 units: below it there is nothing to hear. */
const MIN_TEXT: Record<Language, number> = { ja: 2, en: 3 };
/**
 * From which probability a thing is heard: in a whole short text, and in one sentence of several, which has more chances to
 * be misheard. Models learn from as many everyday phrases as telling ones, so that even odds lie below one half.
 */
const HEARD: Record<Kind, Record<Language, { whole: number; sentence: number }>> = {
  wish: { ja: { whole: 0.42, sentence: 0.8 }, en: { whole: 0.25, sentence: 0.8 } },
  anger: { ja: { whole: 0.6, sentence: 0.99 }, en: { whole: 0.6, sentence: 0.96 } },
};
const SAVED: Record<Kind, Record<Language, SavedPhraseModel>> = {
  wish: { en: wishEn, ja: wishJa },
  anger: { en: angerEn, ja: angerJa },
};

/** What a text tells of the customer's will and mood. */
export interface Signals {
  wantsPerson: boolean;
  angry: boolean;
}

/** Hears a wish for a person and anger, open or hidden, in either language. */
export interface Detectors {
  hear(text: string): Promise<Signals>;
}

const sentencesOf = (raw: string): string[] =>
  raw
    .split(/(?<=[.!?])\s+|(?<=[。！？!?])|\n+/u)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence.length > 0)
    .slice(0, MAX_SENTENCES);

const says = (model: PhraseModel, text: Readable, line: number): boolean =>
  text.text.length >= MIN_TEXT[text.language] && model(text) >= line;

type Models = Record<Kind, Record<Language, PhraseModel>>;

const readAll = (): Models => {
  const models = { wish: {}, anger: {} } as Models;
  for (const kind of KINDS)
    for (const language of LANGUAGES)
      models[kind][language] = readPhraseModel(SAVED[kind][language], RULES[kind][language]);
  return models;
};

/** Makes detectors: models over what rules and words say. */
export const createDetectors = (): Detectors => {
  const models = readAll();
  return {
    hear: async (text) => {
      const raw = text.slice(0, MAX_TEXT);
      const whole = readable(raw);
      if (!/\p{L}/u.test(whole.text)) return { wantsPerson: false, angry: false };
      const sentences = sentencesOf(raw);
      const parts = sentences.length > 1 ? sentences.map(readable) : [];
      const hears = (kind: Kind): boolean =>
        (whole.text.length <= MAX_WHOLE &&
          says(models[kind][whole.language], whole, HEARD[kind][whole.language].whole)) ||
        parts.some(
          (part) =>
            part.text.length <= MAX_WHOLE &&
            says(models[kind][part.language], part, HEARD[kind][part.language].sentence),
        );
      const loud = whole.language === 'en' && (shouts(raw, whole.text) || raisesVoice(raw, whole.text));
      return { wantsPerson: hears('wish'), angry: loud || hears('anger') };
    },
  };
};
