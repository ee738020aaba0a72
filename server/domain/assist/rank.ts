import type { AssistSource, AssistSuggestion } from '#contracts/http-assist.ts';
import { tokenise } from '../conversation/tokens.ts';

/** An answer that may be suggested. `score` 0..1: how well it fits by itself. */
export type Offer = Omit<AssistSuggestion, 'sent'>;

/** What was sent after a question. */
export interface Sent {
  tokens: ReadonlySet<string>;
  source: AssistSource;
}

const MOST_TOKENS = 60;
/** Alike enough (Dice, 0..1) to say anything about each other. */
const ALIKE = 0.3;
const NEAREST = 8;
/** As much of what is missing to certainty can be won by what was sent. */
const TRUST = 0.8;
/** Below this nothing is suggested. */
const LEAST = 0.3;
const MOST = 3;
/** Having all of a question's words makes a canned response fit this well. */
const CANNED = 0.6;
const MATCH = 0.5;
const FEWEST_TOKENS = 5;

const EMPTY =
  /^(?:[\p{Script=Hiragana}ー]{1,3}|an?|the|is|are|was|do|does|did|can|could|you|your|i|my|me|we|it|to|of|in|on|at|for|and|or|if|how|what|when|where|please|hi|hello|thanks?|with|have|has|this|that)$/u;

/** What of a text it is compared by; at most 60. */
export const wordsOf = (...texts: (string | undefined)[]): string[] =>
  tokenise(...texts)
    .filter((token) => !EMPTY.test(token))
    .slice(0, MOST_TOKENS);

const shared = (a: ReadonlySet<string>, b: ReadonlySet<string>): number => {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  let count = 0;
  for (const token of small) if (large.has(token)) count += 1;
  return count;
};

const dice = (a: ReadonlySet<string>, b: ReadonlySet<string>): number =>
  a.size + b.size === 0 ? 0 : (2 * shared(a, b)) / (a.size + b.size);

const keyOf = ({ kind, id }: AssistSource): string => `${kind}:${id}`;

/** What agents sent after the questions most like this one: by source the weight 0..1 and how often. */
const learnedFrom = (
  question: ReadonlySet<string>,
  sent: readonly Sent[],
): Map<string, { weight: number; count: number }> => {
  const near = sent
    .map(({ tokens, source }) => ({ key: keyOf(source), alike: dice(question, tokens) }))
    .filter(({ alike }) => alike >= ALIKE)
    .sort((a, b) => b.alike - a.alike)
    .slice(0, NEAREST);
  const all = near.reduce((sum, { alike }) => sum + alike, 0);
  const learned = new Map<string, { weight: number; count: number }>();
  for (const { key, alike } of near) {
    const before = learned.get(key) ?? { weight: 0, count: 0 };
    learned.set(key, {
      weight: before.weight + (alike / all) * (near[0]?.alike ?? 0),
      count: before.count + 1,
    });
  }
  return learned;
};

/** How well a canned response fits by its words. */
export const cannedScore = (question: ReadonlySet<string>, ...texts: string[]): number =>
  question.size === 0 ? 0 : (CANNED * shared(question, new Set(tokenise(...texts)))) / question.size;

/**
 * Orders what may be suggested for a question; at most three, each at least 0.3. An offer's score is `1 − (1 − fit)(1 − 0.8 · learned)`: `fit` is the
 * recognizer's probability, half the share of the question's words a section holds, or 0.6 × that share for a canned response. `learned`: of the eight
 * examples (what an agent sent after a question) whose questions are most alike (Dice over words ≥ 0.3), the share of those that sent this source,
 * weighed by likeness, times the likeness of the nearest. Only examples of the newest 2,000 of the language count.
 */
export const rankOffers = (
  question: ReadonlySet<string>,
  offers: readonly Offer[],
  sent: readonly Sent[],
): AssistSuggestion[] => {
  const learned = learnedFrom(question, sent);
  return offers
    .map((offer) => {
      const { weight, count } = learned.get(keyOf(offer)) ?? { weight: 0, count: 0 };
      const score = 1 - (1 - Math.min(1, Math.max(0, offer.score))) * (1 - TRUST * Math.min(1, weight));
      return { ...offer, score: Math.min(1, score), sent: count };
    })
    .filter(({ score }) => score >= LEAST)
    .sort((a, b) => b.score - a.score)
    .slice(0, MOST);
};

/** Sources that agents sent after questions like this one, whether or not they fit by themselves; strongest first. */
export const sentAfter = (question: ReadonlySet<string>, sent: readonly Sent[]): AssistSource[] => {
  const learned = learnedFrom(question, sent);
  const sources = new Map(sent.map(({ source }) => [keyOf(source), source]));
  return [...learned]
    .sort(([, a], [, b]) => b.weight - a.weight)
    .flatMap(([key]) => sources.get(key) ?? [])
    .slice(0, MOST);
};

/** The source a sent text was made of: of its words or the source's, whichever are fewer, at least half are the other's. */
export const sourceOf = (
  text: string,
  candidates: readonly (AssistSource & { text: string })[],
): AssistSource | undefined => {
  const words = new Set(wordsOf(text));
  let best: { source: AssistSource; share: number } | undefined;
  for (const { kind, id, text: theirs } of candidates) {
    const other = new Set(wordsOf(theirs.replace(/\{\{[^}]*\}\}/g, ' ')));
    const fewest = Math.min(words.size, other.size);
    if (fewest < FEWEST_TOKENS) continue;
    const share = shared(words, other) / fewest;
    if (share >= MATCH && share > (best?.share ?? 0)) best = { source: { kind, id }, share };
  }
  return best?.source;
};
