import type { Language } from '#contracts/time.ts';

/** A question to be put beside its like. */
export interface Question {
  id: string;
  text: string;
  at: Date;
}

/** Questions that mean the same, oldest first, and the one most like all the others. */
export interface Cluster<Q extends Question> {
  id: string;
  questions: Q[];
  central: Q;
}

/** How alike (cosine, 0..1) a question and a cluster must be. */
const ALIKE: Record<Language, number> = { ja: 0.34, en: 0.36 };
/** UTF-16 units read of a question. */
const MAX_TEXT = 300;
/** Terms of a cluster that are compared: its heaviest. */
const MAX_TERMS = 60;

const STOP = new Set(
  'a an the i my me you your we our us it its is are am be do does did can could will would to of in on at for with and or if this that please hi hello thanks thank how what when where why who which have has had get got want need'.split(
    ' ',
  ),
);
/** Endings and courtesies that every question has. */
const COURTESY =
  /(?:を)?(?:教えて(?:ください|下さい|ほしい)?|お願い(?:します|いたします|致します)?|知りたい|(?:でしょう|です|ます|ません|ましょう)か?|ください|下さい|すみません|こんにちは|はじめまして)/g;

type Terms = ReadonlyMap<string, number>;

const englishStem = (word: string): string =>
  word.replace(/(?:'s|ings?|ed|es|s)$/, '').replace(/([^aeiou])\1$/, '$1');

const pairsOf = (run: string): string[] =>
  run.length < 2 ? [run] : Array.from({ length: run.length - 1 }, (_, at) => run.slice(at, at + 2));

/** Words in katakana whole, those in kanji by pairs; hiragana, endings and particles for the most part, only where there is nothing else. */
const japaneseTerms = (plain: string): string[] => {
  const bare = plain.replace(COURTESY, ' ');
  const words = bare.match(/[\p{Script=Katakana}ー]{2,}|\p{Script=Han}+|[a-z0-9]+/gu) ?? [];
  const terms = words.flatMap((word) => (/^\p{Script=Han}/u.test(word) ? pairsOf(word) : [word]));
  if (terms.length > 0) return terms;
  return (bare.match(/[\p{L}\p{N}ー]+/gu) ?? []).flatMap(pairsOf);
};

const rawTerms = (text: string, language: Language): string[] => {
  const plain = text.normalize('NFKC').toLowerCase().slice(0, MAX_TEXT);
  if (language === 'ja') return japaneseTerms(plain);
  return (plain.match(/[a-z0-9']+/g) ?? []).filter((word) => !STOP.has(word)).map(englishStem);
};

/** In a short list a term that several share is not yet an ordinary one. */
const FEWEST = 200;

/** Terms by weight, of unit length; rare ones weigh more. */
const weigh = (terms: readonly string[], spread: ReadonlyMap<string, number>, all: number): Terms => {
  const weights = new Map<string, number>();
  for (const term of new Set(terms))
    weights.set(term, Math.log(1 + Math.max(all, FEWEST) / (spread.get(term) ?? 1)));
  const length = Math.hypot(...weights.values()) || 1;
  for (const [term, weight] of weights) weights.set(term, weight / length);
  return weights;
};

const spreadOf = (lists: readonly (readonly string[])[]): Map<string, number> => {
  const spread = new Map<string, number>();
  for (const list of lists) for (const term of new Set(list)) spread.set(term, (spread.get(term) ?? 0) + 1);
  return spread;
};

interface Growing<Q extends Question> {
  questions: Q[];
  terms: Terms[];
  /** Sum of the members' terms, its heaviest, of unit length. */
  centre: Map<string, number>;
}

const dot = (terms: Terms, centre: Terms): number => {
  let sum = 0;
  for (const [term, weight] of terms) sum += weight * (centre.get(term) ?? 0);
  return sum;
};

const recentre = <Q extends Question>(cluster: Growing<Q>): void => {
  const sum = new Map<string, number>();
  for (const terms of cluster.terms)
    for (const [term, weight] of terms) sum.set(term, (sum.get(term) ?? 0) + weight);
  const heaviest = [...sum].sort((a, b) => b[1] - a[1]).slice(0, MAX_TERMS);
  const length = Math.hypot(...heaviest.map(([, weight]) => weight)) || 1;
  cluster.centre = new Map(heaviest.map(([term, weight]) => [term, weight / length]));
};

/** Clusters that share a term with the question, by term. */
class Postings {
  readonly #byTerm = new Map<string, Set<number>>();
  add(terms: Iterable<string>, cluster: number): void {
    for (const term of terms) {
      const found = this.#byTerm.get(term);
      if (found) found.add(cluster);
      else this.#byTerm.set(term, new Set([cluster]));
    }
  }
  near(terms: Terms): Set<number> {
    const near = new Set<number>();
    for (const term of terms.keys()) for (const at of this.#byTerm.get(term) ?? []) near.add(at);
    return near;
  }
}

/** A centre of many is found again after each doubling, not after each question: the work stays linear. */
const doubles = (size: number): boolean => size < 8 || (size & (size - 1)) === 0;

/**
 * Puts questions of one language into clusters, by the words they share (rare words weigh more; pairs of characters in Japanese). Oldest first, each
 * joins the cluster most like it or opens one: a cluster's id, its oldest question, stays while new questions come. Largest first, then newest.
 */
export const clusterQuestions = <Q extends Question>(
  questions: readonly Q[],
  language: Language,
): Cluster<Q>[] => {
  const oldest = questions.toSorted((a, b) => a.at.getTime() - b.at.getTime() || a.id.localeCompare(b.id));
  const raw = oldest.map(({ text }) => rawTerms(text, language));
  const spread = spreadOf(raw);
  const clusters: Growing<Q>[] = [];
  const postings = new Postings();
  for (const [at, question] of oldest.entries()) {
    const terms = weigh(raw[at] ?? [], spread, oldest.length);
    let best: { at: number; alike: number } | undefined;
    for (const near of postings.near(terms)) {
      const alike = dot(terms, clusters[near]?.centre ?? new Map());
      if (alike >= ALIKE[language] && alike > (best?.alike ?? 0)) best = { at: near, alike };
    }
    const joined = best && clusters[best.at];
    if (best && joined) {
      joined.questions.push(question);
      joined.terms.push(terms);
      if (doubles(joined.questions.length)) recentre(joined);
      postings.add(terms.keys(), best.at);
    } else {
      clusters.push({ questions: [question], terms: [terms], centre: new Map(terms) });
      postings.add(terms.keys(), clusters.length - 1);
    }
  }
  return clusters.map(finish).sort(bySize);
};

const finish = <Q extends Question>(cluster: Growing<Q>): Cluster<Q> => {
  recentre(cluster);
  const [first] = cluster.questions as [Q];
  let central = { question: first, alike: -1 };
  for (const [at, question] of cluster.questions.entries()) {
    const alike = dot(cluster.terms[at] ?? new Map(), cluster.centre);
    if (alike > central.alike + 1e-9) central = { question, alike };
  }
  return { id: first.id, questions: cluster.questions, central: central.question };
};

const bySize = <Q extends Question>(a: Cluster<Q>, b: Cluster<Q>): number =>
  b.questions.length - a.questions.length ||
  (b.questions.at(-1)?.at.getTime() ?? 0) - (a.questions.at(-1)?.at.getTime() ?? 0);
