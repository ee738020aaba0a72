import type { Language } from '#contracts/time.ts';

/**
 * Replaces what tells who somebody is by stand-ins of the same kind, the same by the same: a masked order number is still one to the bot, so that a test
 * goes on meaning what the conversation meant.
 */
export interface StandIns {
  text(value: string): string;
  /** An order number as it stands in texts masked by the same. */
  order(number: string): string;
}

const EMAIL = /[\w.+!#$%&'*/=?^`{|}~-]+[@＠][\w-]+(?:[.．][\w-]+)+/g;
const URL_LIKE = /https?:\/\/[^\s"'<>）」』]+/g;
const POST = /〒\s?[\d０-９]{3}[-‐－]?[\d０-９]{4}/g;
/** Letters before digits, as shops number their orders; or digits after a # sign. */
const LETTERED = /(?<![\w＠@])([A-Za-z]{1,4}[-‐－]?|[#＃]\s?)([\d０-９]{3,12})(?![\w])/g;
/** Nine digits and more, with what people put between them. */
const PHONE = /(?<![\d０-９A-Za-z-])[+＋]?[(（]?[\d０-９](?:[\s().‐（）－-]?[\d０-９]){8,14}(?![\d０-９])/g;
const CARD = /(?<![\d０-９])(?:[\d０-９]{4}[ -]?){3}[\d０-９]{1,7}(?![\d０-９])/g;
const LONG = /(?<![\d０-９A-Za-z.-])(?<![#＃]\s?)[\d０-９]{5,}(?![\d０-９])/g;
const ADDRESS =
  /(?:東京都|北海道|大阪府|京都府|[\p{Script=Han}]{2,3}県)[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー\d０-９丁目番地号-]{3,}/gu;
/** Names people say of themselves. */
const SELF_JA = /([\p{Script=Han}\p{Script=Katakana}ー]{2,8})(?=と申します|といいます|と言います)/gu;
const SELF_EN =
  /((?:[Mm]y name is|[Tt]his is|[Ii] am|[Ii]['’]m)\s+)([A-Z][a-z'’-]+(?:\s+[A-Z][a-z'’-]+){0,2})/g;
const TITLED_JA = /([\p{Script=Han}]{2,5})(?=様)/gu;
/** Words before 様 that name nobody. */
const NOBODY = new Set(['お客', '客', '皆', '神', '王', '他', '奥', '各位', '担当者', '店員']);

const NAMES: Record<Language, string> = { ja: '山田 花子', en: 'Alex Smith' };
const FIRST: Record<Language, string> = { ja: '山田', en: 'Alex' };
const MIN_NAME = 2;
const TITLES = /(?:様|さま|さん|氏|殿)$/;
const LATIN = /^[\p{Script=Latin}'’.-]+(?: [\p{Script=Latin}'’.-]+)*$/u;
const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const patternOf = (part: string): RegExp =>
  LATIN.test(part)
    ? new RegExp(`(?<![\\p{L}\\p{N}])${literal(part)}(?![\\p{L}\\p{N}])`, 'giu')
    : new RegExp(literal(part), 'gu');

/** The whole name and its parts, longest first, with what stands for each. */
const namesOf = (names: readonly string[], language: Language): [RegExp, string][] => {
  const bare = names.map((name) => name.trim().replace(TITLES, '')).filter((name) => name.length >= MIN_NAME);
  const parts = bare.flatMap((name) => name.split(/[\s　・,]+/));
  const known = new Map<string, string>();
  for (const name of bare) known.set(name, /[\s　]/.test(name) ? NAMES[language] : FIRST[language]);
  for (const part of parts) if (part.length >= MIN_NAME && !known.has(part)) known.set(part, FIRST[language]);
  return [...known]
    .sort(([a], [b]) => b.length - a.length)
    .map(([part, stand]) => [patternOf(part), stand] as const)
    .map(([pattern, stand]) => [pattern, stand]);
};

/** Digits become digits of the same count: `20417` → `10001`. */
const counted = (length: number, n: number): string => {
  const tail = String(n);
  return tail.length >= length ? tail.slice(-length) : `1${'0'.repeat(length - 1 - tail.length)}${tail}`;
};

const plain = (digits: string): string => digits.normalize('NFKC');

/** Stand-ins for one conversation. `names`: of the customer and of who served, as the record has them. */
export const createStandIns = (names: readonly string[], language: Language): StandIns => {
  const known = new Map<string, string>();
  const seen: Record<string, number> = {};
  const once = (kind: string, original: string, make: (n: number) => string): string => {
    const key = `${kind}|${plain(original).toUpperCase()}`;
    const stand = known.get(key);
    if (stand !== undefined) return stand;
    seen[kind] = (seen[kind] ?? 0) + 1;
    const made = make(seen[kind]);
    known.set(key, made);
    return made;
  };
  const order = (prefix: string, digits: string): string =>
    `${prefix}${once('order', digits, (n) => counted(plain(digits).length, n))}`;
  const people = namesOf(names, language);
  const text = (value: string): string => {
    let masked = value
      .replace(URL_LIKE, (url) => once('url', url, (n) => `https://example.com/${n}`))
      .replace(EMAIL, (mail) => once('mail', mail, (n) => `customer${n}@example.com`))
      .replace(POST, '〒100-0001')
      .replace(CARD, (card) => card.replace(/[\d０-９]/g, '0'))
      .replace(LETTERED, (_, prefix: string, digits: string) => order(prefix, digits))
      .replace(PHONE, (phone) =>
        once('phone', phone, (n) =>
          language === 'ja' ? `090-0000-${counted(4, n)}` : `+44 20 7946 ${counted(4, n)}`,
        ),
      )
      .replace(LONG, (digits) => order('', digits))
      .replace(ADDRESS, '東京都千代田区千代田1-1');
    for (const [pattern, stand] of people) masked = masked.replace(pattern, stand);
    return masked
      .replace(SELF_JA, FIRST.ja)
      .replace(SELF_EN, (_, words: string) => `${words}${FIRST.en}`)
      .replace(TITLED_JA, (name) => (NOBODY.has(name) ? name : FIRST.ja));
  };
  return {
    text,
    order: (number) => {
      const [, prefix = '', digits = ''] = /^(.*?)(\d+)$/.exec(plain(number)) ?? [];
      return digits === '' ? number : order(prefix, digits);
    },
  };
};
