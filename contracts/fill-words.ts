import type { Language } from './time.ts';

/** What a variable is called by default when nothing is known, by language. */
const FALLBACKS = {
  ja: {
    'customer.name': 'お客様',
    'customer.email': 'ご登録のメールアドレス',
    'customer.phone': 'ご登録の電話番号',
    'order.number': 'ご注文',
    'order.expectedOn': 'お届け予定日',
    'agent.name': '担当者',
    'shop.name': '当店',
    'bot.name': '自動応答',
    'conversation.number': 'お問い合わせ番号',
  },
  en: {
    'customer.name': 'there',
    'customer.email': 'your registered e-mail address',
    'customer.phone': 'your registered phone number',
    'order.number': 'your order',
    'order.expectedOn': 'the expected delivery date',
    'agent.name': 'our team',
    'shop.name': 'our shop',
    'bot.name': 'our assistant',
    'conversation.number': 'your reference number',
  },
} as const satisfies Record<Language, Record<string, string>>;

/** Everything that a prepared text can say of its reader; words after `|` stand in for what is not known. */
export type WordVariable = keyof (typeof FALLBACKS)['ja'];
export type WordFacts = Partial<Record<WordVariable, string | undefined>>;

/** What the bot can know in a turn: no agent, no number of the conversation. */
export const BOT_VARIABLES = [
  'customer.name',
  'customer.email',
  'customer.phone',
  'order.number',
  'order.expectedOn',
  'shop.name',
  'bot.name',
] as const satisfies readonly WordVariable[];

/** Names the server gives to somebody it does not know: no name to address a person by. */
const NAMELESS: readonly string[] = ['お客様', 'Visitor'];
const VARIABLE = /\{\{\s*([\w.]+)\s*(?:\|\s*([^{}]*?)\s*)?\}\}/g;
const ANY = /\{\{[^{}]*\}\}/g;
/** Braces that belong to no variable: half a one, or one inside another. */
const STRAY = /\{\{|\}\}/;

const isVariable = (name: string): name is WordVariable => name in FALLBACKS.ja;

const known = (name: WordVariable, facts: WordFacts): string | undefined => {
  // Braces inside a value would read as a variable of ours.
  const value = facts[name]?.replace(/\{\{|\}\}/g, '').trim();
  if (value === undefined || value === '') return undefined;
  return name === 'customer.name' && NAMELESS.includes(value) ? undefined : value;
};

/**
 * The text with every variable filled in, in the reader's language: `{{customer.name}}`, or with own words for what is not known
 * `{{customer.name | 皆様}}`. Never a blank and never a raw `{{…}}`: a variable nobody knows becomes `unknown`.
 */
export const fillWords = (text: string, facts: WordFacts, language: Language, unknown: string): string =>
  text
    .replace(VARIABLE, (_, name: string, own: string | undefined) => {
      const value = isVariable(name) ? known(name, facts) : undefined;
      return value ?? (own || (isVariable(name) ? FALLBACKS[language][name] : unknown));
    })
    .replace(ANY, unknown)
    // The fallback carries its own title of respect.
    .replaceAll('お客様様', 'お客様')
    .replaceAll('お客様さま', 'お客様')
    .replaceAll('お客様さん', 'お客様');

/** Variables of a text that are none of the allowed ones, as written; braces left over count too. Empty = the text can be filled whole. */
export const strangeVariables = (text: string, allowed: readonly WordVariable[]): string[] => {
  const strange = [...text.matchAll(VARIABLE)]
    .map(([, name = '']) => name)
    .filter((name) => !(allowed as readonly string[]).includes(name));
  const rest = text.replace(VARIABLE, '');
  const others = rest.match(ANY) ?? [];
  return [...strange, ...others, ...(STRAY.test(rest.replace(ANY, '')) ? ['{{ }}'] : [])];
};
