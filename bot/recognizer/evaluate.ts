import type { Language } from '#contracts/time.ts';
import { bandOf, DEFAULT_BANDS } from '../policy/bands.ts';
import type { Candidate, Recognizer, TrainRecognizer } from './recognizer.ts';

/** A labelled row. Rows out of scope need no intent. */
export interface EvalRow {
  text: string;
  intent: string;
  lang: Language;
}

/** Shares are 0..1. `precision` of the answered: best intent right; of the clarified: right intent among the top 3. */
export interface EvalReport {
  rows: number;
  intents: number;
  accuracy: number;
  macroF1: number;
  trainMs: number;
  p50Ms: number;
  p95Ms: number;
  bands: typeof DEFAULT_BANDS;
  inScope: {
    answered: { share: number; precision: number };
    clarified: { share: number; precision: number };
    escalated: { share: number };
  };
  outOfScope?: { rows: number; auroc: number; answered: number; clarified: number; escalated: number };
}

type Outcome = { row: EvalRow; candidates: Candidate[]; band: 'answer' | 'clarify' | 'escalate'; ms: number };

/** Probability that a text in scope scores above one out of scope; ties count half. */
export const auroc = (inside: readonly number[], outside: readonly number[]): number => {
  const all = [
    ...inside.map((v) => ({ v, inside: true })),
    ...outside.map((v) => ({ v, inside: false })),
  ].sort((a, b) => a.v - b.v);
  let ranks = 0;
  for (let start = 0; start < all.length; ) {
    let end = start;
    while (end < all.length && all[end]?.v === all[start]?.v) end++;
    for (let at = start; at < end; at++) if (all[at]?.inside) ranks += (start + end + 1) / 2;
    start = end;
  }
  return (ranks - (inside.length * (inside.length + 1)) / 2) / (inside.length * outside.length);
};

const macroF1 = (outcomes: readonly Outcome[]): number => {
  const intents = new Set(outcomes.map(({ row }) => row.intent));
  let sum = 0;
  for (const intent of intents) {
    const guessed = outcomes.filter(({ candidates }) => candidates[0]?.intent === intent);
    const hits = guessed.filter(({ row }) => row.intent === intent).length;
    const real = outcomes.filter(({ row }) => row.intent === intent).length;
    sum += guessed.length + real > 0 ? (2 * hits) / (guessed.length + real) : 0;
  }
  return intents.size > 0 ? sum / intents.size : 0;
};

const share = (part: number, all: number): number => (all > 0 ? part / all : 0);
const percentile = (sorted: readonly number[], p: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))] ?? 0;

const judge = async (
  recognizers: Map<Language, Recognizer>,
  rows: readonly EvalRow[],
): Promise<Outcome[]> => {
  const outcomes: Outcome[] = [];
  for (const row of rows) {
    const startedAt = performance.now();
    const candidates = (await recognizers.get(row.lang)?.recognize(row.text, 5)) ?? [];
    outcomes.push({
      row,
      candidates,
      band: bandOf(candidates, DEFAULT_BANDS[row.lang]),
      ms: performance.now() - startedAt,
    });
  }
  return outcomes;
};

const bandsReport = (outcomes: readonly Outcome[]): EvalReport['inScope'] => {
  const answered = outcomes.filter(({ band }) => band === 'answer');
  const clarified = outcomes.filter(({ band }) => band === 'clarify');
  const right = answered.filter(({ row, candidates }) => candidates[0]?.intent === row.intent).length;
  const offered = clarified.filter(({ row, candidates }) =>
    candidates.slice(0, 3).some(({ intent }) => intent === row.intent),
  ).length;
  return {
    answered: { share: share(answered.length, outcomes.length), precision: share(right, answered.length) },
    clarified: {
      share: share(clarified.length, outcomes.length),
      precision: share(offered, clarified.length),
    },
    escalated: { share: share(outcomes.length - answered.length - clarified.length, outcomes.length) },
  };
};

const outOfScopeReport = (
  inside: readonly Outcome[],
  outside: readonly Outcome[],
): NonNullable<EvalReport['outOfScope']> => {
  const top = ({ candidates }: Outcome): number => candidates[0]?.probability ?? 0;
  const part = (band: Outcome['band']): number =>
    share(outside.filter((outcome) => outcome.band === band).length, outside.length);
  return {
    rows: outside.length,
    auroc: auroc(inside.map(top), outside.map(top)),
    answered: part('answer'),
    clarified: part('clarify'),
    escalated: part('escalate'),
  };
};

/** Trains one recognizer per language on `train` and measures it on `test` and `oos`, at the shipped bands. */
export const evaluate = async (
  trainRecognizer: TrainRecognizer,
  train: readonly EvalRow[],
  test: readonly EvalRow[],
  oos: readonly EvalRow[],
): Promise<EvalReport> => {
  const recognizers = new Map<Language, Recognizer>();
  const startedAt = performance.now();
  for (const lang of new Set(train.map((row) => row.lang))) {
    recognizers.set(
      lang,
      await trainRecognizer(
        lang,
        train.filter((row) => row.lang === lang).map(({ text, intent }) => ({ text, intent })),
      ),
    );
  }
  const trainMs = performance.now() - startedAt;
  await judge(recognizers, test.slice(0, 50));
  const inside = await judge(recognizers, test);
  const outside = await judge(recognizers, oos);
  const times = [...inside, ...outside].map(({ ms }) => ms).sort((a, b) => a - b);
  return {
    rows: test.length,
    intents: new Set(train.map((row) => row.intent)).size,
    accuracy: share(
      inside.filter(({ row, candidates }) => candidates[0]?.intent === row.intent).length,
      inside.length,
    ),
    macroF1: macroF1(inside),
    trainMs,
    p50Ms: percentile(times, 0.5),
    p95Ms: percentile(times, 0.95),
    bands: DEFAULT_BANDS,
    inScope: bandsReport(inside),
    ...(outside.length > 0 ? { outOfScope: outOfScopeReport(inside, outside) } : {}),
  };
};
