import type { BotChange, ChangedAnswer, ChangePreview, PlayedTest, TestResult } from '#contracts/bot-test.ts';
import { authorize, can } from '../domain/access/can.ts';
import { changeWorld } from '../domain/bot-test/change-world.ts';
import { changedIn, verdictOf } from '../domain/bot-test/compare.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { botStage } from './bot-stage.ts';
import { type RealQuestion, realQuestions } from './real-questions.ts';

/** Tests played at once; the rest of them is left out and said so by their count. */
export const MAX_TESTS = 300;
/** Changed answers shown. */
const MAX_CHANGED = 100;

type ReadPorts = Pick<Ports, 'stores' | 'clock' | 'bot'>;

interface Played {
  tests: PlayedTest[];
  questions: RealQuestion[];
  before: TestResult[];
  after: TestResult[];
}

const playBoth = async (
  ports: ReadPorts,
  scope: Scope,
  change: BotChange,
  questions: RealQuestion[],
): Promise<Played> => {
  const [tests, world, stage] = await Promise.all([
    ports.stores.botTests.toRun(scope, { limit: MAX_TESTS }),
    ports.bot.world(),
    botStage(ports, scope),
  ]);
  const asked = [...tests, ...questions.map(({ test }) => test)];
  if (asked.length === 0) return { tests: [], questions, before: [], after: [] };
  const [before = [], after = []] = await ports.bot.play({
    worlds: [world, changeWorld(world, change)],
    tests: asked,
    stage,
  });
  return { tests, questions, before, after };
};

/** What publishing a change does to the tests alone: as much as a gate has to know. */
export const testChange = async (
  ports: ReadPorts,
  scope: Scope,
  change: BotChange,
): Promise<Pick<ChangePreview, 'failing' | 'mended' | 'alreadyFailing'>> => {
  const { before, after } = await playBoth(ports, scope, change, []);
  return verdictOf(before, after);
};

/** A question that is also a test's is told once, as the test's. */
const eachOnce = (changed: readonly ChangedAnswer[]): ChangedAnswer[] => {
  const seen = new Set<string>();
  return changed.filter(({ language, question }) => {
    const key = `${language}|${question.trim().toLowerCase()}`;
    return !seen.has(key) && seen.add(key);
  });
};

/**
 * Which past answers a change would alter, before and after, over the stored tests and the last real questions; and which tests would fail. Nothing of it
 * is kept.
 * @throws AppError `not-allowed`, `busy`
 */
export const previewChange = async (
  ports: ReadPorts,
  scope: Scope,
  change: BotChange,
): Promise<ChangePreview> => {
  authorize(scope, 'test-bot');
  const { tests, questions, before, after } = await playBoth(
    ports,
    scope,
    change,
    await realQuestions(ports, scope),
  );
  const n = tests.length;
  const changed = before.flatMap((was, at) => {
    const now = after[at];
    const question = questions[at - n];
    const test = tests[at] ?? question?.test;
    if (!now || !test) return [];
    return changedIn({
      test,
      source: question ? 'conversation' : 'test',
      ...(question ? { conversationId: question.conversationId } : {}),
      before: was,
      after: now,
    });
  });
  const verdict = verdictOf(before.slice(0, n), after.slice(0, n));
  const { bot } = await ports.stores.settings.current(scope);
  const gate = bot.testGate ?? 'warn';
  return {
    changed: eachOnce(changed).slice(0, MAX_CHANGED),
    ...verdict,
    tests: n,
    questions: questions.length,
    gate,
    blocked: gate === 'block' && verdict.failing.length > 0,
    mayOverride: can(scope, 'override-bot-tests'),
  };
};
