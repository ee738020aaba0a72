import type { CustomerView } from '#contracts/customer.ts';
import type { Language } from '#contracts/time.ts';
import fallbacks from './canned-fallbacks.json' with { type: 'json' };

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
type CannedVariable = (typeof CANNED_VARIABLES)[number];
type CannedFacts = Partial<Record<CannedVariable, string | undefined>>;

/** Names the server gives to somebody it does not know: no name to address a person by. */
const NAMELESS: readonly string[] = ['お客様', 'Visitor'];
const VARIABLE = /\{\{\s*([\w.]+)\s*(?:\|\s*([^{}]*?)\s*)?\}\}/g;

const isVariable = (name: string): name is CannedVariable =>
  (CANNED_VARIABLES as readonly string[]).includes(name);

const known = (name: CannedVariable, facts: CannedFacts): string | undefined => {
  const value = facts[name]?.trim();
  if (value === undefined || value === '') return undefined;
  return name === 'customer.name' && NAMELESS.includes(value) ? undefined : value;
};

/**
 * The text with every variable filled in, in the customer's language: `{{customer.name}}`, or with own words for what is not known
 * `{{customer.name | 皆様}}`. Never a blank and never a raw `{{…}}`: a variable nobody knows is marked for the agent to fill in.
 */
export const fillCanned = (text: string, facts: CannedFacts, language: Language): string => {
  const words = fallbacks[language];
  return (
    text
      .replace(VARIABLE, (_, name: string, own: string | undefined) => {
        const value = isVariable(name) ? known(name, facts) : undefined;
        return value ?? (own || (isVariable(name) ? words[name] : words.other));
      })
      .replace(/\{\{[^{}]*\}\}/g, words.other)
      // The fallback carries its own title of respect.
      .replaceAll('お客様様', 'お客様')
      .replaceAll('お客様さま', 'お客様')
      .replaceAll('お客様さん', 'お客様')
  );
};

/** Whether a text asks for what only the customer's record knows. */
export const asksForRecord = (text: string): boolean => /\{\{\s*(customer\.(email|phone)|order\.)/.test(text);

/** What the record knows: a verified address before another, and the newest order. */
export const factsOfRecord = (customer: CustomerView): CannedFacts => {
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
