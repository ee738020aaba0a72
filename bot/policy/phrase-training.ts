import type { Language } from '#contracts/time.ts';
import { phraseFeatures, type Readable } from './phrase-features.ts';
import { BUCKETS, bucketOf, type SavedPhraseModel, type WeighedPhrase, weighPhrase } from './phrase-model.ts';
import type { PhraseRules } from './phrase-rules.ts';

/** A phrase to learn from. */
export interface Lesson {
  readable: Readable;
  says: boolean;
  /** Whether the rules may be heard on it: on phrases the rules were written for, their verdict proves little. */
  ruled: boolean;
}

const EPOCHS = 12;
const LEARNING_RATE = 0.3;
/** A feature of fewer phrases than this teaches nothing; rules and tone always count. */
const SEEN = 2;

/**
 * Kinds of n-gram that are looked at together, each view learned by itself and all summed to one model. What learns alone
 * cannot lean on another kind, which helps where words vary much, as in English; Japanese is heard best by all at once.
 */
const VIEWS: Record<Language, readonly string[]> = { ja: ['cwsk'], en: ['cwsk', 'c', 'ws', 'k'] };
/** Views agree less sharply than one model would: their mean is stretched by this. */
const STRETCH: Record<Language, number> = { ja: 1, en: 1.3 };

/** Inverse document frequency by bucket, 0 where fewer phrases than `SEEN` fall. */
const frequenciesOf = (all: readonly Set<string>[]): Float64Array => {
  const counts = new Map<string, number>();
  for (const features of all) for (const key of features) counts.set(key, (counts.get(key) ?? 0) + 1);
  const idf = new Float64Array(BUCKETS);
  for (const [key, count] of counts) {
    const flag = key.startsWith('r') || key.startsWith('x');
    if (count < SEEN && !flag) continue;
    const bucket = bucketOf(key);
    const weight = Math.log((1 + all.length) / (1 + count)) + 1;
    const kept = idf[bucket] as number;
    idf[bucket] = kept === 0 ? weight : Math.min(kept, weight);
  }
  return idf;
};

/** The same disorder at each training, so that the same phrases always give the same model. */
const shuffler = (length: number): (() => Int32Array) => {
  const order = Int32Array.from({ length }, (_, at) => at);
  let seed = 5;
  return () => {
    for (let at = length - 1; at > 0; at--) {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      const other = (seed >>> 4) % (at + 1);
      const kept = order[at] as number;
      order[at] = order[other] as number;
      order[other] = kept;
    }
    return order;
  };
};

/** Logistic regression by per-example Adagrad. The last weight is the bias. */
const learn = (phrases: readonly WeighedPhrase[], lessons: readonly Lesson[]): Float64Array => {
  const weights = new Float64Array(BUCKETS + 1);
  const squares = new Float64Array(BUCKETS + 1).fill(1e-3);
  const step = (at: number, gradient: number): void => {
    const square = (squares[at] as number) + gradient * gradient;
    squares[at] = square;
    weights[at] = (weights[at] as number) - (LEARNING_RATE * gradient) / Math.sqrt(square);
  };
  const shuffle = shuffler(phrases.length);
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    for (const at of shuffle()) {
      const { index, value } = phrases[at] as WeighedPhrase;
      let score = weights[BUCKETS] as number;
      for (let k = 0; k < index.length; k++)
        score += (weights[index[k] as number] as number) * (value[k] as number);
      const error = 1 / (1 + Math.exp(-score)) - (lessons[at]?.says ? 1 : 0);
      if (Math.abs(error) < 1e-3) continue;
      for (let k = 0; k < index.length; k++) step(index[k] as number, error * (value[k] as number));
      step(BUCKETS, error);
    }
  }
  return weights;
};

/** The phrase as one view sees it. Rules and tone belong to every view. */
const seenBy = (view: string, { index, value, kinds, known }: WeighedPhrase): WeighedPhrase => {
  const kept = kinds.flatMap((kind, at) => (view.includes(kind) ? [at] : []));
  return {
    index: kept.map((at) => index[at] as number),
    value: kept.map((at) => value[at] as number),
    kinds: kept.map((at) => kinds[at] as string),
    known,
  };
};

/** The mean of what the views of the phrases' language learn. */
const learnByViews = (phrases: readonly WeighedPhrase[], lessons: readonly Lesson[]): Float64Array => {
  const language = lessons[0]?.readable.language ?? 'en';
  const views = VIEWS[language];
  const weights = new Float64Array(BUCKETS + 1);
  for (const view of views) {
    const learned = learn(
      views.length > 1 ? phrases.map((phrase) => seenBy(view, phrase)) : phrases,
      lessons,
    );
    for (let at = 0; at <= BUCKETS; at++)
      weights[at] = (weights[at] as number) + ((learned[at] as number) * STRETCH[language]) / views.length;
  }
  return weights;
};

const base64 = (numbers: Iterable<number>): string =>
  btoa(Array.from(numbers, (number) => String.fromCharCode(number & 0xff)).join(''));

/** From which phrases and rules a model is: another value says that it has to be trained again. */
export const fingerprintOf = (rules: PhraseRules, lessons: readonly Lesson[]): string => {
  let hash = 0x811c9dc5;
  const add = (text: string): void => {
    for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  };
  for (const rule of [...rules.masks, ...rules.patterns]) add(rule.source);
  for (const { readable, says, ruled } of lessons)
    add(`${readable.text}|${readable.shouted}|${says}|${ruled}\n`);
  return `${lessons.length}-${(hash >>> 0).toString(16)}`;
};

/**
 * Learns a thing from phrases that say it and phrases that do not. What the rules say is one of the things it looks at, so
 * that it learns where they are right and where another word turns them. Deterministic; some seconds of CPU.
 */
export const trainPhraseModel = (rules: PhraseRules, lessons: readonly Lesson[]): SavedPhraseModel => {
  const features = lessons.map(({ readable, ruled }) => phraseFeatures(ruled ? rules : undefined, readable));
  const exact = frequenciesOf(features);
  const idfScale = exact.reduce((most, idf) => Math.max(most, idf), 0) / 255;
  const idf = exact.map((value) => Math.round(value / idfScale));
  const phrases = features.map((keys) => weighPhrase(keys, idf));
  const weights = learnByViews(phrases, lessons);
  const inBuckets = weights.subarray(0, BUCKETS);
  const weightScale = inBuckets.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0) / 127;
  return {
    phrases: fingerprintOf(rules, lessons),
    bias: weights[BUCKETS] as number,
    weightScale,
    idfScale,
    weights: base64(inBuckets.map((weight) => Math.round(weight / weightScale))),
    idf: base64(idf),
  };
};
