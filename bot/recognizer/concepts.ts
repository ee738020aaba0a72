import type { Language } from '#contracts/time.ts';
import lexicon from './concepts.json' with { type: 'json' };
import { stem } from './stem.ts';

/** Word-lists of customer service: what different words mean the same. One list for all operators; their own examples stay first. */
const TERMS: Record<Language, Map<string, string[]>> = { ja: new Map(), en: new Map() };
let longestJa = 1;
let longestEn = 1;

const enKey = (term: string): string => term.split(' ').map(stem).join(' ');

for (const [concept, terms] of Object.entries(lexicon)) {
  for (const term of terms.ja) {
    TERMS.ja.set(term, [...(TERMS.ja.get(term) ?? []), concept]);
    longestJa = Math.max(longestJa, term.length);
  }
  for (const term of terms.en) {
    const key = enKey(term);
    TERMS.en.set(key, [...new Set([...(TERMS.en.get(key) ?? []), concept])]);
    longestEn = Math.max(longestEn, key.split(' ').length);
  }
}

const japanese = (text: string, found: Set<string>): void => {
  for (let i = 0; i < text.length; i++) {
    for (let length = Math.min(longestJa, text.length - i); length > 0; length--) {
      const concepts = TERMS.ja.get(text.slice(i, i + length));
      if (concepts) for (const concept of concepts) found.add(concept);
    }
  }
};

const english = (words: readonly string[], found: Set<string>): void => {
  const stems = words.map(stem);
  for (let i = 0; i < stems.length; i++) {
    for (let length = Math.min(longestEn, stems.length - i); length > 0; length--) {
      const concepts = TERMS.en.get(stems.slice(i, i + length).join(' '));
      if (concepts) for (const concept of concepts) found.add(concept);
    }
  }
};

/** Concepts a bare text touches, in the order of their first mention. `words` are the text's words, used for English. */
export const conceptsOf = (text: string, words: readonly string[], language: Language): string[] => {
  const found = new Set<string>();
  if (language === 'ja') japanese(text.replaceAll(' ', ''), found);
  else english(words, found);
  return [...found];
};
