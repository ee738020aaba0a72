import type { TestResult, TurnExpect, TurnGot } from '#contracts/bot-test.ts';

const expected = ({ decision, slots, ...more }: TurnExpect): string =>
  [
    decision,
    ...Object.values(more),
    ...Object.entries(slots ?? {}).map(([name, value]) => `${name}=${value}`),
  ].join(' ');

const came = (got: TurnGot, wrong: readonly string[]): string =>
  [
    got.decision,
    ...got.articleIds,
    ...(got.answerId ? [got.answerId] : []),
    ...(wrong.includes('intent') && got.intent ? [got.intent] : []),
    ...(got.reason ? [got.reason] : []),
    ...Object.entries(got.slots ?? {}).map(([name, value]) => `${name}=${value}`),
  ].join(' ');

/** A run in words: one line a failing turn with what was wanted and what came, and the count. */
export const suiteReport = (results: readonly TestResult[], ms: number): string => {
  const lines = results.flatMap(({ name, passed, turns }) => {
    if (passed) return [];
    const wrong = turns.flatMap((turn, at) =>
      turn.wrong.length === 0
        ? []
        : [
            `  turn ${at + 1} “${turn.text}”: wanted ${expected(turn.expect)}, got ${came(turn.got, turn.wrong)}`,
          ],
    );
    return [`failed: ${name}`, ...(wrong.length > 0 ? wrong : ['  handed over before its last turn'])];
  });
  const passed = results.filter((result) => result.passed).length;
  return [...lines, `${passed} of ${results.length} tests passed in ${ms.toFixed(0)} ms`].join('\n');
};
