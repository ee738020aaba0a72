import type { BotTestDraft, TestResult } from '#contracts/bot-test.ts';
import { AppError } from '#contracts/errors.ts';
import { authorize } from '../domain/access/can.ts';
import { draftOf } from '../domain/bot-test/draft-of.ts';
import type { BotTest } from '../ports/bot-test-store.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { playTests } from './run-bot-tests.ts';
import { createBotTest } from './save-bot-test.ts';

const MAX_MESSAGES = 200;
const MAX_INTERACTIONS = 500;

/** What only the bot's memory knows — the answer and the slots — taken from a play, where the bot still does what it did. */
const filled = (draft: BotTestDraft, result: TestResult | undefined): BotTestDraft => ({
  ...draft,
  turns: draft.turns.map((turn, at) => {
    const got = result?.turns[at]?.got;
    if (!got || got.decision !== turn.expect.decision) return turn;
    const { answerId, slots } = got;
    const answered = turn.expect.articleId === undefined && answerId !== undefined;
    return {
      ...turn,
      expect: {
        ...turn.expect,
        ...(answered ? { answerId } : {}),
        ...(slots && Object.keys(slots).length > 0 ? { slots } : {}),
      },
    };
  }),
});

/**
 * Makes a regression test of a conversation the bot took part in: its customer's turns, masked, and what the bot did in each up to the hand-over.
 * @throws AppError `not-found`, `not-allowed`, `wrong-state` (the bot had no turn in it)
 */
export const makeBotTest = async (
  ports: Ports,
  scope: Scope,
  input: { conversationId: string },
): Promise<BotTest> => {
  const conversation = await ports.stores.conversations.get(scope, input.conversationId);
  if (!conversation) throw new AppError('not-found');
  authorize(scope, 'read', { conversation });
  authorize(scope, 'test-bot');
  const { id, customerId } = conversation;
  const customer = await ports.stores.customers.get(scope, customerId);
  if (!customer || customer.erasedAt) throw new AppError('not-found');
  const aliases = await ports.stores.customers.aliases(scope, customer.id);
  const [messages, interactions, orders] = await Promise.all([
    ports.stores.messages.page(scope, id, { afterSeq: 0, limit: MAX_MESSAGES, visible: 'public' }),
    ports.stores.interactions.ofConversation(scope, id, {
      types: ['bot.turned', 'escalation.initiated'],
      limit: MAX_INTERACTIONS,
    }),
    ports.stores.customers.orders(scope, aliases),
  ]);
  const draft = draftOf({ conversation, customer, orders, messages, interactions });
  if (!draft) throw new AppError('wrong-state');
  const now = ports.clock.now();
  const trial: BotTest = { ...draft, id: 'trial', createdAt: now, updatedAt: now, version: 1 };
  const [result] = await playTests(ports, scope, [trial]).catch(() => []);
  return createBotTest(ports, scope, filled(draft, result), { conversationId: id, customerId });
};
