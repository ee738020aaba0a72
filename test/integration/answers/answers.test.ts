import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Bot, createBot } from '#bot/bot.ts';
import { trainLexical } from '#bot/recognizer/classifier.ts';
import type { Recognizer, TrainRecognizer } from '#bot/recognizer/recognizer.ts';
import type { AnswerDefinition, AnswerVariant } from '#contracts/answer.ts';
import type { BotTurn } from '#contracts/bot.ts';
import { draftFromCluster, draftFromConversation } from '#server/commands/draft-article.ts';
import { eraseCustomer } from '#server/commands/erase-customer.ts';
import { createAnswer, publishAnswer, removeAnswer, updateAnswer } from '#server/commands/save-answer.ts';
import { saveSettings } from '#server/commands/save-settings.ts';
import { decideLesson, dismissCluster, proposeLesson, teachCluster } from '#server/commands/teach-bot.ts';
import { updateCustomer } from '#server/commands/update-customer.ts';
import { voteAnswer } from '#server/commands/vote-answer.ts';
import type { Conversation } from '#server/domain/conversation/conversation.ts';
import type { Message } from '#server/domain/conversation/message.ts';
import { type Scope, system } from '#server/ports/scope.ts';
import { presentWidgetMessage } from '#server/presenters/message.ts';
import { previewAnswer } from '#server/queries/list-answers.ts';
import { listClusters, listLessons, listTargets } from '#server/queries/list-questions.ts';
import { botReads, botSettings } from '#server/wiring/bot.ts';
import { createFloor, recordOf } from '#test/kit/floor.ts';
import { createTestPorts, type TestPorts } from '#test/kit/ports.ts';
import { SMS_ACCOUNT, smsItem } from '#test/kit/sms-items.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

const scope = system('test');
const manager: Scope = { kind: 'agent', agentId: 'maria', role: 'manager', teamIds: [] };
const agent: Scope = { kind: 'agent', agentId: 'ana', role: 'agent', teamIds: [] };

let stores: TestStores;
let test: TestPorts;
let turns: BotTurn[];
let next = 0;

/** What was learned in one test need not be learned in the next. */
const trained = new Map<string, Promise<Recognizer>>();
const train: TrainRecognizer = (language, examples) => {
  const key = JSON.stringify([language, examples]);
  const known = trained.get(key) ?? trainLexical(language, examples);
  trained.set(key, known);
  return known;
};

beforeAll(async () => {
  stores = await startStores();
});
afterAll(async () => {
  await stores.stop();
});
/** The real bot over the real stores, as compose ties them. */
beforeEach(async () => {
  turns = [];
  let bot: Bot | undefined;
  let settings: ReturnType<typeof botSettings> | undefined;
  test = await createTestPorts({
    mongoUri: stores.mongoUri,
    now: new Date('2026-11-24T03:00:00Z'),
    bot: async (turn) => {
      turns.push(turn);
      settings ??= botSettings(test.ports.stores.settings);
      await settings.refresh();
      bot ??= createBot({ reads: botReads(test.ports.stores), settings: settings.current, train });
      return bot.turn(turn);
    },
  });
  await createFloor(test);
});
afterEach(async () => {
  await test.close();
  await stores.clearMongo();
});

const conversationFrom = async (from: string): Promise<Conversation> => {
  const thread = await test.ports.stores.customers.thread(scope, `${SMS_ACCOUNT}|${from}`);
  const found = await test.ports.stores.conversations.get(scope, thread?.conversationId ?? '');
  if (!found) throw new Error(`no conversation of ${from}`);
  return found;
};
const says = async (from: string, text: string): Promise<Conversation> => {
  next += 1;
  test.clock.advance(1_000);
  const item = smsItem(from, `a${next}`, text, test.clock.now());
  await test.intake.accept({ accountId: SMS_ACCOUNT, items: [item], receivedAt: test.clock.now() });
  await test.settled();
  return conversationFrom(from);
};
const messagesOf = (id: string): Promise<Message[]> =>
  test.ports.stores.messages.page(scope, id, { afterSeq: 0, limit: 50, visible: 'all' });
const lastReply = async ({ id }: Conversation): Promise<Message> => {
  const last = (await messagesOf(id)).findLast(({ direction }) => direction === 'outbound');
  if (!last) throw new Error('no reply');
  return last;
};

/** The tier is not typed in: it comes from orders and addresses. */
const setTier = (customerId: string, tier: 'A' | 'C') =>
  test.ports.stores.transaction(scope, (tx) =>
    test.ports.stores.customers.update(scope, customerId, undefined, { tier }, tx),
  );

const text = (ja: string) => ({ kind: 'text' as const, text: { ja, en: '' } });
const variant = (id: string, audience: AnswerVariant['audience'], ja: string): AnswerVariant => ({
  id,
  audience,
  content: text(ja),
});
const ENGRAVING: AnswerDefinition = {
  title: { ja: '名入れの刻印', en: '' },
  examples: { ja: ['名入れはできますか', 'ランプに刻印してほしい'], en: [] },
  skills: [],
  variants: [
    variant('default', {}, 'はい、1,100円で承ります。'),
    variant('a', { tiers: ['A'] }, '{{customer.name | お得意様}}、刻印は無料で承ります。'),
  ],
};
const live = async (draft: AnswerDefinition = ENGRAVING): Promise<string> => {
  const { id } = await createAnswer(test.ports, manager, draft);
  await publishAnswer(test.ports, manager, { id });
  return id;
};
const ASKED = '名入れはできますか';
const A = '+819022220001';
const C = '+819022220002';

describe('an answer', () => {
  it('gives the same question of an A and a C customer each its text', async () => {
    await live();
    const { customerId } = await says(A, 'こんにちは');
    await setTier(customerId, 'A');
    expect((await lastReply(await says(A, ASKED))).text).toContain('刻印は無料で承ります。');
    const { customerId: other } = await says(C, 'こんにちは');
    await setTier(other, 'C');
    expect((await lastReply(await says(C, ASKED))).text).toContain('1,100円');
    expect(turns.at(-1)?.customer).toMatchObject({ tier: 'C', stage: 'prospect', tags: [] });
    for (const from of [A, C]) {
      const sent = await messagesOf((await conversationFrom(from)).id);
      expect(sent.some((message) => message.text.includes('{{'))).toBe(false);
    }
  });

  it('is live as it was published until it is published again, switched off or removed', async () => {
    const id = await live();
    const draft = { ...ENGRAVING, variants: [variant('default', {}, '準備中です。')] };
    const changed = await updateAnswer(test.ports, manager, { id, draft });
    expect((await lastReply(await says(A, ASKED))).text).toContain('1,100円');
    const published = await publishAnswer(test.ports, manager, { id, version: changed.version });
    expect(published).toMatchObject({
      publishedVersion: 2,
      publishedBy: 'maria',
      publishedAt: test.clock.now(),
    });
    expect((await lastReply(await says('+819022220003', ASKED))).text).toContain('準備中です。');
    await updateAnswer(test.ports, manager, { id, enabled: false });
    expect((await lastReply(await says('+819022220004', ASKED))).text).not.toContain('準備中です。');
    await expect(publishAnswer(test.ports, manager, { id, version: 1 })).rejects.toMatchObject({
      code: 'version-conflict',
    });
    expect(await removeAnswer(test.ports, manager, id)).toEqual({ removed: true });
  });

  it('is refused an unknown variable and two texts for everyone, and is the managers’ to change', async () => {
    const bad = { ...ENGRAVING, variants: [variant('default', {}, '{{agent.name}}です')] };
    await expect(createAnswer(test.ports, manager, bad)).rejects.toMatchObject({ code: 'unknown-variable' });
    const two = { ...ENGRAVING, variants: [variant('x', {}, 'はい'), variant('y', {}, 'いいえ')] };
    await expect(createAnswer(test.ports, manager, two)).rejects.toMatchObject({
      code: 'default-variant-required',
    });
    await expect(createAnswer(test.ports, agent, ENGRAVING)).rejects.toMatchObject({ code: 'not-allowed' });
    const ask = { draft: ENGRAVING, language: 'ja' as const, customer: { tier: 'A' } };
    expect(await previewAnswer(test.ports, agent, ask)).toEqual({
      variantId: 'a',
      kind: 'text',
      text: 'お得意様、刻印は無料で承ります。',
    });
  });

  it('greets by audience', async () => {
    const settings = await test.ports.stores.settings.current(scope);
    const greeting = {
      id: 'g',
      audience: { tags: ['gift'] },
      text: { ja: '贈り物のご相談ですね。', en: '' },
      offers: [],
    };
    const bot = { ...settings.bot, greetings: [greeting] };
    await saveSettings(test.ports, manager, { bot });
    const bad = { ...bot, greetings: [{ ...greeting, text: { ja: '{{x}}', en: '' } }] };
    await expect(saveSettings(test.ports, manager, { bot: bad })).rejects.toMatchObject({
      code: 'unknown-variable',
    });
    expect((await lastReply(await says(A, 'こんにちは'))).text).not.toContain('贈り物');
    const { customerId } = await conversationFrom(A);
    await updateCustomer(test.ports, manager, { customerId, tags: ['gift'] });
    const { id, version } = await conversationFrom(A);
    await test.ports.stores.conversations.update(scope, id, version, {
      set: { bot: { ...(await conversationFrom(A)).bot, state: { ...turns[0]!.state, greeted: false } } },
    });
    expect((await lastReply(await says(A, 'こんにちは'))).text).toContain('贈り物のご相談ですね。');
  });
});

const UNKNOWN = [
  'ギフト包装はできますか',
  'ギフト用に包装してもらえますか',
  'プレゼント用のギフト包装をお願いしたい',
];
const askAll = async (): Promise<void> => {
  for (const [at, words] of UNKNOWN.entries()) await says(`+81903333000${at}`, words);
  await says('+819033330009', '御社の採用情報はどこにありますか');
};
const clusters = async () => (await listClusters(test.ports, manager, { language: 'ja', limit: 50 })).items;

describe('questions without an answer', () => {
  it('stand on the list by matter with their count, and make an article draft', async () => {
    await askAll();
    const [gifts, other] = await clusters();
    expect(gifts).toMatchObject({ count: 3, causes: { 'out-of-scope': 3 } });
    expect(gifts?.conversations).toHaveLength(3);
    expect(other).toMatchObject({ count: 1 });
    const { articleId } = await draftFromCluster(test.ports, manager, gifts?.id ?? '');
    const article = await test.ports.stores.articles.get(scope, articleId);
    expect(article).toMatchObject({ status: 'draft', language: 'ja' });
    expect(article?.questions.toSorted()).toEqual(UNKNOWN.toSorted());
    expect(UNKNOWN).toContain(article?.title);
    expect((await clusters()).map(({ count }) => count)).toEqual([1]);
    await dismissCluster(test.ports, manager, other?.id ?? '');
    expect(await clusters()).toEqual([]);
  });

  it('become examples of an answer, and the bot answers', async () => {
    await askAll();
    const id = await live({
      ...ENGRAVING,
      title: { ja: 'ラッピング', en: '' },
      examples: { ja: ['ラッピングの種類'], en: [] },
    });
    const [gifts] = await clusters();
    const target = { kind: 'answer' as const, id };
    expect(await teachCluster(test.ports, manager, { id: gifts?.id ?? '', target })).toEqual({ lessons: 3 });
    expect((await lastReply(await says('+819033330020', UNKNOWN[1] ?? ''))).text).toContain('1,100円');
    expect((await listLessons(test.ports, manager, { state: 'approved', limit: 10 })).items).toHaveLength(3);
    expect((await clusters()).map(({ count }) => count)).toEqual([1]);
  });

  it('are erased with the customer, and what was learned from them too', async () => {
    await askAll();
    const id = await live();
    const [gifts] = await clusters();
    await teachCluster(test.ports, manager, { id: gifts?.id ?? '', target: { kind: 'answer', id } });
    const { version } = await test.ports.stores.learning.answers.live(scope);
    for (const from of ['+819033330000', '+819033330009']) {
      const { customerId } = await conversationFrom(from);
      await eraseCustomer(test.ports, { ...manager, role: 'administrator' } as Scope, { customerId });
    }
    expect(await clusters()).toEqual([]);
    const now = await test.ports.stores.learning.answers.live(scope);
    expect(now.lessons).toHaveLength(2);
    expect(now.version).not.toBe(version);
  });
});

describe('a misrouted turn', () => {
  it('is learned only when a person approves it', async () => {
    const id = await live();
    const asked = '090-1234-5678の者です。プレートにイニシャル入れたい';
    const conversation = await says(A, asked);
    const { seq } = await lastReply(conversation);
    const target = (await listTargets(test.ports, agent, 'ja')).items[0];
    expect(target).toMatchObject({ kind: 'answer', id, title: '名入れの刻印' });
    const lesson = await proposeLesson(test.ports, agent, {
      conversationId: conversation.id,
      seq,
      target: { kind: 'answer', id },
    });
    expect(lesson).toMatchObject({ state: 'pending', proposedBy: 'ana', target: { title: '名入れの刻印' } });
    expect(lesson.text).toBe('［電話番号］の者です。プレートにイニシャル入れたい');
    const again = 'プレートにイニシャル入れたい';
    expect((await lastReply(await says('+819044440001', again))).text).not.toContain('1,100円');
    await expect(decideLesson(test.ports, agent, { id: lesson.id, approve: true })).rejects.toMatchObject({
      code: 'not-allowed',
    });
    await decideLesson(test.ports, manager, { id: lesson.id, approve: true });
    expect((await lastReply(await says('+819044440002', again))).text).toContain('1,100円');
    await expect(decideLesson(test.ports, manager, { id: lesson.id, approve: false })).rejects.toMatchObject({
      code: 'wrong-state',
    });
  });
});

describe('a vote', () => {
  it('lands on the message, the record and the list; the last one counts', async () => {
    await live();
    const conversation = await says(A, ASKED);
    const answer = await lastReply(conversation);
    expect(presentWidgetMessage(answer, (id) => id)).toMatchObject({ votable: true });
    const vote = { threadId: answer.threadId ?? '', conversationId: conversation.id, seq: answer.seq };
    await voteAnswer(test.ports, { ...vote, threadId: 'other', helpful: false });
    await voteAnswer(test.ports, { ...vote, helpful: true });
    await voteAnswer(test.ports, { ...vote, helpful: false });
    await voteAnswer(test.ports, { ...vote, helpful: false });
    await test.settled();
    expect((await lastReply(conversation)).extra.vote).toMatchObject({ helpful: false });
    const record = await recordOf(test, conversation.id, ['bot.voted']);
    expect(record.map(({ after }) => after)).toEqual([
      expect.objectContaining({ helpful: true, by: 'thumb', seq: answer.seq }),
      expect.objectContaining({ helpful: false, by: 'thumb', seq: answer.seq }),
    ]);
    expect(await clusters()).toMatchObject([{ title: ASKED, count: 1, causes: { 'not-helpful': 1 } }]);
  });

  it('is cast in words too', async () => {
    await live();
    await says(A, ASKED);
    const conversation = await says(A, 'それでは解決しません');
    expect(conversation.status).not.toBe('bot');
    const answer = (await messagesOf(conversation.id)).find((one) => one.text.includes('1,100円'));
    expect(answer?.extra.vote).toMatchObject({ helpful: false });
    expect(await clusters()).toMatchObject([{ title: ASKED, causes: { 'not-solved': 1 } }]);
  });
});

describe('a resolved conversation', () => {
  it('becomes an article draft without names, addresses and numbers', async () => {
    const conversation = await says(A, '佐藤 花です。A-20417の宛名を変えたいです。hana@example.jp');
    await updateCustomer(test.ports, manager, { customerId: conversation.customerId, name: '佐藤 花' });
    await expect(draftFromConversation(test.ports, manager, conversation.id)).rejects.toMatchObject({
      code: 'wrong-state',
    });
    const current = await conversationFrom(A);
    await test.ports.stores.conversations.update(scope, current.id, current.version, {
      set: { status: 'resolved' },
    });
    const { articleId } = await draftFromConversation(test.ports, manager, conversation.id);
    const article = await test.ports.stores.articles.get(scope, articleId);
    expect(article).toMatchObject({
      status: 'draft',
      title: '［お名前］です。［注文番号］の宛名を変えたいです。［メールアドレス］',
    });
    expect(article?.body).not.toBe('');
    expect(JSON.stringify(article)).not.toMatch(/佐藤|20417|hana@/);
  });
});
