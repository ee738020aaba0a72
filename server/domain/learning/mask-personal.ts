import type { Language } from '#contracts/time.ts';
import { EMAIL, NUMBER, nameParts, namePattern, ORDER, PHONE } from './personal-data.ts';

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

/** Japanese postcode with its mark or its own shape. */
const POST =
  /〒\s?[\d０-９]{3}[-‐－]?[\d０-９]{4}|(?<![\d０-９-])[\d０-９]{3}[-－][\d０-９]{4}(?![\d０-９-])/g;
const TITLES = /(?:様|さま|さん|氏|殿)$/;

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
  const bare = names.map((name) => name.trim().replace(TITLES, ''));
  for (const part of nameParts(bare)) masked = masked.replace(namePattern(part), words.name);
  return masked;
};
