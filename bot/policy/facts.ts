import type { BotOrder, BotState } from '#contracts/bot.ts';
import type { Mood } from '#contracts/conversation.ts';
import type { Language } from '#contracts/time.ts';
import { normalise } from '../recognizer/normalise.ts';
import { say } from '../replies/say.ts';
import { noteFact } from '../state.ts';

/** Order numbers as people write them: letters, a dash and digits, or a bare run of digits after a word that says so. */
const LETTERED = /\b[a-z]{1,4}-?\d{4,10}\b/g;
const NAMED =
  /(?:注文(?:番号)?|オーダー(?:番号)?|番号|order(?: number| no\.?| id)?|no\.|#)\s*(?:は|が|:|is)?\s*#?\s*(\d{3,12})/g;
const PHONE =
  /(?<![\d-])(?:\+\d{1,3}[- ]?)?0?\d{1,4}[- ]\d{2,4}[- ]\d{3,4}(?!\d)|(?<!\d)0\d{9,10}(?!\d)|\+\d{10,14}(?!\d)/;
const EMAIL = /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63})+/;

/** Order numbers in a text, upper case, in order of mention, at most 5. */
export const orderNumbersIn = (text: string): string[] => {
  const plain = normalise(text).replace(/[‐‑‒–—―ー−](?=\d)/g, '-');
  const found: string[] = [
    ...[...plain.matchAll(LETTERED)].map((match) => match[0]),
    ...[...plain.matchAll(NAMED)].map((match) => match[1] ?? ''),
  ];
  return [...new Set(found.map((number) => number.toUpperCase()))]
    .filter((number) => !/^(?:E|GX|B|T)\d{1,2}$/.test(number))
    .slice(0, 5);
};

const digits = (number: string): string => number.replace(/[^a-z0-9]/gi, '').toUpperCase();

/** The order a text names: by its number, or by the number's digits alone. */
export const orderNamed = (text: string, orders: readonly BotOrder[]): BotOrder | undefined => {
  const plain = digits(text.normalize('NFKC'));
  return (
    orders.find((order) => plain.includes(digits(order.number))) ??
    orders.find((order) => {
      const tail = order.number.replace(/\D/g, '');
      return (
        tail.length >= 4 &&
        (text
          .normalize('NFKC')
          .match(/\d{4,}/g)
          ?.includes(tail) ??
          false)
      );
    })
  );
};

/** Keeps what a text tells that a person would otherwise ask again: order numbers, a phone number, an email address. */
export const gatherFacts = (state: BotState, text: string, language: Language): void => {
  for (const number of orderNumbersIn(text)) noteFact(state, say(language, 'card.fact.order'), number);
  const plain = text.normalize('NFKC');
  const phone = PHONE.exec(plain)?.[0];
  if (phone) noteFact(state, say(language, 'card.fact.phone'), phone);
  const email = EMAIL.exec(plain)?.[0];
  if (email) noteFact(state, say(language, 'card.fact.email'), email);
};

const WORRIED =
  /心配|不安|困って|困りました|大丈夫でしょうか|急いで|間に合い|worried|anxious|concerned|nervous|desperate|urgent/;
const GLAD = /ありがと|嬉し|うれし|素敵|最高です|感動|thank|love it|lovely|great service|wonderful|perfect/;

/** The mood a text shows when it is not anger; undefined when it shows none. */
export const moodOf = (text: string): Mood | undefined => {
  const plain = normalise(text);
  if (WORRIED.test(plain)) return 'worried';
  return GLAD.test(plain) ? 'glad' : undefined;
};
