/** What of a text names a person, by shape. Shared by all that masks or hides it, so that none knows less than another. */

export const EMAIL = /[\w.+-]+[@＠][\w-]+(?:[.．][\w-]+)+/g;
/** Letters with a hyphen or # before digits: A-20417, #20417, ORD-2026-11. */
export const ORDER = /(?<![\w])(?:[A-Z]{1,4}[-‐－]\d{3,}(?:-\d+)*|[#＃]\s?\d{3,})(?!\w)/gi;
/** Nine digits and more, with what people put between them. */
export const PHONE = /(?<![\d０-９])[+＋]?[(（]?[\d０-９](?:[\s().‐（）－-]?[\d０-９]){8,14}(?![\d０-９])/g;
/** Any other long row of digits: order, customer or card numbers. */
export const NUMBER = /(?<![\d０-９])[\d０-９]{5,}(?![\d０-９])/g;

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
/** A name of one character would take words apart. */
const MIN_NAME = 2;

/** Names and their parts, each once, longest first. */
export const nameParts = (names: readonly string[]): string[] => {
  const parts = [...names, ...names.flatMap((name) => name.split(/[\s　・,]+/))];
  return [...new Set(parts)].filter((part) => part.length >= MIN_NAME).sort((a, b) => b.length - a.length);
};

/** A Latin name is whole words; one written without spaces may stand anywhere. */
export const namePattern = (part: string): RegExp =>
  /^[\p{Script=Latin}'’. -]+$/u.test(part)
    ? new RegExp(`(?<![\\p{L}\\p{N}])${literal(part)}(?![\\p{L}\\p{N}])`, 'giu')
    : new RegExp(literal(part), 'gu');
