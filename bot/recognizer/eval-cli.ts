import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { Language } from '#contracts/time.ts';
import { playSuite } from '../suite.ts';
import { readSuite } from '../suite-file.ts';
import { suiteReport } from '../suite-report.ts';
import { trainLexical } from './classifier.ts';
import { readSentenceEncoder } from './encoder/sentence-encoder.ts';
import { readSentencePieces } from './encoder/sentence-pieces.ts';
import type { EmbedTexts } from './encoder.ts';
import { embedByEndpoint } from './endpoint.ts';
import { type EvalReport, type EvalRow, evaluate } from './evaluate.ts';
import { trainHybrid } from './hybrid.ts';
import { normalise } from './normalise.ts';
import type { TrainRecognizer } from './recognizer.ts';

const USAGE =
  'usage: npm run bot:eval [-- --suite F.jsonl]  plays regression tests (without a file: those that come with the bot)\n       npm run bot:eval -- --train F.jsonl --test F.jsonl [--oos F.jsonl] [--json]\n  [--encoder DIR]  by the sentence encoder: the folder of weights.npz and sp.model\n  [--endpoint URL --model NAME]  by an OpenAI-compatible embeddings service\nwithout either: lexical\nrows: {"text": "…", "intent": "…", "lang": "ja" | "en"}; rows of --oos need no intent\n';
const Row = z.object({ text: z.string(), intent: z.string().default('out-of-scope'), lang: Language });

const readRows = async (file: string): Promise<EvalRow[]> => {
  const rows: EvalRow[] = [];
  for (const [at, line] of (await readFile(file, 'utf8')).split('\n').entries()) {
    if (line.trim() === '') continue;
    try {
      rows.push(Row.parse(JSON.parse(line)));
    } catch {
      throw new Error(`${file}:${at + 1} is not a row {"text","intent","lang"}`);
    }
  }
  return rows;
};

/** In this process, without the worker: what is measured is the work, not the way to it. */
const overVectors =
  (kind: 'encoder' | 'endpoint', embed: EmbedTexts): TrainRecognizer =>
  async (language, examples) => {
    const vectors = await embed(examples.map(({ text }) => text));
    const model = trainHybrid(language, examples, vectors, kind === 'endpoint');
    return {
      kind,
      recognize: async (text, limit = 5) => {
        const [vector] = await embed([text]);
        return vector ? model.rank(text, vector, limit) : [];
      },
    };
  };

const encoderIn = async (folder: string): Promise<TrainRecognizer> => {
  const pieces = readSentencePieces(await readFile(path.join(folder, 'sp.model')));
  const encoder = readSentenceEncoder(await readFile(path.join(folder, 'weights.npz')), pieces);
  return overVectors('encoder', async (texts) => texts.map((text) => encoder.encode(normalise(text))));
};

const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;

const table = (report: EvalReport): string => {
  const { inScope, outOfScope } = report;
  const lines = [
    `rows ${report.rows}, intents ${report.intents}, trained in ${report.trainMs.toFixed(0)} ms`,
    `accuracy ${percent(report.accuracy)}, macro-F1 ${percent(report.macroF1)}`,
    `answered ${percent(inScope.answered.share)} (right ${percent(inScope.answered.precision)})`,
    `clarified ${percent(inScope.clarified.share)} (right one among the three ${percent(inScope.clarified.precision)})`,
    `escalated ${percent(inScope.escalated.share)}`,
    `per text p50 ${report.p50Ms.toFixed(2)} ms, p95 ${report.p95Ms.toFixed(2)} ms`,
  ];
  if (outOfScope)
    lines.push(
      `out of scope ${outOfScope.rows}: AUROC ${outOfScope.auroc.toFixed(3)}, answered ${percent(outOfScope.answered)}, clarified ${percent(outOfScope.clarified)}, escalated ${percent(outOfScope.escalated)}`,
    );
  return lines.join('\n');
};

interface By {
  encoder?: string | undefined;
  endpoint?: string | undefined;
  model: string;
}

const recognizerOf = async ({ encoder, endpoint, model }: By): Promise<TrainRecognizer> => {
  if (encoder) return encoderIn(encoder);
  return endpoint ? overVectors('endpoint', embedByEndpoint({ url: endpoint, model, fetch })) : trainLexical;
};

const OWN_SUITE = path.join(import.meta.dirname, '../evaluation-suite.jsonl');

/** Plays a suite of regression tests; the program ends with 1 when one fails. Without a file: the one that comes with the bot. */
const playSuiteFile = async (values: By & { suite?: string | undefined; json: boolean }): Promise<void> => {
  const file = values.suite ?? OWN_SUITE;
  const { world, stage, tests } = await readSuite(await readFile(file, 'utf8'), file, (other) =>
    readFile(path.resolve(path.dirname(file), other), 'utf8'),
  );
  const startedAt = performance.now();
  const results = await playSuite(world, tests, stage, { train: await recognizerOf(values) });
  const ms = performance.now() - startedAt;
  process.stdout.write(
    `${values.json ? JSON.stringify({ results, ms }, null, 2) : suiteReport(results, ms)}\n`,
  );
  if (results.some(({ passed }) => !passed)) process.exitCode = 1;
};

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      train: { type: 'string' },
      test: { type: 'string' },
      oos: { type: 'string' },
      encoder: { type: 'string' },
      endpoint: { type: 'string' },
      model: { type: 'string', default: '' },
      suite: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  if (values.suite !== undefined || (!values.train && !values.test)) return playSuiteFile(values);
  if (!values.train || !values.test) {
    process.stderr.write(USAGE);
    process.exitCode = 2;
    return;
  }
  const [train, test, oos] = await Promise.all([
    readRows(values.train),
    readRows(values.test),
    values.oos ? readRows(values.oos) : [],
  ]);
  const recognizer = await recognizerOf(values);
  const report = await evaluate(recognizer, train, test, oos);
  process.stdout.write(`${values.json ? JSON.stringify(report, null, 2) : table(report)}\n`);
};

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
