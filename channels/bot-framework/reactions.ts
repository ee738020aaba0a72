/** Names of the reactions everybody had first; the later ones carry their character's number (`1f44b_wavinghand`). */
const NAMED: Record<string, string> = {
  like: '👍',
  plusOne: '👍',
  heart: '❤️',
  laugh: '😆',
  surprised: '😮',
  sad: '😢',
  angry: '😠',
};

/** The character of a reaction's type; a name nobody knows in colons. */
export const emojiOf = (type: string): string => {
  if (Object.hasOwn(NAMED, type)) return NAMED[type] ?? '';
  const [, hex] = /^([0-9a-f]{4,6})(?:[_-]|$)/i.exec(type) ?? [];
  const point = hex === undefined ? 0 : Number.parseInt(hex, 16);
  if (point >= 0x2190 && point <= 0x1fbff) return String.fromCodePoint(point);
  return `:${type.slice(0, 60)}:`;
};
