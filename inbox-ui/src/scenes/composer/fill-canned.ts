import type { CustomerView } from '#contracts/customer.ts';
import { fillWords, type WordFacts } from '#contracts/fill-words.ts';
import type { Language } from '#contracts/time.ts';

/** What a canned response or an article can say of its conversation; the words after `|` stand in for what is not known. */
export const CANNED_VARIABLES = [
  'customer.name',
  'customer.email',
  'customer.phone',
  'order.number',
  'order.expectedOn',
  'agent.name',
  'shop.name',
  'conversation.number',
] as const;

/** A variable nobody knows is marked for the agent to fill in. */
const TO_FILL_IN: Record<Language, string> = { ja: '【要記入】', en: '[to fill in]' };

/** A canned response with every variable filled in, in the customer's language; see `fillWords`. */
export const fillCanned = (text: string, facts: WordFacts, language: Language): string =>
  fillWords(text, facts, language, TO_FILL_IN[language]);

/** Whether a text asks for what only the customer's record knows. */
export const asksForRecord = (text: string): boolean => /\{\{\s*(customer\.(email|phone)|order\.)/.test(text);

/** What the record knows: a verified address before another, and the newest order. */
export const factsOfRecord = (customer: CustomerView): WordFacts => {
  const address = (kind: 'email' | 'phone'): string | undefined =>
    [...customer.identities]
      .sort((a, b) => Number(b.verified) - Number(a.verified))
      .find((identity) => identity.kind === kind)?.value;
  const order = [...customer.orders].sort((a, b) => b.placedAt.localeCompare(a.placedAt))[0];
  return {
    'customer.email': address('email'),
    'customer.phone': address('phone'),
    'order.number': order?.number,
    'order.expectedOn': order?.expectedOn,
  };
};
