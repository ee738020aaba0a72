import type { ChangedAnswer, PlayedTest, TestResult, TurnGot } from '#contracts/bot-test.ts';

const sorted = (ids: readonly string[]): string => [...ids].sort().join(' ');

/** Whether a customer would get something else: another decision, source or words. */
export const differs = (a: TurnGot, b: TurnGot): boolean =>
  a.decision !== b.decision ||
  a.reason !== b.reason ||
  a.answerId !== b.answerId ||
  sorted(a.articleIds) !== sorted(b.articleIds) ||
  a.text.trim() !== b.text.trim();

/** A past question with what the bot says to it in two worlds. */
export interface Asked {
  test: PlayedTest;
  source: ChangedAnswer['source'];
  conversationId?: string;
  before: TestResult;
  after: TestResult;
}

/** Every turn that is answered otherwise; of a test the first, for those after it may only follow from it. */
export const changedIn = ({ test, source, conversationId, before, after }: Asked): ChangedAnswer[] => {
  for (const [at, turn] of before.turns.entries()) {
    const other = after.turns[at];
    if (!other || !differs(turn.got, other.got)) continue;
    return [
      {
        question: turn.text,
        language: test.language,
        source,
        ...(source === 'test' ? { testId: test.id } : {}),
        ...(conversationId === undefined ? {} : { conversationId }),
        before: turn.got,
        after: other.got,
      },
    ];
  }
  return [];
};

/** What a change does to the tests, by whether each passes without and with it. */
export const verdictOf = (before: readonly TestResult[], after: readonly TestResult[]) => {
  const pairs = before.flatMap((was, at) => {
    const now = after[at];
    return now ? [{ was, now }] : [];
  });
  return {
    failing: pairs.filter(({ was, now }) => was.passed && !now.passed).map(({ now }) => now),
    mended: pairs
      .filter(({ was, now }) => !was.passed && now.passed)
      .map(({ now }) => ({ testId: now.testId, name: now.name })),
    alreadyFailing: pairs.filter(({ was, now }) => !was.passed && !now.passed).length,
  };
};
