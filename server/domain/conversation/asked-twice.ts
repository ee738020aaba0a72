/**
 * "Customer asked twice", as it is measured: a message to people repeats, nearly word for word, what the same customer had written to the bot before the
 * hand-over. Recountable from the messages and the hand-over alone.
 */

/** Shorter ones (letters and digits, spaces not counted) repeat by chance. */
const MIN_LENGTH = 6;
/** Dice's coefficient of letter pairs from which two texts ask the same. */
export const SAME_QUESTION = 0.6;

const plainOf = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
    .slice(0, 1_000);

/** Whether a text can repeat another by more than chance. */
export const isLongEnough = (text: string): boolean => plainOf(text).length >= MIN_LENGTH;

const pairsOf = (text: string): Map<string, number> => {
  const pairs = new Map<string, number>();
  for (let at = 0; at + 2 <= text.length; at++) {
    const pair = text.slice(at, at + 2);
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
  }
  return pairs;
};

/** How alike two texts are, 0 to 1: twice the shared letter pairs by all of them. */
export const likeness = (a: string, b: string): number => {
  const [one, other] = [plainOf(a), plainOf(b)];
  if (one.length < MIN_LENGTH || other.length < MIN_LENGTH) return 0;
  const [mine, theirs] = [pairsOf(one), pairsOf(other)];
  let shared = 0;
  for (const [pair, count] of mine) shared += Math.min(count, theirs.get(pair) ?? 0);
  return (2 * shared) / (one.length - 1 + other.length - 1);
};

/** The earlier message a text repeats, the likest one; undefined when it repeats none. */
export const repeats = <M extends { text: string }>(
  text: string,
  earlier: readonly M[],
): { message: M; similarity: number } | undefined => {
  let best: { message: M; similarity: number } | undefined;
  for (const message of earlier) {
    const similarity = Math.round(likeness(text, message.text) * 100) / 100;
    if (similarity >= SAME_QUESTION && similarity > (best?.similarity ?? 0)) best = { message, similarity };
  }
  return best;
};
