import { AppError } from '#contracts/errors.ts';

/** Seconds below this, milliseconds above: the year 5138 in the one, 1973 in the other. */
const SECONDS_BELOW = 100_000_000_000;

/** A time of Meta's, in seconds or milliseconds. A time no calendar holds is none. */
export const timeOf = (stamp: number | undefined, otherwise: Date): Date => {
  if (stamp === undefined) return otherwise;
  const at = new Date(stamp < SECONDS_BELOW ? stamp * 1_000 : stamp);
  if (Number.isNaN(at.getTime())) throw new AppError('unparseable', { reason: 'no time' });
  return at;
};

/** A word for each reaction, where the emoji itself is not told. */
const EMOJI: Partial<Record<string, string>> = {
  love: '❤️',
  smile: '😆',
  haha: '😆',
  wow: '😮',
  sad: '😢',
  angry: '😠',
  like: '👍',
  dislike: '👎',
  care: '🤗',
};
/** The emoji of a reaction told in a word. */
export const emojiOf = (reaction: string | undefined, emoji?: string): string =>
  emoji || EMOJI[reaction ?? ''] || '⭐';
