/**
 * How X counts a post (https://docs.x.com/resources/fundamentals/counting-characters; twitter-text configuration v3): code points of these ranges weigh one,
 * others two, an emoji of any make two, a URL 23; in Unicode normal form C.
 */
const LIGHT: readonly (readonly [number, number])[] = [
  [0x0000, 0x10ff],
  [0x2000, 0x200d],
  [0x2010, 0x201f],
  [0x2032, 0x2037],
];
const URL_WEIGHT = 23;
const EMOJI =
  /\p{Emoji_Presentation}|\p{Regional_Indicator}{2}|\p{Emoji}\uFE0F|\p{Extended_Pictographic}\u200D/u;
/** With a scheme, or a bare domain, which X links as well. ASCII only: Japanese text may follow at once. */
const LINK = /https?:\/\/[\x21-\x7e]+|(?<![\w@.-])(?:[a-z0-9-]+\.)+[a-z]{2,24}(?:\/[\x21-\x7e]*)?/gi;
const GRAPHEMES = new Intl.Segmenter('und', { granularity: 'grapheme' });
/** Longer than any grapheme people write; one above it is broken like any text. */
const LONGEST_GRAPHEME = 64;

const codePointWeight = (unit: string): number => {
  const point = unit.codePointAt(0) ?? 0;
  return LIGHT.some(([from, to]) => point >= from && point <= to) ? 1 : 2;
};

interface Unit {
  text: string;
  weight: number;
}

const charactersOf = (text: string): Unit[] =>
  [...GRAPHEMES.segment(text)].flatMap(({ segment }): Unit[] => {
    if (EMOJI.test(segment)) return [{ text: segment, weight: 2 }];
    const normal = [...segment.normalize('NFC')];
    const weight = normal.reduce((sum, one) => sum + codePointWeight(one), 0);
    if (segment.length <= LONGEST_GRAPHEME) return [{ text: segment, weight }];
    return [...segment].map((one) => ({ text: one, weight: codePointWeight(one) }));
  });

/** What may not be broken, each with its weight. */
const unitsOf = (text: string): Unit[] => {
  const units: Unit[] = [];
  let at = 0;
  for (const found of text.matchAll(LINK)) {
    units.push(...charactersOf(text.slice(at, found.index)));
    const [link] = found;
    const isSure = /^https?:/i.test(link);
    units.push({ text: link, weight: isSure ? URL_WEIGHT : Math.max(URL_WEIGHT, link.length) });
    at = found.index + link.length;
  }
  units.push(...charactersOf(text.slice(at)));
  return units;
};

/** Weighted length of a post. */
export const weightOf = (text: string): number => unitsOf(text).reduce((sum, { weight }) => sum + weight, 0);

const BREAK = /[\n。！？]$|\s$/u;

const joined = (units: readonly Unit[]): string => units.map(({ text }) => text).join('');

/** Cuts into parts of at most `max`: by weight for posts, by UTF-16 units for direct messages. Breaks after a line, a sentence or a word in the second half. */
export const pieces = (text: string, max: number, by: 'weight' | 'units'): string[] => {
  const sizeOf = (unit: Unit): number => (by === 'weight' ? unit.weight : unit.text.length);
  const parts: string[] = [];
  let part: Unit[] = [];
  let size = 0;
  for (const unit of unitsOf(text.trim()).flatMap((one) =>
    sizeOf(one) <= max ? [one] : [...one.text].map((text) => ({ text, weight: codePointWeight(text) })),
  )) {
    if (size + sizeOf(unit) > max) {
      const soft = part.findLastIndex(({ text }) => BREAK.test(text));
      const cut = soft >= part.length / 2 ? soft + 1 : part.length;
      parts.push(joined(part.slice(0, cut)).trimEnd());
      part = part.slice(cut);
      size = part.reduce((sum, one) => sum + sizeOf(one), 0);
    }
    part.push(unit);
    size += sizeOf(unit);
  }
  parts.push(joined(part).trimEnd());
  return parts.filter(Boolean);
};
