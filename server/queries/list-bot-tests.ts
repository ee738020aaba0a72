import type { BotTestView, OverrideView } from '#contracts/bot-test.ts';
import { AppError } from '#contracts/errors.ts';
import { authorize } from '../domain/access/can.ts';
import type { PageAsk, PageOf } from '../ports/core-stores.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { presentBotTest, presentOverride } from '../presenters/bot-test.ts';
import { MAX_TESTS } from './preview-change.ts';

type ReadPorts = Pick<Ports, 'stores'>;

/** Regression tests, newest first. @throws AppError `not-allowed` */
export const listBotTests = async (
  ports: ReadPorts,
  scope: Scope,
  ask: PageAsk,
): Promise<PageOf<BotTestView>> => {
  authorize(scope, 'test-bot');
  const page = await ports.stores.botTests.list(scope, ask);
  return { ...page, items: page.items.map(presentBotTest) };
};

/** One test. @throws AppError `not-found`, `not-allowed` */
export const getBotTest = async (ports: ReadPorts, scope: Scope, id: string): Promise<BotTestView> => {
  authorize(scope, 'test-bot');
  const test = await ports.stores.botTests.get(scope, id);
  if (!test) throw new AppError('not-found');
  return presentBotTest(test);
};

/** Publishings in spite of failing tests, newest first. @throws AppError `not-allowed` */
export const listOverrides = async (
  ports: ReadPorts,
  scope: Scope,
  ask: PageAsk,
): Promise<PageOf<OverrideView>> => {
  authorize(scope, 'test-bot');
  const page = await ports.stores.botTests.overrides(scope, ask);
  return { ...page, items: page.items.map(presentOverride) };
};

/**
 * The tests that are on and everything the bot goes by, as lines of a suite file: `npm run bot:eval -- --suite FILE` plays them with nothing else.
 * @throws AppError `not-allowed`
 */
export const exportSuite = async (ports: Pick<Ports, 'stores' | 'bot'>, scope: Scope): Promise<string> => {
  authorize(scope, 'manage-bot-tests');
  const [tests, world] = await Promise.all([
    ports.stores.botTests.toRun(scope, { limit: MAX_TESTS }),
    ports.bot.world(),
  ]);
  const lines = [
    { world },
    ...tests.map(({ id, name, language, channel, customer, turns, enabled }) => ({
      test: { id, name, language, channel, customer, turns, enabled },
    })),
  ];
  return `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`;
};
