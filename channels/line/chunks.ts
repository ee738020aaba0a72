/** Where to break, best first: paragraph, line, end of a sentence, blank. */
const BREAKS = [/\n\n$/, /\n$/, /(?:[。！？]|[.!?]\s)$/u, /\s$/u] as const;
const GRAPHEMES = new Intl.Segmenter('und', { granularity: 'grapheme' });
/** Longer than any grapheme people write. */
const LONGEST_GRAPHEME = 64;

const isLowSurrogate = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;

const breakAt = (text: string, max: number): number => {
  const best: (number | undefined)[] = BREAKS.map(() => undefined);
  let last = 0;
  for (const { index, segment } of GRAPHEMES.segment(text.slice(0, max + LONGEST_GRAPHEME))) {
    const end = index + segment.length;
    if (end > max) break;
    last = end;
    if (end < max / 2) continue;
    const tail = text.slice(Math.max(0, end - 2), end);
    const rank = BREAKS.findIndex((pattern) => pattern.test(tail));
    if (rank !== -1) best[rank] = end;
  }
  const hard = max > 1 && isLowSurrogate(text.charCodeAt(max)) ? max - 1 : max;
  return best.find((end) => end !== undefined) ?? (last > 0 ? last : hard);
};

/**
 * Cuts a text into pieces of at most `max` UTF-16 units at the best border of each one's second half, else between graphemes. Blanks at a cut are
 * dropped, nothing else; a blank text gives none.
 */
export const chunksOf = (text: string, max: number): string[] => {
  const chunks: string[] = [];
  let rest = text.trim();
  while (rest.length > max) {
    const at = breakAt(rest, max);
    const chunk = rest.slice(0, at).trimEnd();
    if (chunk !== '') chunks.push(chunk);
    rest = rest.slice(at).trimStart();
  }
  if (rest !== '') chunks.push(rest);
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
