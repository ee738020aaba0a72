const GRAPHEMES = new Intl.Segmenter('und', { granularity: 'grapheme' });
/** Longer than any grapheme people write. */
const LONGEST_GRAPHEME = 64;

/** Where a text is cut: after a line, a sentence or a blank of the second half, in this order; else between graphemes. */
const cutAt = (text: string, max: number): number => {
  const half = Math.floor(max / 2);
  const head = text.slice(0, max);
  for (const border of [/\n/g, /[。！？]|[.!?](?=\s)/gu, /\s/g]) {
    const ends = [...head.slice(half).matchAll(border)].map(
      ({ index, 0: found }) => half + index + found.length,
    );
    const last = ends.at(-1);
    if (last !== undefined) return last;
  }
  let end = 0;
  for (const { index, segment } of GRAPHEMES.segment(text.slice(0, max + LONGEST_GRAPHEME))) {
    if (index + segment.length > max) break;
    end = index + segment.length;
  }
  if (end > 0) return end;
  return /[\uD800-\uDBFF]/.test(text.charAt(max - 1)) ? max - 1 : max;
};

/** Pieces of at most `max` UTF-16 units. Blanks at a cut are dropped, nothing else; a blank text gives none. */
export const chunksOf = (text: string, max: number): string[] => {
  const chunks: string[] = [];
  let rest = text.trim();
  while (rest.length > max) {
    const at = cutAt(rest, max);
    const chunk = rest.slice(0, at).trimEnd();
    if (chunk) chunks.push(chunk);
    rest = rest.slice(at).trimStart();
  }
  if (rest) chunks.push(rest);
  return chunks;
};

/** The first graphemes of a text that fit `max` UTF-16 units, with an ellipsis when some do not. */
export const shortened = (text: string, max: number): string => {
  if (text.length <= max) return text;
  let kept = '';
  for (const { segment } of GRAPHEMES.segment(text.slice(0, max + LONGEST_GRAPHEME))) {
    if (kept.length + segment.length > max - 1) break;
    kept += segment;
  }
  return `${kept}…`;
};
