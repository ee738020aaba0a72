import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EMPTY_BOT_STATE } from '#contracts/bot.ts';
import type { BotChange, BotTestDraft } from '#contracts/bot-test.ts';
import type { AnyInteraction, EventAfter, EventType } from '#contracts/events.ts';
import { MINUTE } from '#contracts/time.ts';
import { eraseCustomer } from '#server/commands/erase-customer.ts';
import { gateArticle, gateSettings } from '#server/commands/gate-publishing.ts';
import { makeBotTest } from '#server/commands/make-bot-test.ts';
import { passTestGate } from '#server/commands/pass-test-gate.ts';
import { runBotTests } from '#server/commands/run-bot-tests.ts';
import { createBotTest, setTestGate, updateBotTest } from '#server/commands/save-bot-test.ts';
import type { Conversation } from '#server/domain/conversation/conversation.ts';
import { interaction } from '#server/domain/conversation/interaction.ts';
import type { Message } from '#server/domain/conversation/message.ts';
import type { Article } from '#server/ports/content-stores.ts';
import { type Scope, system } from '#server/ports/scope.ts';
import { exportSuite, getBotTest, listBotTests, listOverrides } from '#server/queries/list-bot-tests.ts';
import { previewChange } from '#server/queries/preview-change.ts';
import { createTestPorts, type TestPorts } from '#test/kit/ports.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

const scope = system('test');
const NOW = new Date('2026-11-24T03:00:00Z');
const manager: Scope = { kind: 'agent', agentId: 'mia', role: 'manager', teamIds: [] };
const agent: Scope = { ...manager, agentId: 'ana', role: 'agent' };
let stores: TestStores;
let test: TestPorts;

beforeAll(async () => {
  stores = await startStores();
});
afterAll(async () => {
  await stores.stop();
});
beforeEach(async () => {
  test = await createTestPorts({ mongoUri: stores.mongoUri, now: NOW, reactions: [] });
  for (const article of demo('ja').slice(0, 6))
    await test.ports.stores.articles.save(scope, article, undefined);
});
afterEach(async () => {
  await test.close();
  await stores.clearMongo();
});

type Raw = Pick<Article, 'slug' | 'title' | 'body' | 'category' | 'questions'> & {
  intent?: string;
  skills?: string[];
};
const demo = (language: 'ja' | 'en'): Article[] => {
  const file = new URL(`../../../server/demo/articles.${language}.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as Raw[]).map(
    ({ slug, title, body, category, questions, intent, skills }) => ({
      id: `${language}-${slug}`,
      slug,
      title,
      body,
      category,
      questions,
      language,
      skills: skills ?? [],
      ...(intent ? { intent } : {}),
      status: 'published' as const,
      updatedAt: NOW,
      version: 1,
    }),
  );
};
const article = (slug: string): Article => {
  const found = demo('ja').find((one) => one.slug === slug);
  if (!found) throw new Error(`no article ${slug}`);
  return found;
};
const changeOf = (slug: string, fields: Partial<Article>): BotChange => {
  const { id, language, title, body, category, status, questions, intent } = { ...article(slug), ...fields };
  return {
    kind: 'article',
    id,
    article: { language, title, body, slug, category, status, questions, ...(intent ? { intent } : {}) },
  };
};

const draft = (text: string, expect: BotTestDraft['turns'][number]['expect']): BotTestDraft => ({
  name: text,
  language: 'ja',
  channel: 'web-chat',
  customer: { tier: 'C', verified: false, vip: false, highTouch: false },
  turns: [{ text, expect }],
  enabled: true,
});
const RETURNS = draft('返品の送料はいくらですか', { decision: 'answer', articleId: 'ja-returns' });

interface Turned {
  says: string;
  turned: Omit<EventAfter<'bot.turned'>, 'turn' | 'ms'>;
}

const CUSTOMER = {
  id: 'hana',
  name: '佐藤 花',
  language: 'ja' as const,
  tier: 'B' as const,
  vip: false,
  highTouch: false,
  blocked: false,
  tags: [],
  attributes: [],
  verified: true,
  tokens: [],
  createdAt: NOW,
  updatedAt: NOW,
  version: 1,
};

/** Resolved by the bot. */
const conversationOf = (id: string, turns: number): Conversation =>
  ({
    id,
    customerId: 'hana',
    customerName: '佐藤 花',
    tier: 'B',
    status: 'resolved',
    speaker: 'bot',
    priority: 'normal',
    language: 'ja',
    channel: 'web-chat',
    accountId: 'web',
    threads: [],
    tags: [],
    attributes: [],
    mentions: [],
    tokens: [],
    seq: turns * 2,
    cycle: 1,
    bot: { state: EMPTY_BOT_STATE, seenSeq: 0, turn: turns },
    botInvolved: true,
    humanInvolved: false,
    articleIds: [],
    readBy: {},
    lastLine: '',
    lastAuthor: 'bot',
    lastAt: NOW,
    openedAt: NOW,
    createdAt: NOW,
    updatedAt: NOW,
    spam: false,
    missed: false,
    version: 1,
  }) as unknown as Conversation;

const messageOf = (id: string, says: string, at: number): Message => ({
  id: `${id}-m${at}`,
  conversationId: id,
  customerId: 'hana',
  seq: at * 2 + 1,
  direction: 'inbound',
  author: { kind: 'customer', id: 'hana' },
  text: says,
  attachments: [],
  extra: {},
  at: new Date(NOW.getTime() + at * MINUTE),
  counter: 0,
  late: false,
  acceptedAt: NOW,
  tokens: [],
  version: 1,
});

const rowsOf = (id: string, turns: readonly Turned[]): AnyInteraction[] => {
  const row = <T extends EventType>(type: T, at: number, after: EventAfter<T>) =>
    interaction(type, {
      id: `${id}-${type}-${at}`,
      now: new Date(NOW.getTime() + at * MINUTE + 1_000),
      actor: { kind: 'bot' },
      refs: { customer: 'hana', conversation: id },
      after,
    }) as AnyInteraction;
  return turns.flatMap(({ turned }, at) => [
    row('bot.turned', at, { ...turned, turn: at + 1, ms: 1 }),
    ...(turned.decision === 'escalate'
      ? [
          row('escalation.initiated', at, {
            reason: 'customer-asked',
            skills: [],
            priority: 'normal',
            mood: 'calm',
          }),
        ]
      : []),
  ]);
};

/** A conversation of Hana with the bot as the stores keep it: what she wrote, what the bot did. */
const tell = async (id: string, turns: readonly Turned[]): Promise<void> => {
  const { customers, conversations, messages, interactions } = test.ports.stores;
  await test.ports.stores.transaction(scope, async (tx) => {
    await customers.insert(scope, CUSTOMER, tx);
    await conversations.insert(scope, conversationOf(id, turns.length), tx);
    await messages.insert(
      scope,
      turns.map(({ says }, at) => messageOf(id, says, at)),
      tx,
    );
    await interactions.insert(scope, rowsOf(id, turns), tx);
  });
};

const answered = { decision: 'answer', intent: 'returns', articleIds: ['ja-returns'] };

describe('a conversation', () => {
  it('becomes a test in one step: masked, with what the bot did in each turn', async () => {
    await tell('k1', [
      { says: '返品の送料はいくらですか', turned: answered },
      {
        says: '佐藤 花です。人と話したい。hana@example.jp',
        turned: { decision: 'escalate', articleIds: [] },
      },
      { says: 'もしもし', turned: { decision: 'answer', articleIds: [] } },
    ]);
    const made = await makeBotTest(test.ports, agent, { conversationId: 'k1' });
    expect(made).toMatchObject({ customerId: 'hana', conversationId: 'k1', createdBy: 'ana' });
    expect(made.customer).toEqual({ tier: 'B', verified: true, vip: false, highTouch: false });
    expect(made.turns.map(({ expect: wanted }) => wanted)).toEqual([
      { decision: 'answer', articleId: 'ja-returns' },
      { decision: 'escalate', reason: 'customer-asked' },
    ]);
    expect(made.turns[1]?.text).toBe('山田 花子です。人と話したい。customer1@example.com');
    const { items } = await runBotTests(test.ports, agent, {});
    expect(items).toMatchObject([{ testId: made.id, passed: true }]);
    expect(await getBotTest(test.ports, agent, made.id)).toMatchObject({ lastPassed: true });
    expect(await getBotTest(test.ports, agent, made.id)).not.toHaveProperty('customerId');
  });

  it('becomes none without the bot, and is not to be seen by whom it is not for', async () => {
    await tell('k1', []);
    await expect(makeBotTest(test.ports, agent, { conversationId: 'k1' })).rejects.toMatchObject({
      code: 'wrong-state',
    });
    await expect(makeBotTest(test.ports, agent, { conversationId: 'k2' })).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('takes its test along when its customer is erased', async () => {
    await tell('k1', [{ says: '返品の送料はいくらですか', turned: answered }]);
    await makeBotTest(test.ports, agent, { conversationId: 'k1' });
    const other = await createBotTest(test.ports, manager, RETURNS);
    await eraseCustomer(test.ports, scope, { customerId: 'hana' });
    const { items } = await listBotTests(test.ports, manager, { limit: 10 });
    expect(items.map(({ id }) => id)).toEqual([other.id]);
  });
});

describe('a preview', () => {
  it('shows which past answers change, of tests and of real questions, and what would fail', async () => {
    await tell('k1', [{ says: '返品の送料はいくらですか？', turned: answered }]);
    const kept = await createBotTest(test.ports, manager, RETURNS);
    const preview = await previewChange(test.ports, agent, changeOf('returns', { status: 'archived' }));
    expect(preview).toMatchObject({
      tests: 1,
      questions: 1,
      gate: 'warn',
      blocked: false,
      mayOverride: false,
    });
    expect(preview.failing).toMatchObject([{ testId: kept.id, passed: false }]);
    expect(preview.changed.map(({ source }) => source).sort()).toEqual(['conversation', 'test']);
    const [first] = preview.changed;
    expect(first?.before).toMatchObject({ decision: 'answer', articleIds: ['ja-returns'] });
    expect(first?.after.articleIds).not.toContain('ja-returns');
    expect(preview.changed.find(({ source }) => source === 'conversation')?.conversationId).toBe('k1');
  });

  it('shows nothing where nothing changes, and the words where only they do', async () => {
    await createBotTest(test.ports, manager, RETURNS);
    expect(await previewChange(test.ports, manager, changeOf('returns', {}))).toMatchObject({
      changed: [],
      failing: [],
    });
    const words = await previewChange(
      test.ports,
      manager,
      changeOf('returns', { body: '返品の送料は当店が負担します。' }),
    );
    expect(words.failing).toEqual([]);
    expect(words.changed).toHaveLength(1);
    expect(words.changed[0]?.after.text).toContain('当店が負担');
  });

  it('takes up bands, policy and answers of the operator', async () => {
    await createBotTest(test.ports, manager, RETURNS);
    const never = { answer: 1, clarify: 1, margin: 1 };
    const bands = { ja: never, en: never };
    const strict = await previewChange(test.ports, manager, { kind: 'settings', bands });
    expect(strict.tests).toBe(1);
    const { policy } = await test.ports.bot.world();
    if (!policy) throw new Error('the world has no policy');
    const rows = { ...policy.rows, C: { ...policy.rows.C, start: 'human' as const } };
    const human = await previewChange(test.ports, manager, {
      kind: 'settings',
      policy: { ...policy, rows },
    });
    expect(human.changed[0]?.after).toMatchObject({ decision: 'escalate', reason: 'policy' });
  });
});

describe('the gate', () => {
  const broken = changeOf('returns', { status: 'archived' });

  it('warns by default, blocks when set to, and lets a manager through with a reason that is kept', async () => {
    const kept = await createBotTest(test.ports, manager, RETURNS);
    await expect(passTestGate(test.ports, manager, broken, undefined)).resolves.toBeUndefined();
    await setTestGate(test.ports, manager, 'block');
    await expect(passTestGate(test.ports, manager, broken, undefined)).rejects.toMatchObject({
      code: 'tests-failing',
    });
    await expect(passTestGate(test.ports, agent, broken, { reason: 'because' })).rejects.toMatchObject({
      code: 'not-allowed',
    });
    await passTestGate(test.ports, manager, broken, { reason: '返品を一時停止' });
    const { items } = await listOverrides(test.ports, manager, { limit: 10 });
    expect(items).toMatchObject([
      {
        agentId: 'mia',
        kind: 'article',
        subject: 'ja-returns',
        reason: '返品を一時停止',
        failing: [{ testId: kept.id }],
      },
    ]);
  });

  it('stands before everything that is published, and before no draft', async () => {
    await createBotTest(test.ports, manager, RETURNS);
    await setTestGate(test.ports, manager, 'block');
    const refused = { code: 'tests-failing' };
    const archive = { articleId: 'ja-returns', status: 'archived' as const };
    await expect(gateArticle(test.ports, manager, archive, undefined)).rejects.toMatchObject(refused);
    const draft = { articleId: 'ja-returns', body: 'いつでもどうぞ。' };
    await expect(gateArticle(test.ports, manager, draft, undefined)).resolves.toBeUndefined();
    await expect(gateArticle(test.ports, agent, archive, undefined)).rejects.toMatchObject({
      code: 'not-allowed',
    });
    const { bot } = await test.ports.stores.settings.current(scope);
    const words = { ja: ['返品'], en: [] };
    const { policy } = await test.ports.bot.world();
    if (!policy) throw new Error('the world has no policy');
    await expect(
      gateSettings(test.ports, manager, { policy: { ...policy, regulated: words } }, undefined),
    ).rejects.toMatchObject(refused);
    await expect(gateSettings(test.ports, manager, { bot }, undefined)).resolves.toBeUndefined();
  });

  it('does not hold up a change because of a test that fails anyway', async () => {
    await createBotTest(test.ports, manager, {
      ...RETURNS,
      turns: [{ text: '送料', expect: { decision: 'resolve' } }],
    });
    await setTestGate(test.ports, manager, 'block');
    await expect(passTestGate(test.ports, manager, broken, undefined)).resolves.toBeUndefined();
  });
});

describe('a test', () => {
  it('is changed by managers, under its version, and forgets its last run', async () => {
    const made = await createBotTest(test.ports, manager, RETURNS);
    await runBotTests(test.ports, manager, {});
    await expect(updateBotTest(test.ports, agent, { id: made.id, name: 'x' })).rejects.toMatchObject({
      code: 'not-allowed',
    });
    const changed = await updateBotTest(test.ports, manager, { id: made.id, version: 1, name: 'x' });
    expect(changed).toMatchObject({ name: 'x', version: 2 });
    expect(changed.lastPassed).toBeUndefined();
    await expect(
      updateBotTest(test.ports, manager, { id: made.id, version: 1, name: 'y' }),
    ).rejects.toMatchObject({ code: 'version-conflict' });
  });

  it('is exported with everything it is played over', async () => {
    await createBotTest(test.ports, manager, RETURNS);
    const lines = (await exportSuite(test.ports, manager)).trim().split('\n');
    expect(lines).toHaveLength(2);
    expect(JSON.parse(lines[0] ?? '')).toHaveProperty('world.articles.ja');
    expect(JSON.parse(lines[1] ?? '')).toMatchObject({ test: { turns: RETURNS.turns } });
  });
});
