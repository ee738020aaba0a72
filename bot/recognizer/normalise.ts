/** Zero-width and control characters, variation selectors, byte order mark: never meaning, often in pasted text. */
const INVISIBLE =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]|\p{Variation_Selector}/gu;
const QUOTES = /[\u2018\u2019\u201b\u2032\u00b4`]/g;

/** The form every rule, feature and index works on: NFKC, lower case, plain quotes, no invisible characters, single spaces. */
export const normalise = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(INVISIBLE, ' ')
    .replace(QUOTES, "'")
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .trim();

/** The normalised text with punctuation and symbols made spaces; what the recognizers count. Keeps ー, 々 and apostrophes inside words. */
export const bare = (normalised: string): string =>
  normalised
    .replace(/[^\p{L}\p{N}\p{M}'ー々]+/gu, ' ')
    .replace(/(^|\s)'+|'+(\s|$)/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
