import type { Language } from '#contracts/time.ts';

const KANA = /[\p{Script=Hiragana}\p{Script=Katakana}]/u;
const HAN = /\p{Script=Han}/u;
const LATIN_WORD = /[a-z]{2,}/gi;
/** Latin tokens people write inside any language: they say nothing about it. */
const NEUTRAL = new Set([
  'ok',
  'okay',
  'no',
  'id',
  'led',
  'url',
  'http',
  'https',
  'www',
  'com',
  'jp',
  'co',
  'pc',
  'usb',
  'qr',
  'pdf',
  'sms',
  'line',
  'vip',
  'faq',
  'ak',
  'lol',
  'wifi',
]);

/**
 * The language of a text, or undefined when it says nothing sure: digits, emoji, "OK", or kanji alone (Chinese looks the same).
 * Script rule: kana → ja; else Latin words → en. A mixed text is Japanese when it has kana.
 */
export const confidentLanguage = (text: string): Language | undefined => {
  const plain = text.normalize('NFKC').slice(0, 600);
  if (KANA.test(plain)) return 'ja';
  const words = (plain.match(LATIN_WORD) ?? []).filter((word) => !NEUTRAL.has(word.toLowerCase()));
  if (HAN.test(plain)) return undefined;
  return words.length > 0 ? 'en' : undefined;
};

/** The language to answer in: the text's own when it is sure, else the last sure one, else the conversation's. */
export const languageOf = (text: string, last: Language | undefined, conversation: Language): Language =>
  confidentLanguage(text) ?? last ?? conversation;
