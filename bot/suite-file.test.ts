import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { playSuite } from './suite.ts';
import { readSuite } from './suite-file.ts';
import { suiteReport } from './suite-report.ts';

const here = (name: string): URL => new URL(name, import.meta.url);
const load = (file: string): Promise<string> => readFile(here(file), 'utf8');
const TEST = {
  id: 't1',
  name: 'a wish',
  language: 'en',
  customer: { tier: 'C', verified: false, vip: false, highTouch: false },
  turns: [{ text: 'let me talk to a person', expect: { decision: 'answer' } }],
};
const WORLD = {
  articles: { ja: [], en: [] },
  settings: {
    name: { ja: 'あかり', en: 'Akari' },
    shopName: { ja: '灯屋', en: 'Akariya' },
    bands: {
      ja: { answer: 0.5, clarify: 0.15, margin: 0.1 },
      en: { answer: 0.5, clarify: 0.15, margin: 0.1 },
    },
  },
};
const linesOf = (...rows: object[]): string => rows.map((row) => JSON.stringify(row)).join('\n');

it('the suite that comes with the bot passes', async () => {
  const { world, stage, tests } = await readSuite(await load('evaluation-suite.jsonl'), 'suite', load);
  const results = await playSuite(world, tests, stage);
  expect(results.filter(({ passed }) => !passed)).toEqual([]);
  expect(results.length).toBeGreaterThan(30);
});

it('a line that is neither a world nor a test is named', async () => {
  await expect(readSuite(linesOf({ world: WORLD }, { tset: TEST }), 'my.jsonl', load)).rejects.toThrow(
    'my.jsonl:2 is neither',
  );
  await expect(readSuite(linesOf({ test: TEST }), 'my.jsonl', load)).rejects.toThrow('has no line {"world"');
});

it('a run says what was wanted and what came', async () => {
  const { world, stage, tests } = await readSuite(linesOf({ world: WORLD }, { test: TEST }), 'suite', load);
  expect(suiteReport(await playSuite(world, tests, stage), 12)).toBe(
    [
      'failed: a wish',
      '  turn 1 “let me talk to a person”: wanted answer, got escalate customer-asked',
      '0 of 1 tests passed in 12 ms',
    ].join('\n'),
  );
});
