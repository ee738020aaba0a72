import { phraseFeatures, type Readable } from './phrase-features.ts';
import type { PhraseRules } from './phrase-rules.ts';

/** How sure (0..1) a model is that a text says its thing. */
export type PhraseModel = (readable: Readable) => number;

/**
 * A trained model as kept in `models/`: features hashed into buckets, a weight and an inverse document frequency each, one
 * byte apiece, base64. `phrases` tells from which phrases and rules it was trained.
 */
export interface SavedPhraseModel {
  phrases: string;
  bias: number;
  weightScale: number;
  idfScale: number;
  weights: string;
  idf: string;
}

/** Number of buckets; a power of two. */
export const BUCKETS = 65_536;
/** What a feature of the rules or of the tone weighs beside a whole kind of n-grams, which weighs 1. */
const FLAG = 0.5;
/** Share of a text's features that the phrases must know before the model may judge it. */
const LEAST_KNOWN = 0.12;

/** What expressions stand for: of another text there is always some, so it is no proof that the text is known. */
const CLASSES = 'k';

/** FNV-1a over UTF-16 units. */
export const bucketOf = (key: string): number => {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  return (hash ^ (hash >>> 16)) & (BUCKETS - 1);
};

/** Buckets and values of a text, the kind of each ('' for rules and tone), and the share of its n-grams that training saw. */
export interface WeighedPhrase {
  index: number[];
  value: number[];
  kinds: string[];
  known: number;
}

/** Weighs features by `idf` (0 where training saw none): each kind of n-gram is brought to length 1 by itself. */
export const weighPhrase = (features: ReadonlySet<string>, idf: ArrayLike<number>): WeighedPhrase => {
  const index: number[] = [];
  const value: number[] = [];
  const kinds: string[] = [];
  const norms: Record<string, number> = {};
  let grams = 0;
  for (const key of features) {
    const kind = key[0] as string;
    const flag = kind === 'r' || kind === 'x';
    if (!flag && kind !== CLASSES) grams += 1;
    const bucket = bucketOf(key);
    const weight = idf[bucket] as number;
    if (weight === 0) continue;
    index.push(bucket);
    value.push(flag ? FLAG : weight);
    kinds.push(flag ? '' : kind);
    if (!flag) norms[kind] = (norms[kind] ?? 0) + weight * weight;
  }
  let known = 0;
  for (let at = 0; at < value.length; at++) {
    const kind = kinds[at] as string;
    if (kind === '') continue;
    if (kind !== CLASSES) known += 1;
    value[at] = (value[at] as number) / Math.sqrt(norms[kind] ?? 1);
  }
  return { index, value, kinds, known: grams > 0 ? known / grams : 0 };
};

const bytes = (base64: string): Int8Array => Int8Array.from(atob(base64), (char) => char.charCodeAt(0));

/** A model ready to judge. @throws when the saved model is not whole */
export const readPhraseModel = (saved: SavedPhraseModel, rules: PhraseRules): PhraseModel => {
  const weights = bytes(saved.weights);
  const idf = Float32Array.from(bytes(saved.idf), (byte) => (byte & 0xff) * saved.idfScale);
  if (weights.length !== BUCKETS || idf.length !== BUCKETS) throw new Error('the phrase model is not whole');
  return (readable) => {
    const { index, value, known } = weighPhrase(phraseFeatures(rules, readable), idf);
    if (known < LEAST_KNOWN) return 0;
    let score = saved.bias;
    for (let at = 0; at < index.length; at++)
      score += (weights[index[at] as number] as number) * saved.weightScale * (value[at] as number);
    return 1 / (1 + Math.exp(-score));
  };
};
