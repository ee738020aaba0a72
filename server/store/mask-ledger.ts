import { createHmac } from 'node:crypto';
import { isBareThanks } from '../domain/conversation/matter.ts';

/** Replaces what tells of somebody, the same by the same, so that who wrote with whom in which order stays to be seen. */
export interface Mask {
  text(value: string): string;
  /** A ledger item's body: keys, small numbers, instants and the words that say of which kind it is stay; a place is cut to whole degrees. */
  body(value: unknown): unknown;
  /** An account's settings: numbers, addresses, ids and words for people are replaced, what switches something stays. */
  settings(value: unknown): unknown;
}

/** Values under these keys say what an item is, not whose. */
const KIND_KEYS = new Set(
  'v type event mode status state kind mime contentType language lang role object field via visibility direction MessageStatus SmsStatus messaging_product MediaContentType0'.split(
    ' ',
  ),
);
/** Numbers under these keys are instants. */
const TIME_KEYS = /(?:^|_)(?:date|time|at|timestamp)$|Timestamp$|At$/i;
/** A number below this is a count, a size or a score. */
const SMALL = 100_000;
const KIND = /^[\w./-]{1,40}$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;
/** Words by which the core decides: scores, opt-out words, the button for a person. */
const DECIDING =
  /^(?:\d{1,2}|ask-person|stop|stopall|unsubscribe|cancel|end|quit|start|unstop|yes|help|info|停止|解除|再開)$/i;
/** A provider's id: a prefix of one or two letters and hex. */
const HEX_ID = /^([A-Z]{0,2})([0-9a-f]{16,64})$/;
const KANJI = '山川田木日月火水金土本上下左右大中小人口目手足力石竹糸貝車雨音花草虫犬町村男女子天気空夕';

const inRange = (byte: number, from: number, size: number): string =>
  String.fromCharCode(from + (byte % size));

const maskChar = (char: string, byte: number): string => {
  if (/\d/.test(char)) return String(byte % 10);
  if (/[a-z]/.test(char)) return inRange(byte, 97, 26);
  if (/[A-Z]/.test(char)) return inRange(byte, 65, 26);
  if (/\p{Script=Hiragana}/u.test(char)) return inRange(byte, 0x3042, 40);
  if (/\p{Script=Katakana}/u.test(char)) return inRange(byte, 0x30a2, 40);
  if (/\p{Script=Han}/u.test(char)) return KANJI[byte % KANJI.length] ?? '山';
  return 'x';
};

const maskWord = (key: string, word: string): string => {
  const bytes: number[] = [];
  for (let n = 0; bytes.length < word.length; n++)
    bytes.push(...createHmac('sha256', key).update(`${n}|${word}`).digest());
  const hex = HEX_ID.exec(word);
  if (hex)
    return (hex[1] ?? '') + [...(hex[2] ?? '')].map((_, i) => ((bytes[i] ?? 0) % 16).toString(16)).join('');
  // The country code stays: without it a number is none. A long number does not begin to begin with 0.
  const kept = /^\d{8,}$/.test(word) ? 2 : /^\d{6,}$/.test(word) ? 1 : 0;
  return [...word].map((char, i) => (i < kept ? char : maskChar(char, bytes[i] ?? 0))).join('');
};

const maskText = (key: string, value: string): string =>
  INSTANT.test(value) || DECIDING.test(value.trim()) || isBareThanks(value)
    ? value
    : value.replace(/[\p{L}\p{M}\p{N}]+/gu, (word) => maskWord(key, word));

/** Ids of some providers are numbers; the same digits as text get the same mask. */
const maskNumber = (key: string, value: number, name: string): number => {
  if (!Number.isInteger(value)) return Math.trunc(value);
  if (Math.abs(value) < SMALL || TIME_KEYS.test(name)) return value;
  return Math.sign(value) * Number(maskWord(key, String(Math.abs(value))));
};

type Replace = <T extends string | number>(value: T, name: string) => unknown;

const walk = (value: unknown, name: string, replace: Replace): unknown => {
  if (typeof value === 'string' || typeof value === 'number') return replace(value, name);
  if (Array.isArray(value)) return value.map((one) => walk(one, name, replace));
  if (value instanceof Date || value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, walk(one, key, replace)]));
};

const isPersonal = (text: string): boolean =>
  /@|\d{6}|[^\x20-\x7e]|\s/.test(text) && !/^#[0-9a-f]{6}$/i.test(text);

/** `key`: kept secret or thrown away; the same key masks the same way again. */
export const createMask = (key: string): Mask => ({
  text: (value) => maskText(key, value),
  body: (value) =>
    walk(value, '', (one, name) => {
      if (typeof one === 'number') return maskNumber(key, one, name);
      return KIND_KEYS.has(name) && KIND.test(one) ? one : maskText(key, one);
    }),
  settings: (value) =>
    walk(value, '', (one) => (typeof one === 'string' && isPersonal(one) ? maskText(key, one) : one)),
});
