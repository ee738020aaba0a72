import type { Language } from '#contracts/time.ts';
import { stem } from '../recognizer/stem.ts';
import wordsEn from './phrases/templates/words.en.json' with { type: 'json' };
import wordsJa from './phrases/templates/words.ja.json' with { type: 'json' };

/** Expressions by what they stand for ("adviser", "rep" → staff), longest first by words or characters. */
interface Lexicon {
  classes: Map<string, string[]>;
  longest: number;
}

const keyOf: Record<Language, (term: string) => string> = {
  en: (term) => term.split(' ').map(stem).join(' '),
  ja: (term) => term,
};

const lexiconOf = (language: Language, lists: Record<string, readonly string[]>): Lexicon => {
  const classes = new Map<string, string[]>();
  let longest = 1;
  for (const [name, terms] of Object.entries(lists))
    for (const term of terms) {
      const key = keyOf[language](term);
      const known = classes.get(key) ?? [];
      if (!known.includes(name)) classes.set(key, [...known, name]);
      longest = Math.max(longest, language === 'en' ? key.split(' ').length : key.length);
    }
  return { classes, longest };
};

const LEXICONS: Record<Language, Lexicon> = { en: lexiconOf('en', wordsEn), ja: lexiconOf('ja', wordsJa) };
const JOINT: Record<Language, string> = { en: ' ', ja: '' };

/**
 * What the expressions of a text stand for, in reading order, the longest expression first at each place; what stands in no
 * list is passed over. `parts` are stems in English and characters in Japanese.
 */
export const wordClasses = (parts: readonly string[], language: Language): (readonly string[])[] => {
  const { classes, longest } = LEXICONS[language];
  const found: (readonly string[])[] = [];
  for (let at = 0; at < parts.length; ) {
    let length = Math.min(longest, parts.length - at);
    let hit: readonly string[] | undefined;
    for (; length > 0; length--) {
      hit = classes.get(parts.slice(at, at + length).join(JOINT[language]));
      if (hit) break;
    }
    if (hit) found.push(hit);
    at += hit ? length : 1;
  }
  return found;
};
