import { MAX_BODY } from './payload.ts';

/** Where to break, best first: paragraph, line, end of a sentence, blank. */
const BREAKS = [/\n\n$/, /\n$/, /(?:[。！？]|[.!?]\s)$/u, /\s$/u] as const;
/** A break that leaves a part emptier than this share is not worth it. */
const LEAST_FILL = 0.5;
/** Longer than any grapheme people write; one above it is broken like any text. */
const LONGEST_GRAPHEME = 64;
const GRAPHEMES = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** A code point border at or below `at`, and above 0. */
const codePointBorder = (text: string, at: number): number => {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff && at > 1 ? at - 1 : at;
};

const breakAt = (text: string, max: number): number => {
  const window = text.slice(0, max + LONGEST_GRAPHEME);
  const best: (number | undefined)[] = BREAKS.map(() => undefined);
  let last = 0;
  for (const { index, segment } of GRAPHEMES.segment(window)) {
    const end = index + segment.length;
    if (end > max) break;
    last = end;
    if (end < max * LEAST_FILL) continue;
    const tail = text.slice(Math.max(0, end - 2), end);
    const rank = BREAKS.findIndex((pattern) => pattern.test(tail));
    if (rank !== -1) best[rank] = end;
  }
  return best.find((end) => end !== undefined) ?? (last > 0 ? last : codePointBorder(text, max));
};

/**
 * Cuts a text into parts of at most `max` UTF-16 units, at the best border in a part's second half: paragraph, line, sentence, word, else between
 * graphemes. Blanks at a cut are dropped, nothing else. An empty or blank text gives no part.
 */
export const splitText = (text: string, max: number = MAX_BODY): string[] => {
  const parts: string[] = [];
  let rest = text.replace(/\r\n?/g, '\n').trim();
  while (rest.length > max) {
    const at = breakAt(rest, max);
    parts.push(rest.slice(0, at).trimEnd());
    rest = rest.slice(at).trimStart();
  }
  if (rest !== '') parts.push(rest);
  return parts;
};
