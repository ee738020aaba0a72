const GRAPHEMES = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** Length of a text as Instagram counts it: bytes of UTF-8. */
export const bytesOf = (text: string): number => Buffer.byteLength(text, 'utf8');

/** Where to break, best first: a line, the end of a sentence, a blank. */
const BREAKS = [/\n$/, /[。！？]$/u, /\s$/u] as const;

/** Length in UTF-16 units of the longest head of at most `max` bytes: at the best border of its second half, else between graphemes, else characters. */
const cutAt = (text: string, max: number): number => {
  const best: (number | undefined)[] = BREAKS.map(() => undefined);
  let bytes = 0;
  let end = 0;
  for (const { segment } of GRAPHEMES.segment(text.slice(0, max))) {
    bytes += bytesOf(segment);
    if (bytes > max) break;
    end += segment.length;
    const rank = bytes > max / 2 ? BREAKS.findIndex((pattern) => pattern.test(segment)) : -1;
    if (rank !== -1) best[rank] = end;
  }
  const soft = best.find((at) => at !== undefined);
  if (soft !== undefined || end > 0) return soft ?? end;
  // One grapheme longer than a part.
  let taken = 0;
  for (const character of text) {
    if (bytesOf(text.slice(0, taken)) + bytesOf(character) > max) break;
    taken += character.length;
  }
  return Math.max(1, taken);
};

/** Pieces of at most `max` bytes of UTF-8. Blanks at a cut are dropped, nothing else. */
export const pieces = (text: string, max: number): string[] => {
  const parts: string[] = [];
  let rest = text.trim();
  while (bytesOf(rest) > max) {
    const cut = cutAt(rest, max);
    const part = rest.slice(0, cut).trimEnd();
    if (part) parts.push(part);
    rest = rest.slice(cut).trimStart();
  }
  if (rest) parts.push(rest);
  return parts;
};

/** The first graphemes that fit `max` UTF-16 units, with an ellipsis when some do not. */
export const shortened = (text: string, max: number): string => {
  if (text.length <= max) return text;
  let kept = '';
  for (const { segment } of GRAPHEMES.segment(text.slice(0, max))) {
    if (kept.length + segment.length > max - 1) break;
    kept += segment;
  }
  return `${kept}…`;
};
