/** What the detectors hear: a wish for a person, or anger. */
export type Kind = 'wish' | 'anger';

/** Rules that find one thing in a normalised text: `masks` blank out what only looks like it, then any of `patterns` decides. */
export interface PhraseRules {
  masks: readonly RegExp[];
  patterns: readonly RegExp[];
}

/** Stands for a masked stretch: matches no letter, so no pattern reaches across it by a word. */
const BLANK = ' ▢ ';

/** The text without what only looks like it. */
export const masked = (rules: PhraseRules, normalised: string): string => {
  let text = normalised;
  for (const mask of rules.masks) text = text.replace(mask, BLANK);
  return text.replace(/\s+/g, ' ').trim();
};

/** Whether the text says it. Give it the text as `normalise` makes it. */
export const says = (rules: PhraseRules, normalised: string): boolean => {
  const text = masked(rules, normalised);
  return rules.patterns.some((pattern) => pattern.test(text));
};

/** One pattern that matches any of the alternatives. `flags` default to none for patterns; masks need `g`. */
export const anyOf = (alternatives: readonly string[], flags = 'u'): RegExp =>
  new RegExp(`(?:${alternatives.join('|')})`, flags);
