import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { Language } from '#contracts/time.ts';
import { trainLexical } from './classifier.ts';
import { type EvalReport, type EvalRow, evaluate } from './evaluate.ts';

const USAGE =
  'usage: npm run bot:eval -- --train F.jsonl --test F.jsonl [--oos F.jsonl] [--json]\nrows: {"text": "…", "intent": "…", "lang": "ja" | "en"}; rows of --oos need no intent\n';
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

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      train: { type: 'string' },
      test: { type: 'string' },
      oos: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
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
  const report = await evaluate(trainLexical, train, test, oos);
  process.stdout.write(`${values.json ? JSON.stringify(report, null, 2) : table(report)}\n`);
};

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
