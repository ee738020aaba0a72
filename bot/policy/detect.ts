import type { Language } from '#contracts/time.ts';
import { normalise } from '../recognizer/normalise.ts';
import { ANGER_EN, raisesVoice, shouts } from './anger-en.ts';
import { ANGER_JA } from './anger-ja.ts';
import { type PhraseModel, type Phrases, trainPhraseModel } from './phrase-model.ts';
import { type PhraseRules, says } from './phrase-rules.ts';
import angerEn from './phrases/anger.en.json' with { type: 'json' };
import angerJa from './phrases/anger.ja.json' with { type: 'json' };
import ordinaryEn from './phrases/ordinary.en.json' with { type: 'json' };
import ordinaryJa from './phrases/ordinary.ja.json' with { type: 'json' };
import wishEn from './phrases/wish.en.json' with { type: 'json' };
import wishJa from './phrases/wish.ja.json' with { type: 'json' };
import { plainSpelling } from './spelling.ts';
import { WISH_EN } from './wish-en.ts';
import { WISH_JA } from './wish-ja.ts';

/** Longest text the detectors look at, UTF-16 units. */
const MAX_TEXT = 1_000;
/** Longest text the models judge, UTF-16 units: they learned from single sentences. */
const MAX_MODEL_TEXT = 200;
/** Shortest text the models judge: in fewer letters there is nothing that only a model could hear. */
const MIN_MODEL_TEXT: Record<Language, number> = { ja: 4, en: 7 };
const JAPANESE = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u;

type Kind = 'wish' | 'anger';
const KINDS: readonly Kind[] = ['wish', 'anger'];
const LANGUAGES: readonly Language[] = ['ja', 'en'];
const RULES: Record<Kind, Record<Language, PhraseRules>> = {
  wish: { en: WISH_EN, ja: WISH_JA },
  anger: { en: ANGER_EN, ja: ANGER_JA },
};
const PHRASES: Record<Kind, Record<Language, Phrases>> = {
  wish: { en: wishEn, ja: wishJa },
  anger: { en: angerEn, ja: angerJa },
};
/** What people say every day to a bot and a bank: neither a wish for a person nor anger. */
const ORDINARY: Record<Language, readonly string[]> = { en: ordinaryEn, ja: ordinaryJa };
/** How sure a model must be where no rule speaks; measured on phrases it had not learned. */
const SURE_ALONE: Record<Kind, Record<Language, number>> = {
  wish: { en: 0.95, ja: 0.9 },
  anger: { en: 0.94, ja: 0.92 },
};

/** Kind words: where a text has them, only a rule may still hear anger, for a model takes praise for sarcasm too easily. */
const KIND_WORDS =
  /\b(?:thank|thanks|love|lovely|gorgeous|beautiful|wonderful|perfect|best|happy|excited|great|nice|funny|amazed|amazing)\b|ありがと|感謝|素敵|綺麗|きれい|美し|嬉し|うれし|楽しみ|満足|感心|可愛|かわい|お願いします/;

/** What a text tells of the customer's will and mood. */
export interface Signals {
  wantsPerson: boolean;
  angry: boolean;
}

/** Hears a wish for a person and anger, open or hidden, in either language. */
export interface Detectors {
  hear(text: string): Promise<Signals>;
}

const languageIn = (normalised: string): Language => (JAPANESE.test(normalised) ? 'ja' : 'en');

/** The form in which rules and models read a text. */
const readable = (raw: string): { text: string; language: Language } => {
  const normalised = normalise(raw);
  const language = languageIn(normalised);
  return { text: language === 'en' ? plainSpelling(normalised) : normalised, language };
};

const trainAll = async (): Promise<Record<Kind, Record<Language, PhraseModel>>> => {
  const models = { wish: {}, anger: {} } as Record<Kind, Record<Language, PhraseModel>>;
  for (const kind of KINDS) {
    for (const language of LANGUAGES) {
      const read = (phrases: readonly string[]): string[] => phrases.map((phrase) => readable(phrase).text);
      const own = PHRASES[kind][language];
      const other = PHRASES[kind === 'wish' ? 'anger' : 'wish'][language];
      models[kind][language] = await trainPhraseModel(
        RULES[kind][language],
        { positive: read(own.positive), negative: read(own.negative) },
        [...read(other.negative), ...read(ORDINARY[language])],
        language,
      );
    }
  }
  return models;
};

/** Makes detectors: rules first, then models that generalise from the same phrases, trained at the first call. */
export const createDetectors = (): Detectors => {
  let training: ReturnType<typeof trainAll> | undefined;
  return {
    hear: async (raw) => {
      const { text, language } = readable(raw.slice(0, MAX_TEXT));
      training ??= trainAll();
      const models = await training;
      if (!/\p{L}/u.test(normalise(raw.slice(0, MAX_TEXT)))) return { wantsPerson: false, angry: false };
      const hears = (kind: Kind): boolean =>
        says(RULES[kind][language], text) ||
        (text.length <= MAX_MODEL_TEXT &&
          text.length >= MIN_MODEL_TEXT[language] &&
          !(kind === 'anger' && KIND_WORDS.test(text)) &&
          models[kind][language](text) >= SURE_ALONE[kind][language]);
      const loud =
        language === 'en' &&
        (shouts(raw.slice(0, MAX_TEXT), text) || raisesVoice(raw.slice(0, MAX_TEXT), text));
      return { wantsPerson: hears('wish'), angry: loud || hears('anger') };
    },
  };
};
