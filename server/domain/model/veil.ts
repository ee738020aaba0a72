import { EMAIL, NUMBER, nameParts, namePattern, ORDER, PHONE } from '../learning/personal-data.ts';

/** A text whose personal data are behind marks, and the way back. */
export interface Veil {
  /** The same word behind the same mark, over all texts of one call. */
  hide(text: string): string;
  /** Puts what was hidden back; undefined when the text holds a mark that was never given out. */
  show(text: string): string | undefined;
}

const MARK = /\[\[(\d{1,3})\]\]/g;
const MOST = 200;
/**
 * Hides e-mail addresses, order, telephone and other long numbers and the names given behind marks like `[[1]]` before a text leaves for the
 * model's provider; what comes back is shown again. Marks that a text brings along are taken apart, so that nobody can ask for another's.
 */
export const createVeil = (names: readonly string[] = []): Veil => {
  const parts = nameParts(names.map((name) => name.trim()));
  const patterns = [EMAIL, ORDER, PHONE, NUMBER, ...parts.map(namePattern)];
  const hidden: string[] = [];
  const markOf = (word: string): string => {
    const known = hidden.indexOf(word);
    if (known === -1 && hidden.length >= MOST) return '…';
    return `[[${known === -1 ? hidden.push(word) : known + 1}]]`;
  };
  /** Only what is not a mark already: digits of one are nothing to hide. */
  const outside = (text: string, pattern: RegExp): string =>
    text
      .split(/(\[\[\d{1,3}\]\])/)
      .map((part, at) => (at % 2 === 1 ? part : part.replace(pattern, markOf)))
      .join('');
  return {
    hide: (text) => patterns.reduce(outside, text.replaceAll('[[', '[ [').replaceAll(']]', '] ]')),
    show: (text) => {
      let strange = false;
      const shown = text.replace(MARK, (_, at: string) => {
        const word = hidden[Number(at) - 1];
        if (word === undefined) strange = true;
        return word ?? '';
      });
      return strange ? undefined : shown;
    },
  };
};

/** A text without the marks of a veil. */
export const withoutMarks = (text: string): string => text.replace(MARK, ' ');
