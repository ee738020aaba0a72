import type { QuickReply } from '#contracts/message.ts';
import type { ContactWish } from '#contracts/policy.ts';
import type { Language } from '#contracts/time.ts';
import en from './replies.en.json' with { type: 'json' };
import ja from './replies.ja.json' with { type: 'json' };

const WORDS = { ja, en } as const;
/** In the order in which they are offered and numbered. */
const WISHES: readonly ContactWish[] = ['call-back', 'email', 'stay'];
const PAYLOAD = 'wait:';
/** A choice in words is short; more is the matter itself. UTF-16 units. */
const MAX_CHOICE = 40;

const CHOICE: Record<ContactWish, RegExp> = {
  'call-back': /電話|折り返し|折返し|call|phone|ring/,
  email: /メール|e-?mail/,
  stay: /このまま|待ち|待つ|keep waiting|stay|wait/,
};
const PHONE = /(?<![\d-])(?:\+\d{1,3}[- ]?)?\(?0?\d{1,4}\)?[- ]?\d{2,4}[- ]?\d{3,4}(?!\d)|\+\d{10,14}(?!\d)/;
const EMAIL = /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63})+/;

const plainOf = (text: string): string => text.normalize('NFKC').toLowerCase().trim();

/** The telephone number or mail address a text holds. */
export const addressIn = (text: string, how: ContactWish): string | undefined => {
  if (how === 'stay') return undefined;
  const found = (how === 'email' ? EMAIL : PHONE).exec(text.normalize('NFKC').slice(0, 1_000))?.[0];
  return how === 'email' || (found && found.replace(/\D/g, '').length >= 9) ? found : undefined;
};

/** What a customer chose of what was offered: by button, by number, or in few words. */
export const wishIn = (text: string, payload: string | undefined): ContactWish | undefined => {
  const tapped = WISHES.find((how) => payload === PAYLOAD + how);
  if (tapped) return tapped;
  const plain = plainOf(text);
  if (plain.length > MAX_CHOICE) return undefined;
  const number = /^([1-3])[.)番]?$/.exec(plain)?.[1];
  if (number) return WISHES[Number(number) - 1];
  const named = WISHES.filter((how) => CHOICE[how].test(plain));
  return named.length === 1 ? named[0] : undefined;
};

/** The offer to one who waits: with buttons, or numbered where there are none. */
export const waitOffer = (
  language: Language,
  buttons: boolean,
): { text: string; quickReplies: QuickReply[] } => {
  const words = WORDS[language];
  const label = { 'call-back': words.waitCall, email: words.waitEmail, stay: words.waitStay };
  if (buttons)
    return {
      text: words.waitOffer,
      quickReplies: WISHES.map((how) => ({ label: label[how], payload: PAYLOAD + how })),
    };
  const lines = WISHES.map((how, at) => `${at + 1}. ${label[how]}`);
  return { text: [words.waitOffer, ...lines, words.waitNumber].join('\n'), quickReplies: [] };
};

/** What is said to a choice: confirmed with the address that is known, else asked for it. */
export const wishReply = (language: Language, how: ContactWish, address: string | undefined): string => {
  const words = WORDS[language];
  if (how === 'stay') return words.wishStay;
  if (address === undefined) return how === 'email' ? words.wishAskEmail : words.wishAskPhone;
  return (how === 'email' ? words.wishEmail : words.wishCall).replace('{address}', address);
};

/** The wish as a fact on the hand-over card. */
export const wishFact = (
  language: Language,
  how: ContactWish,
  address: string | undefined,
): { label: string; value: string } | undefined => {
  if (how === 'stay') return undefined;
  const words = WORDS[language];
  const kind = how === 'email' ? words.waitEmail : words.waitCall;
  return { label: words.wishLabel, value: address ? `${kind}: ${address}` : kind };
};
