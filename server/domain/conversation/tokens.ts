/**
 * As much of a text is looked at, also after NFKC, which makes 18 characters of some single ones: the segmenter's time grows with the square of the
 * length, and a message of such characters would hold the process for seconds.
 */
const MAX_LENGTH = 4_000;
/** Longest list of tokens kept for one document: an index entry each. */
const MAX_TOKENS = 200;

const segmenters = {
  ja: new Intl.Segmenter('ja', { granularity: 'word' }),
  en: new Intl.Segmenter('en', { granularity: 'word' }),
};
const JAPANESE = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u;
const KATAKANA = /[\u30a1-\u30f6]/g;

/** NFKC, lower case, katakana folded to hiragana: タカハシ and たかはし find each other. */
export const normalise = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(KATAKANA, (c) => String.fromCharCode(c.charCodeAt(0) - 0x60));

const bigrams = (word: string): string[] =>
  Array.from({ length: Math.max(0, word.length - 1) }, (_, i) => word.slice(i, i + 2));

/** Tokens for search: words (Intl.Segmenter) and, for Japanese, character bigrams. At most 200, no duplicates. */
export const tokenise = (...texts: (string | undefined)[]): string[] => {
  const tokens = new Set<string>();
  for (const text of texts) {
    if (!text) continue;
    const plain = normalise(text.slice(0, MAX_LENGTH)).slice(0, MAX_LENGTH);
    const japanese = JAPANESE.test(plain);
    for (const part of segmenters[japanese ? 'ja' : 'en'].segment(plain)) {
      if (!part.isWordLike) continue;
      tokens.add(part.segment.slice(0, 40));
    }
    if (japanese)
      for (const run of plain.match(/[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}ー]+/gu) ?? [])
        for (const pair of bigrams(run)) tokens.add(pair);
  }
  return [...tokens].slice(0, MAX_TOKENS);
};

/** Tokens every hit must have. Japanese runs are asked by bigrams (segmentation of a fragment differs from that of its sentence). */
export const queryTokens = (query: string): string[] => {
  const plain = normalise(query.slice(0, 200)).slice(0, 400);
  const tokens = new Set<string>();
  for (const run of plain.match(/[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}ー]+/gu) ?? []) {
    if (run.length === 1) tokens.add(run);
    for (const pair of bigrams(run)) tokens.add(pair);
  }
  for (const part of segmenters.en.segment(
    plain.replace(/[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}ー]+/gu, ' '),
  ))
    if (part.isWordLike) tokens.add(part.segment);
  return [...tokens].slice(0, 24);
};
