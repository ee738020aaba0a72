const GRAPHEMES = new Intl.Segmenter('und', { granularity: 'grapheme' });
/** Longer than any grapheme people write. */
const LONGEST_GRAPHEME = 64;

/** The border between graphemes at or before `max`; within one that alone is longer, between characters. */
const borderAt = (text: string, max: number): number => {
  const segments = GRAPHEMES.segment(text.slice(0, max + LONGEST_GRAPHEME));
  const { index = max } = segments.containing(max) ?? {};
  if (index > 0) return index;
  return max > 1 && /[\uDC00-\uDFFF]/.test(text.charAt(max)) ? max - 1 : max;
};

/** Pieces of at most `max` UTF-16 units, cut after a line, a sentence or a blank of the second half where there is one, else between graphemes. */
export const pieces = (text: string, max: number): string[] => {
  const parts: string[] = [];
  let rest = text.trim();
  while (rest.length > max) {
    const head = rest.slice(0, max);
    const soft = [head.lastIndexOf('\n'), head.lastIndexOf('。'), head.lastIndexOf(' ')].find(
      (at) => at > max / 2,
    );
    const cut = soft === undefined ? borderAt(rest, max) : soft + 1;
    const part = rest.slice(0, cut).trimEnd();
    if (part) parts.push(part);
    rest = rest.slice(cut).trimStart();
  }
  if (rest) parts.push(rest);
  return parts;
};

/** The first graphemes that fit `max` UTF-16 units, with an ellipsis when some do not. */
export const shortened = (text: string, max: number): string =>
  text.length <= max ? text : `${text.slice(0, borderAt(text, max - 1))}…`;
