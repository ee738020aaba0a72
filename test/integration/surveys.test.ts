import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '#contracts/time.ts';
import { acceptConversation } from '#server/commands/accept-conversation.ts';
import { blockCustomer } from '#server/commands/block-customer.ts';
import { escalateConversation } from '#server/commands/escalate-conversation.ts';
import { markSpam } from '#server/commands/mark-spam.ts';
import { reopenConversation } from '#server/commands/reopen-conversation.ts';
import { resolveConversation } from '#server/commands/resolve-conversation.ts';
import { sendMessage } from '#server/commands/send-message.ts';
import { sendNps } from '#server/commands/send-nps.ts';
import type { Conversation } from '#server/domain/conversation/conversation.ts';
import type { Survey } from '#server/ports/figure-stores.ts';
import { system } from '#server/ports/scope.ts';
import {
  type AgentScope,
  addAgent,
  conversationOf,
  createFloor,
  type Floor,
  passTime,
  recordOf,
} from '#test/kit/floor.ts';
import { createTestPorts, type TestPorts } from '#test/kit/ports.ts';
import { SMS_ACCOUNT, smsItem } from '#test/kit/sms-items.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

const scope = system('test');
const PHONE = '+819012345678';
const DELAY = 5 * MINUTE;
let stores: TestStores;
let test: TestPorts;
let floor: Floor;
let ana: AgentScope;
let manager: AgentScope;
let n = 0;

beforeAll(async () => {
  stores = await startStores();
});
afterAll(async () => {
  await stores.stop();
});
beforeEach(async () => {
  test = await createTestPorts({ mongoUri: stores.mongoUri, now: new Date('2026-11-24T03:00:00Z') });
  floor = await createFloor(test);
  ana = await addAgent(floor, 'ana', { presence: 'away' });
  manager = await addAgent(floor, 'mia', { presence: 'away', role: 'manager' });
});
afterEach(async () => {
  await test.close();
  await stores.clearMongo();
});

const text = async (body: string): Promise<Conversation> => {
  n += 1;
  const items = [smsItem(PHONE, `s${n}`, body, test.clock.now())];
  await test.intake.accept({ accountId: SMS_ACCOUNT, items, receivedAt: test.clock.now() });
  await test.settled();
  const page = await test.ports.stores.conversations.list(
    scope,
    { sort: 'newest', includeSpam: true },
    { limit: 1 },
  );
  const [conversation] = page.items;
  if (!conversation) throw new Error('no conversation');
  return conversation;
};

/** A customer wrote, Ana took it, answered and resolved. */
const served = async (): Promise<Conversation> => {
  const { id } = await text('注文した商品がまだ届きません');
  await escalateConversation(test.ports, scope, { conversationId: id, reason: 'customer-asked' });
  await test.settled();
  test.clock.advance(MINUTE);
  await acceptConversation(test.ports, ana, { conversationId: id });
  await sendMessage(test.ports, ana, { conversationId: id, text: '本日お届けです', by: 'agent' });
  test.clock.advance(MINUTE);
  await resolveConversation(test.ports, ana, { conversationId: id });
  await test.settled();
  return conversationOf(test, id);
};
const surveysOf = (c: Conversation): Promise<Survey[]> =>
  test.ports.stores.surveys.ofCustomer(scope, [c.customerId], 10);
const asked = async (c: Conversation): Promise<Survey> => {
  const [survey] = await surveysOf(c);
  if (!survey) throw new Error('nothing was asked');
  return survey;
};
const timerOf = (c: Conversation) => test.ports.stores.timers.get(scope, 'csat', c.id);

describe('CSAT after a resolve', () => {
  it('goes out on the conversation’s channel after the wait, once, with who served', async () => {
    const conversation = await served();
    expect((await timerOf(conversation))?.dueAt).toEqual(new Date(test.clock.now().getTime() + DELAY));
    await passTime(test, DELAY - 1);
    expect(await surveysOf(conversation)).toEqual([]);
    await passTime(test, 1);
    const survey = await asked(conversation);
    expect(survey).toMatchObject({
      kind: 'csat',
      cycle: 1,
      channel: 'sms',
      state: 'sent',
      attribution: { agentId: 'ana', queueId: 'general', channel: 'sms', waitMs: MINUTE, botInvolved: true },
    });
    const message = await test.ports.stores.messages.get(scope, survey.messageId ?? '');
    expect(message).toMatchObject({
      direction: 'outbound',
      author: { kind: 'system' },
      extra: { survey: { surveyId: survey.id, kind: 'csat' } },
    });
    expect(message?.text).toContain('いかがでしたか');
    expect((await conversationOf(test, conversation.id)).openSurvey).toMatchObject({
      id: survey.id,
      messageSeq: message?.seq,
    });
    expect(await recordOf(test, conversation.id, ['survey.sent'])).toHaveLength(1);
    await passTime(test, 12 * HOUR);
    expect(await surveysOf(conversation)).toHaveLength(1);
  });

  it('is not sent twice when the resolve is handed out again after it went out', async () => {
    const conversation = await served();
    await passTime(test, DELAY);
    const resolved = await recordOf(test, conversation.id, ['conversation.resolved']);
    test.ports.dispatch(resolved);
    await test.settled();
    await passTime(test, HOUR);
    expect((await surveysOf(conversation)).filter((s) => s.kind === 'csat')).toHaveLength(1);
  });

  it('is cancelled by Undo and by the customer’s next message, and asked in the new cycle', async () => {
    const conversation = await served();
    await reopenConversation(test.ports, ana, { conversationId: conversation.id, undo: true });
    await test.settled();
    expect(await timerOf(conversation)).toBeUndefined();
    await resolveConversation(test.ports, ana, { conversationId: conversation.id });
    await test.settled();
    await text('もう一つ質問があります');
    expect(await timerOf(conversation)).toBeUndefined();
    await passTime(test, HOUR);
    expect(await surveysOf(conversation)).toEqual([]);
    await sendMessage(test.ports, ana, { conversationId: conversation.id, text: 'はい', by: 'agent' });
    await resolveConversation(test.ports, ana, { conversationId: conversation.id });
    await test.settled();
    await passTime(test, DELAY);
    expect(await asked(conversation)).toMatchObject({ cycle: 2 });
  });

  it('does not go out after spam, to a blocked customer, or where nobody served', async () => {
    const spam = await served();
    await markSpam(test.ports, ana, { conversationId: spam.id, spam: true });
    await test.settled();
    await passTime(test, HOUR);
    expect(await surveysOf(spam)).toEqual([]);
    await markSpam(test.ports, ana, { conversationId: spam.id, spam: false });
    await sendMessage(test.ports, ana, { conversationId: spam.id, text: 'はい', by: 'agent' });
    await resolveConversation(test.ports, ana, { conversationId: spam.id });
    await test.settled();
    await blockCustomer(test.ports, manager, { customerId: spam.customerId, blocked: true });
    await passTime(test, HOUR);
    expect(await surveysOf(spam)).toEqual([]);
  });

  it('is not asked of one who was left waiting and never served', async () => {
    const { id } = await text('助けてください');
    await escalateConversation(test.ports, scope, { conversationId: id, reason: 'customer-asked' });
    await resolveConversation(test.ports, scope, { conversationId: id, by: 'customer' });
    await test.settled();
    const conversation = await conversationOf(test, id);
    expect(await timerOf(conversation)).toBeUndefined();
    const customer = await test.ports.stores.customers.get(scope, conversation.customerId);
    expect(customer?.servedAt).toBeUndefined();
  });

  it('notes on the record why it could not be asked', async () => {
    const conversation = await served();
    await text('STOP');
    await passTime(test, DELAY);
    expect(await surveysOf(conversation)).toEqual([]);
    const [cancelled] = await recordOf(test, conversation.id, ['survey.cancelled']);
    expect(cancelled?.after).toEqual({ kind: 'csat', cause: 'opted-out' });
  });
});

describe('the answer by text', () => {
  const askedOnce = async (): Promise<Conversation> => {
    const conversation = await served();
    await passTime(test, DELAY);
    return conversation;
  };

  it('is kept with its attribution, shown on the question, and reopens nothing', async () => {
    const conversation = await askedOnce();
    await text('５');
    const survey = await asked(conversation);
    expect(survey).toMatchObject({ state: 'answered', score: 5, attribution: { agentId: 'ana' } });
    const now = await conversationOf(test, conversation.id);
    expect(now).toMatchObject({ status: 'resolved', cycle: 1, openSurvey: { awaitingComment: true } });
    const question = await test.ports.stores.messages.get(scope, survey.messageId ?? '');
    expect(question?.extra.survey).toMatchObject({ answered: 5 });
    const [answered] = await recordOf(test, conversation.id, ['survey.answered']);
    expect(answered).toMatchObject({
      actor: { kind: 'customer' },
      refs: { agent: 'ana', survey: survey.id },
      after: { score: 5, agentId: 'ana', channel: 'sms' },
    });
  });

  it('takes a comment within ten minutes, which reopens nothing either', async () => {
    const conversation = await askedOnce();
    await text('とても良い');
    test.clock.advance(2 * MINUTE);
    await text('説明が丁寧でした');
    expect(await asked(conversation)).toMatchObject({ score: 5, comment: '説明が丁寧でした' });
    const now = await conversationOf(test, conversation.id);
    expect(now.status).toBe('resolved');
    expect(now.openSurvey).toBeUndefined();
  });

  it('followed by a question reopens, and the score stays', async () => {
    const conversation = await askedOnce();
    await text('4');
    test.clock.advance(MINUTE);
    const now = await text('ところで、返品はできますか？');
    expect(now).toMatchObject({ id: conversation.id, cycle: 2 });
    expect(now.status).not.toBe('resolved');
    const survey = await asked(conversation);
    expect(survey.score).toBe(4);
    expect(survey.comment).toBeUndefined();
  });

  it('keeps the first score when another follows', async () => {
    const conversation = await askedOnce();
    await text('2');
    await text('5');
    expect((await asked(conversation)).score).toBe(2);
    expect((await conversationOf(test, conversation.id)).status).toBe('resolved');
    expect(await recordOf(test, conversation.id, ['survey.answered'])).toHaveLength(1);
  });

  it('that is no answer reopens the conversation', async () => {
    await askedOnce();
    expect(await text('まだ届いていません')).toMatchObject({ cycle: 2 });
  });
});

describe('the record', () => {
  it('has what happened at one instant in the order in which it was written, on every page size', async () => {
    const { customerId } = await served();
    const types = async (limit: number): Promise<string[]> => {
      const found: string[] = [];
      for (let cursor: string | undefined; ; ) {
        const ask = { limit, ...(cursor ? { cursor } : {}) };
        const page = await test.ports.stores.interactions.ofCustomer(scope, [customerId], ask);
        found.push(...page.items.map(({ type }) => type));
        if (!page.nextCursor) return found.reverse();
        cursor = page.nextCursor;
      }
    };
    const all = await types(100);
    for (const limit of [1, 2, 3]) expect(await types(limit)).toEqual(all);
    const place = (type: string): number => all.indexOf(type);
    expect(place('conversation.opened')).toBeLessThan(place('message.received'));
    expect(place('escalation.initiated')).toBeLessThan(place('escalation.queued'));
    expect(place('escalation.accepted')).toBeLessThan(place('conversation.assigned'));
  });
});

describe('NPS by schedule', () => {
  it('asks a customer served lately, a day later, once in 90 days', async () => {
    const conversation = await served();
    await passTime(test, DELAY);
    await text('5');
    await passTime(test, HOUR);
    expect((await surveysOf(conversation)).map((s) => s.kind)).toEqual(['csat']);
    await passTime(test, DAY);
    const [nps] = await surveysOf(conversation);
    expect(nps).toMatchObject({
      kind: 'nps',
      state: 'sent',
      channel: 'sms',
      attribution: { agentId: 'ana' },
    });
    const customer = await test.ports.stores.customers.get(scope, conversation.customerId);
    expect(customer?.lastNpsAt).toEqual(test.clock.now());
    await text('9');
    expect((await surveysOf(conversation))[0]).toMatchObject({ state: 'answered', score: 9 });
    expect((await conversationOf(test, conversation.id)).status).toBe('resolved');
    await passTime(test, 20 * DAY);
    expect((await surveysOf(conversation)).filter((s) => s.kind === 'nps')).toHaveLength(1);
  });

  it('keeps its hourly timer', async () => {
    await served();
    const first = await test.ports.stores.timers.get(scope, 'nps', 'sweep');
    expect(first).toBeDefined();
    await passTime(test, 2 * HOUR);
    const next = await test.ports.stores.timers.get(scope, 'nps', 'sweep');
    expect(next?.dueAt).toEqual(new Date(test.clock.now().getTime() + HOUR));
  });

  it('leaves alone who opted out, is blocked or has a conversation under way, and asks nobody out of hours', async () => {
    const conversation = await served();
    test.clock.advance(2 * DAY);
    const hours = { timeZone: 'Asia/Tokyo', week: { '1': [{ from: 600, to: 1_140 }] }, exceptions: {} };
    await test.ports.stores.settings.save(scope, { ...test.settings, hours, version: 2 });
    expect(await sendNps(test.ports)).toBe(0);
    await test.ports.stores.settings.save(scope, { ...test.settings, version: 3 });
    await blockCustomer(test.ports, manager, { customerId: conversation.customerId, blocked: true });
    expect(await sendNps(test.ports)).toBe(0);
    await blockCustomer(test.ports, manager, { customerId: conversation.customerId, blocked: false });
    await text('別の件でお聞きしたいことがあります');
    expect(await sendNps(test.ports)).toBe(0);
    expect((await surveysOf(conversation)).filter((s) => s.kind === 'nps')).toEqual([]);
  });
});
