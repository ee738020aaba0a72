import type { Language } from '#contracts/time.ts';
import { wordsOf } from '../recognizer/features.ts';
import { bare, normalise } from '../recognizer/normalise.ts';
import { stem } from '../recognizer/stem.ts';
import { masked, type PhraseRules } from './phrase-rules.ts';
import { wordClasses } from './phrase-words.ts';
import { plainSpelling } from './spelling.ts';

/** A text as rules and models read it: normalised, English with its spelling put right. `shouted`: written nearly all in capitals. */
export interface Readable {
  text: string;
  language: Language;
  shouted: boolean;
}

const JAPANESE = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u;

const isShouted = (raw: string): boolean => {
  const letters = raw.match(/[A-Za-z]/g)?.length ?? 0;
  return letters >= 8 && (raw.match(/[A-Z]/g)?.length ?? 0) / letters > 0.7;
};

/** The form in which rules and models read a text. */
export const readable = (raw: string): Readable => {
  const normalised = normalise(raw);
  const language = JAPANESE.test(normalised) ? 'ja' : 'en';
  return {
    text: language === 'en' ? plainSpelling(normalised) : normalised,
    language,
    shouted: isShouted(raw),
  };
};

const START = '^';
const END = '$';
const LONGEST_WORD = 30;
/** How far apart two words may stand that are counted as a pair with a gap. */
const GAP = { en: 4, ja: 3 };
/** Longest run of characters and of words that is counted. */
const LONGEST_CHARS = { en: 4, ja: 4 };
const LONGEST_WORDS = { en: 3, ja: 2 };

const runs = (
  parts: readonly string[],
  kind: string,
  longest: number,
  joint: string,
  into: Set<string>,
): void => {
  for (let from = 0; from < parts.length; from++) {
    let run = kind;
    for (let length = 0; length < longest && from + length < parts.length; length++) {
      run += (length > 0 ? joint : '') + parts[from + length];
      into.add(run);
    }
  }
};

const gaps = (words: readonly string[], reach: number, into: Set<string>): void => {
  for (let from = 0; from < words.length; from++)
    for (let to = from + 2; to <= from + reach && to < words.length; to++)
      into.add(`s${words[from]}~${words[to]}`);
};

const insideWords = (words: readonly string[], into: Set<string>): void => {
  for (const word of words) {
    const padded = ` ${word.slice(0, LONGEST_WORD)} `;
    for (let length = 2; length <= LONGEST_CHARS.en; length++)
      for (let from = 0; from + length <= padded.length; from++)
        into.add(`c${padded.slice(from, from + length)}`);
  }
};

/** Most expressions of a list that are counted: a longer text says it in its beginning. */
const MOST_CLASSES = 24;

/** Runs and pairs of what the expressions stand for: "speak … to … staff", whichever words were taken. */
const classRuns = (parts: readonly string[], language: Language, into: Set<string>): void => {
  const classes = [[START], ...wordClasses(parts, language).slice(0, MOST_CLASSES), [END]];
  for (let from = 0; from < classes.length; from++) {
    for (const first of classes[from] ?? []) {
      into.add(`k${first}`);
      for (const second of classes[from + 1] ?? []) {
        into.add(`k${first}_${second}`);
        for (const third of classes[from + 2] ?? []) into.add(`k${first}_${second}_${third}`);
      }
      for (let to = from + 2; to < classes.length; to++)
        for (const second of classes[to] ?? []) into.add(`k${first}~${second}`);
    }
  }
};

/** What the rules say of a text. To a model it is one witness among others: rules foresee forms, but not all that turns them. */
const verdict = (rules: PhraseRules, text: string, into: Set<string>): void => {
  const seen = masked(rules, text);
  const hit = rules.patterns.some((pattern) => pattern.test(seen));
  if (hit) into.add('rhit');
  if (seen === text) return;
  into.add('rmask');
  if (!hit && rules.patterns.some((pattern) => pattern.test(text))) into.add('rturned');
};

const tone = ({ text, shouted }: Readable, into: Set<string>): void => {
  if (text.includes('!')) into.add('x!');
  if (text.includes('?')) into.add('x?');
  if (/[!?]{2,}/.test(text)) into.add('x!!');
  if (shouted) into.add('xshout');
};

/**
 * What a phrase model looks at, each key prefixed by its kind: `c` runs of characters, `w` runs of words, `s` words with a
 * gap between ("not … angry"), `k` what expressions stand for, `x` tone, `r` what the rules say, if they are given. Where a text begins and ends counts too.
 */
export const phraseFeatures = (rules: PhraseRules | undefined, readable: Readable): Set<string> => {
  const { text, language } = readable;
  const features = new Set<string>();
  if (rules) verdict(rules, text, features);
  tone(readable, features);
  const clean = bare(text);
  const words = wordsOf(clean, language);
  if (language === 'ja') {
    const chars = [...clean.replaceAll(' ', '')];
    runs([START, ...chars, END], 'c', LONGEST_CHARS.ja, '', features);
    classRuns(chars, language, features);
    runs(words, 'w', LONGEST_WORDS.ja, '_', features);
    gaps(words, GAP.ja, features);
  } else {
    insideWords(words, features);
    const stems = [START, ...words.map(stem), END];
    runs(stems, 'w', LONGEST_WORDS.en, '_', features);
    gaps(stems, GAP.en, features);
    classRuns(words.map(stem), language, features);
  }
  return features;
};
