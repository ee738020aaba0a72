import type { Language } from '#contracts/time.ts';
import { normalise } from '../recognizer/normalise.ts';

const WORD = /[\p{Script=Latin}\p{N}]/u;
const squeezed = (text: string): string => text.replace(/\s+/g, '');

/** Letters right before or after make a Latin word another one: "sue" is not in "issue"; an ending is let pass ("sues", "sued", "suing" is not). */
const standsAlone = (text: string, word: string): boolean => {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const before = text[at - 1] ?? ' ';
    const rest = /^[\p{Script=Latin}\p{N}]*/u.exec(text.slice(at + word.length))?.[0] ?? '';
    if (!WORD.test(before) && ['', 's', 'es', 'd', 'ed'].includes(rest)) return true;
  }
  return false;
};

/**
 * The word of the operator's list that a text holds. Both lists are looked for, whatever the text's language. Latin words stand alone or with a plain
 * ending; others anywhere, spaces between the letters or not.
 */
export const regulatedWordIn = (
  text: string,
  lists: Record<Language, readonly string[]> | undefined,
): string | undefined => {
  if (!lists) return undefined;
  const plain = normalise(text.slice(0, 4_000));
  const dense = squeezed(plain);
  return [...lists.ja, ...lists.en].find((entry) => {
    const word = normalise(entry);
    if (word === '') return false;
    return WORD.test(word) ? standsAlone(plain, word) : dense.includes(squeezed(word));
  });
};
