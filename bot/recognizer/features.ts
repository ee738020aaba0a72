import type { Language } from '#contracts/time.ts';
import { conceptsOf } from './concepts.ts';
import { bare, normalise } from './normalise.ts';
import { stem } from './stem.ts';

/** Longest text the recognizers look at, UTF-16 units: a longer one says what it wants in its beginning. */
export const MAX_FEATURE_TEXT = 600;

/** Kinds of feature: character n-grams, words and word pairs, concepts, concept pairs. Each kind is normalised by itself. */
export type FeatureKind = 'c' | 'w' | 'k' | 'p';

/** How much a kind counts beside the others; measured on BANKING77 10-shot and cs27_ja. */
export const KIND_WEIGHT: Record<FeatureKind, number> = { c: 1, w: 0.7, k: 1, p: 0.7 };

const MAX_CONCEPT_PAIRS = 60;
let segmenter: Intl.Segmenter | undefined;

/** Words of a bare text. Japanese is cut by ICU's dictionary, English at spaces. */
export const wordsOf = (text: string, language: Language): string[] => {
  if (language === 'en') return text.split(' ').filter(Boolean);
  segmenter ??= new Intl.Segmenter('ja', { granularity: 'word' });
  const words: string[] = [];
  for (const part of segmenter.segment(text)) if (part.isWordLike) words.push(part.segment);
  return words;
};

type Add = (key: string) => void;

const japaneseChars = (clean: string, add: Add): void => {
  const chars = [...clean.replaceAll(' ', '')];
  for (let i = 0; i < chars.length; i++) {
    let gram = 'c';
    for (let n = 0; n < 4 && i + n < chars.length; n++) {
      gram += chars[i + n];
      add(gram);
    }
  }
};

const englishChars = (words: readonly string[], add: Add): void => {
  for (const word of words) {
    const padded = ` ${word.slice(0, 30)} `;
    for (let n = 2; n <= 4; n++)
      for (let i = 0; i + n <= padded.length; i++) add(`c${padded.slice(i, i + n)}`);
  }
};

const wordGrams = (words: readonly string[], language: Language, add: Add): void => {
  const stems = language === 'en' ? words.map(stem) : words;
  for (let i = 0; i < stems.length; i++) {
    add(`w${stems[i]}`);
    if (i > 0) add(`w${stems[i - 1]}_${stems[i]}`);
  }
};

const conceptGrams = (clean: string, words: readonly string[], language: Language, add: Add): void => {
  const concepts = conceptsOf(clean, words, language).sort();
  let pairs = 0;
  for (let i = 0; i < concepts.length; i++) {
    add(`k${concepts[i]}`);
    for (let j = 0; j < i && pairs < MAX_CONCEPT_PAIRS; j++, pairs++) add(`p${concepts[j]}+${concepts[i]}`);
  }
};

/** Counted features of a text, each key prefixed by its kind. */
export const featuresOf = (text: string, language: Language): Map<string, number> => {
  const counts = new Map<string, number>();
  const add: Add = (key) => {
    counts.set(key, (counts.get(key) ?? 0) + 1);
  };
  const clean = bare(normalise(text.slice(0, MAX_FEATURE_TEXT)));
  const words = wordsOf(clean, language);
  if (language === 'ja') japaneseChars(clean, add);
  else englishChars(words, add);
  wordGrams(words, language, add);
  conceptGrams(clean, words, language, add);
  return counts;
};
