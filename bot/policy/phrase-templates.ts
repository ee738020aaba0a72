/** Most phrases made of one template, and how often each of its alternatives is used. */
const MOST = 200;
const TIMES = 12;

/** Seeded, so that the same templates always make the same phrases. */
const dice = (text: string): (() => number) => {
  let seed = 7;
  for (const char of text) seed = (Math.imul(seed, 31) + (char.codePointAt(0) ?? 0)) >>> 0;
  return () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed / 2 ** 32;
  };
};

const shuffle = (items: string[], roll: () => number): void => {
  for (let at = items.length - 1; at > 0; at--) {
    const other = Math.floor(roll() * (at + 1));
    const kept = items[at] as string;
    items[at] = items[other] as string;
    items[other] = kept;
  }
};

const tidy = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replace(/ ([,.?!;:])/g, '$1')
    .trim();

/**
 * The phrases of a template: `{a|b|}` stands for one of its alternatives, which may be empty. Not all combinations are
 * made, but a spread of them in which each alternative comes up about equally often. A text without braces is itself.
 */
export const phrasesOf = (template: string): string[] => {
  const parts = template.split(/\{([^}]*)\}/);
  const slots = parts.filter((_, at) => at % 2 === 1).map((slot) => slot.split('|'));
  if (slots.length === 0) return [template];
  const all = slots.reduce((product, slot) => product * slot.length, 1);
  const wanted = Math.min(all, MOST, TIMES * Math.max(...slots.map((slot) => slot.length)));
  const roll = dice(template);
  const phrases = new Set<string>();
  for (let round = 0; phrases.size < wanted && round < wanted * 4; round++) {
    const picked = slots.map((slot) => {
      const at = round % slot.length;
      if (at === 0) shuffle(slot, roll);
      return slot[at] as string;
    });
    phrases.add(tidy(parts.map((part, at) => (at % 2 === 1 ? (picked[(at - 1) / 2] ?? '') : part)).join('')));
  }
  return [...phrases];
};
