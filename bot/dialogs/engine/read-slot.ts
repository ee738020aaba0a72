import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type { BotOrder } from '#contracts/bot.ts';
import type { Slot } from '#contracts/dialog.ts';
import type { Language } from '#contracts/time.ts';
import { choiceOf } from '../../policy/choice.ts';
import { orderNamed } from '../../policy/facts.ts';
import { bare, normalise } from '../../recognizer/normalise.ts';
import { daysBetween, readDate, todayIn, withDigits } from './read-date.ts';
import { readTime } from './read-time.ts';
import { isNo, isYes } from './say-yes.ts';

/** What an answer is read by. */
export interface ReadContext {
  language: Language;
  /** ISO instant, and the customer's zone: what "tomorrow" is. */
  now: string;
  timeZone: string;
  /** The verified customer's own, newest first; nobody else's are read. */
  orders: readonly BotOrder[];
}

/** Longest text kept in a slot. */
const MAX_TEXT = 1_000;
/** Orders offered to choose from. */
export const MAX_OFFERED = 5;
const ALIKE = 0.6;
const EMAIL = /[a-z0-9._%+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{2,63})+/i;
const PHONE = /\+?\(?\d[\d\s().‐‑–—ー-]{7,20}\d/;
const NUMBER_WORDS: readonly (readonly [RegExp, number])[] = [
  [/ひとつ|一つ|\bone\b/, 1],
  [/ふたつ|二つ|\btwo\b|a couple/, 2],
  [/みっつ|三つ|\bthree\b/, 3],
  [/よっつ|四つ|\bfour\b/, 4],
  [/いつつ|五つ|\bfive\b/, 5],
  [/\bsix\b/, 6],
  [/\bseven\b/, 7],
  [/\beight\b/, 8],
  [/\bnine\b/, 9],
  [/\bten\b/, 10],
];

export const orderLabel = ({ number, items }: BotOrder): string =>
  (items[0] ? `${number}　${items[0]}` : number).slice(0, 80);

const within = (value: number, { min, max }: Slot): boolean =>
  value >= (min ?? Number.NEGATIVE_INFINITY) && value <= (max ?? Number.POSITIVE_INFINITY);

const readNumber = (text: string, slot: Slot): string | undefined => {
  const plain = withDigits(normalise(text.slice(0, 200)));
  const digits = /-?\d[\d,]{0,14}(?:\.\d{1,6})?/.exec(plain)?.[0];
  const value = digits
    ? Number(digits.replaceAll(',', ''))
    : NUMBER_WORDS.find(([word]) => word.test(plain))?.[1];
  return value !== undefined && Number.isFinite(value) && within(value, slot) ? String(value) : undefined;
};

const readPhone = (text: string): string | undefined => {
  const found = PHONE.exec(text.normalize('NFKC').slice(0, 300))?.[0];
  if (!found) return undefined;
  const number = parsePhoneNumberFromString(found.replace(/[‐‑–—ー]/g, '-'), 'JP');
  return number?.isValid() ? number.number : undefined;
};

const pairs = (text: string): Set<string> => {
  const plain = bare(normalise(text)).replaceAll(' ', '');
  return new Set(Array.from({ length: Math.max(0, plain.length - 1) }, (_, at) => plain.slice(at, at + 2)));
};

/** Dice's coefficient of letter pairs: a typo or an ending more does not matter. */
const likeness = (a: string, b: string): number => {
  const [one, two] = [pairs(a), pairs(b)];
  if (one.size + two.size === 0) return 0;
  return (2 * [...one].filter((pair) => two.has(pair)).length) / (one.size + two.size);
};

const labelsOf = (slot: Slot, language: Language): string[] =>
  (slot.choices ?? []).map(({ label, value }) => label[language] || value);

/** The choice whose words stand in the text, if one alone does. */
const choiceIn = (text: string, slot: Slot, language: Language): string | undefined => {
  const plain = bare(normalise(text));
  const named = (slot.choices ?? []).filter(({ value }, at) =>
    [labelsOf(slot, language)[at] ?? '', value]
      .map((word) => bare(normalise(word)))
      .some((word) => word.length >= 2 && plain.includes(word)),
  );
  return named.length === 1 ? named[0]?.value : undefined;
};

const readChoice = (text: string, slot: Slot, language: Language): string | undefined => {
  const choices = slot.choices ?? [];
  const exact = choices.find(({ value }) => value === text.trim());
  if (exact) return exact.value;
  const labels = labelsOf(slot, language);
  const place = choiceOf(text, labels);
  if (typeof place === 'number') return choices[place]?.value;
  const digit = /^(\d{1,2})\D{0,3}$/.exec(normalise(text))?.[1];
  if (digit) return choices[Number(digit) - 1]?.value;
  const inside = choiceIn(text, slot, language);
  if (inside !== undefined) return inside;
  const [best, second] = choices
    .map(({ value }, at) => ({ value, like: likeness(text, labels[at] ?? '') }))
    .sort((a, b) => b.like - a.like);
  return best && best.like >= ALIKE && best.like > (second?.like ?? 0) ? best.value : undefined;
};

const readOrder = (text: string, orders: readonly BotOrder[]): string | undefined => {
  const named = orderNamed(text, orders);
  if (named) return named.number;
  const offered = orders.slice(0, MAX_OFFERED);
  const place = choiceOf(text, offered.map(orderLabel));
  return typeof place === 'number' ? offered[place]?.number : undefined;
};

const readDay = (text: string, slot: Slot, context: ReadContext): string | undefined => {
  const today = todayIn(context.now, context.timeZone);
  const past = slot.max !== undefined && slot.max <= 0;
  const day = readDate(text, { today, language: context.language, past });
  return day !== undefined && within(daysBetween(today, day), slot) ? day : undefined;
};

const readText = (text: string, slot: Slot): string | undefined => {
  const said = text.trim().slice(0, MAX_TEXT);
  // In letters as people count them, not in UTF-16 units.
  const length = [...said].length;
  return length >= Math.max(1, slot.min ?? 1) && length <= Math.min(MAX_TEXT, slot.max ?? MAX_TEXT)
    ? said
    : undefined;
};

/** The value of an answer to the slot's question, as it is kept; undefined when it cannot be read or is out of bounds. Never throws. */
export const readSlot = (slot: Slot, text: string, context: ReadContext): string | undefined => {
  switch (slot.kind) {
    case 'text':
      return readText(text, slot);
    case 'number':
      return readNumber(text, slot);
    case 'date':
      return readDay(text, slot, context);
    case 'time':
      return readTime(text);
    case 'email':
      return EMAIL.exec(text.normalize('NFKC').slice(0, 400))?.[0].toLowerCase();
    case 'phone':
      return readPhone(text);
    case 'order':
      return readOrder(text, context.orders);
    case 'choice':
      return readChoice(text, slot, context.language);
    case 'yes-no':
      if (isYes(text)) return 'yes';
      return isNo(text) ? 'no' : undefined;
  }
};

/** A value the text gives without having been asked for it. Texts, numbers and yes or no need a question before them. */
export const findSlot = (slot: Slot, text: string, context: ReadContext): string | undefined => {
  switch (slot.kind) {
    case 'date':
    case 'email':
    case 'phone':
      return readSlot(slot, text, context);
    case 'time':
      return /^\d{1,2}$/.test(normalise(text)) ? undefined : readTime(text);
    case 'order':
      return orderNamed(text, context.orders)?.number;
    case 'choice':
      return choiceIn(text, slot, context.language);
    default:
      return undefined;
  }
};
