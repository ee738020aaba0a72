/**
 * What a name may not hold: controls, line ends, marks that turn the direction of what stands around them, and invisible fillers. Joiners stay: emoji and
 * several scripts need them.
 */
const NOT_IN_NAMES =
  /[\p{Cc}\p{Cs}\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/gu;
/** Marks stacked higher than this on one letter are no name, and reach over the lines above. */
const STACKED = /(\p{M}{4})\p{M}+/gu;
const MAX_NAME = 200;

/** A name as it may stand in a list beside others, however it came. Empty when nothing is left. */
export const plainName = (name: string): string => {
  const plain = name
    .slice(0, 4 * MAX_NAME)
    .replace(/\s+/gu, ' ')
    .replace(NOT_IN_NAMES, '')
    .replace(STACKED, '$1')
    .trim();
  return [...plain].slice(0, MAX_NAME).join('').trim();
};
