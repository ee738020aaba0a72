import type { Language } from '#contracts/time.ts';

const WORDS = {
  ja: {
    name: '［お名前］',
    email: '［メールアドレス］',
    phone: '［電話番号］',
    order: '［注文番号］',
    post: '［郵便番号］',
    number: '［番号］',
  },
  en: {
    name: '[name]',
    email: '[e-mail address]',
    phone: '[phone number]',
    order: '[order number]',
    post: '[postcode]',
    number: '[number]',
  },
} as const;

const EMAIL = /[\w.+-]+[@＠][\w-]+(?:[.．][\w-]+)+/g;
/** Letters with a hyphen or # before digits: A-20417, #20417, ORD-2026-11. */
const ORDER = /(?<![\w])(?:[A-Z]{1,4}[-‐－]\d{3,}(?:-\d+)*|[#＃]\s?\d{3,})(?!\w)/gi;
/** Japanese postcode with its mark or its own shape. */
const POST =
  /〒\s?[\d０-９]{3}[-‐－]?[\d０-９]{4}|(?<![\d０-９-])[\d０-９]{3}[-－][\d０-９]{4}(?![\d０-９-])/g;
/** Nine digits and more, with what people put between them. */
const PHONE = /(?<![\d０-９])[+＋]?[(（]?[\d０-９](?:[\s().‐（）－-]?[\d０-９]){8,14}(?![\d０-９])/g;
/** Any other long row of digits: order, customer or card numbers. */
const NUMBER = /(?<![\d０-９])[\d０-９]{5,}(?![\d０-９])/g;

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
/** A name of one character would take words apart. */
const MIN_NAME = 2;
const TITLES = /(?:様|さま|さん|氏|殿)$/;

/** The whole name and its parts, longest first. */
const partsOf = (names: readonly string[]): string[] => {
  const bare = names.map((name) => name.trim().replace(TITLES, ''));
  const parts = [...bare, ...bare.flatMap((name) => name.split(/[\s　・,]+/))];
  return [...new Set(parts)].filter((part) => part.length >= MIN_NAME).sort((a, b) => b.length - a.length);
};

/** A Latin name is whole words; one written without spaces may stand anywhere. */
const patternOf = (part: string): RegExp =>
  /^[\p{Script=Latin}'’.-]+(?: [\p{Script=Latin}'’.-]+)*$/u.test(part)
    ? new RegExp(`(?<![\\p{L}\\p{N}])${literal(part)}(?![\\p{L}\\p{N}])`, 'giu')
    : new RegExp(literal(part), 'gu');

/**
 * The text without what names a person: e-mail addresses, order numbers, postcodes, telephone and other long numbers, and the names given
 * (customer, agents), each replaced by a word for it. Names that are not given stay: a person looks before anything is published.
 */
export const maskPersonal = (text: string, names: readonly string[], language: Language): string => {
  const words = WORDS[language];
  let masked = text
    .replace(EMAIL, words.email)
    .replace(ORDER, words.order)
    .replace(POST, words.post)
    .replace(PHONE, words.phone)
    .replace(NUMBER, words.number);
  for (const part of partsOf(names)) masked = masked.replace(patternOf(part), words.name);
  return masked;
};
