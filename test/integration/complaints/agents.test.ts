import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BotTurn } from '#contracts/bot.ts';
import { HOUR, MINUTE } from '#contracts/time.ts';
import { acceptConversation } from '#server/commands/accept-conversation.ts';
import { assignConversation } from '#server/commands/assign-conversation.ts';
import { escalateConversation } from '#server/commands/escalate-conversation.ts';
import { followPresence } from '#server/commands/follow-presence.ts';
import { handBackConversation } from '#server/commands/hand-back-conversation.ts';
import { runBotTurn } from '#server/commands/run-bot-turn.ts';
import { saveDraft } from '#server/commands/save-draft.ts';
import { sendMessage } from '#server/commands/send-message.ts';
import type { Team } from '#server/domain/routing/escalation.ts';
import { system } from '#server/ports/scope.ts';
import {
  type AgentScope,
  addAgent,
  addConversation,
  askForPerson,
  conversationOf,
  createFloor,
  escalationOf,
  type Floor,
  heldBy,
  passTime,
  runRouting,
} from '#test/kit/floor.ts';
import { createTestPorts, type TestPorts } from '#test/kit/ports.ts';
import { SMS_ACCOUNT, smsItem } from '#test/kit/sms-items.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

// Numbers of complaints and pains: docs/complaints.md.
const scope = system('test');
/** A Tuesday, noon in Tokyo. */
const NOON = new Date('2026-11-24T03:00:00Z');
const CUSTOMER = '+819012345678';
let stores: TestStores;
let test: TestPorts;
let floor: Floor;
let turns: BotTurn[];
/** What the bot does with a turn. */
let act: (turn: BotTurn) => 'reply' | 'escalate' | 'nothing';

beforeAll(async () => {
  stores = await startStores();
});
afterAll(() => stores.stop());
beforeEach(async () => {
  turns = [];
  act = () => 'nothing';
  test = await createTestPorts({
    mongoUri: stores.mongoUri,
    now: NOON,
    bot: async (turn) => {
      turns.push(turn);
      const card = { summary: '返品希望', facts: [], tried: [], missing: [] };
      const did = act(turn);
      const actions =
        did === 'reply'
          ? [{ type: 'reply' as const, text: 'はい', quickReplies: [], citations: [], extra: {} }]
          : did === 'escalate'
            ? [
                {
                  type: 'escalate' as const,
                  reason: 'customer-asked' as const,
                  skills: [],
                  priority: 'normal' as const,
                  card,
                },
              ]
            : [];
      return { actions, state: { ...turn.state, turns: turn.state.turns + 1 } } as never;
    },
  });
  floor = await createFloor(test);
});
afterEach(async () => {
  await test.close();
  await stores.clearMongo();
});

const hears = async (name: string, text: string): Promise<string> => {
  test.clock.advance(1_000);
  const items = [smsItem(CUSTOMER, name, text, test.clock.now())];
  await test.intake.accept({ accountId: SMS_ACCOUNT, items, receivedAt: test.clock.now() });
  await test.settled();
  const page = await test.ports.stores.conversations.list(scope, { sort: 'newest' }, { limit: 1 });
  return page.items[0]?.id ?? '';
};
const offersTo = (agent: string): number =>
  test.pushed.filter((push) => push.name === 'offer.made' && push.room === `agent:${agent}`).length;
const listed = async (as: AgentScope): Promise<string[]> =>
  (await test.ports.stores.conversations.list(as, { sort: 'newest' }, { limit: 100 })).items.map(
    ({ id }) => id,
  );

describe('waiting customers', () => {
  it('complaint 15: one who waits is shown to somebody, then to the next, and never stays unseen', async () => {
    await addAgent(floor, 'ana');
    await addAgent(floor, 'ben');
    const { id } = await askForPerson(floor);
    await runRouting(test);
    expect(offersTo('ana') + offersTo('ben')).toBe(1);
    await passTime(test, 31_000);
    expect([offersTo('ana'), offersTo('ben')]).toEqual([1, 1]);
    await passTime(test, 31_000);
    // Nobody took it: it waits in sight, and is offered again as soon as somebody says they are there.
    expect((await conversationOf(test, id)).status).toBe('queued');
    await followPresence(test.ports, { agentId: 'ben', state: 'available' });
    await runRouting(test);
    expect(offersTo('ben')).toBe(2);
  });

  it('complaint 24: an idle chat still fills its place, and the agent never goes over the limit', async () => {
    const ana = await addAgent(floor, 'ana', { capacity: 1 });
    await heldBy(floor, ana);
    const waiting = await askForPerson(floor);
    for (let hour = 0; hour < 3; hour++) await passTime(test, HOUR);
    expect((await escalationOf(test, waiting.id)).offeredTo).toBeUndefined();
    await expect(acceptConversation(test.ports, ana, { conversationId: waiting.id })).rejects.toMatchObject({
      code: 'at-capacity',
    });
  });
});

describe('the hand-over', () => {
  it('complaint 18: the bot is silent from then on, the agent sees every word, and the waiting one is listed', async () => {
    const ana = await addAgent(floor, 'ana');
    act = () => 'escalate';
    const id = await hears('one', '人と話したい');
    const asked = turns.length;
    await hears('two', '返品です');
    await hears('three', 'まだですか');
    await runBotTurn(test.ports, id);
    expect(turns).toHaveLength(asked);
    expect(await listed(ana)).toContain(id);
    await acceptConversation(test.ports, ana, { conversationId: id });
    await hears('four', 'お願いします');
    expect(turns).toHaveLength(asked);
    const page = await test.ports.stores.messages.page(ana, id, { afterSeq: 0, limit: 50, visible: 'all' });
    expect(page.filter((m) => m.direction === 'inbound').map((m) => m.text)).toEqual([
      '人と話したい',
      '返品です',
      'まだですか',
      'お願いします',
    ]);
  });

  it('complaint 19: who holds the conversation is on it at every moment', async () => {
    const ana = await addAgent(floor, 'ana');
    const { id } = await addConversation(floor);
    const holder = async () => {
      const { speaker, assigneeId, status } = await conversationOf(test, id);
      return [status, speaker, assigneeId];
    };
    expect(await holder()).toEqual(['bot', 'bot', undefined]);
    await escalateConversation(test.ports, scope, { conversationId: id, reason: 'customer-asked' });
    expect(await holder()).toEqual(['queued', 'human', undefined]);
    await acceptConversation(test.ports, ana, { conversationId: id });
    expect(await holder()).toEqual(['open', 'human', 'ana']);
    await handBackConversation(test.ports, ana, { conversationId: id });
    expect((await holder()).slice(0, 2)).toEqual(['bot', 'bot']);
  });

  it('complaint 20: two turns of the bot at once say one thing', async () => {
    const id = await hears('one', '在庫は');
    act = () => 'reply';
    turns = [];
    await hears('two', '色は');
    await Promise.all([1, 2, 3, 4].map(() => runBotTurn(test.ports, id)));
    const page = await test.ports.stores.messages.page(scope, id, { afterSeq: 0, limit: 50, visible: 'all' });
    expect(page.filter((m) => m.author.kind === 'bot').map((m) => m.text)).toEqual(['はい']);
  });
});

describe('colleagues', () => {
  it('complaint 21: a draft survives that a colleague takes the conversation, and two acts at once do not both win', async () => {
    const ana = await addAgent(floor, 'ana');
    const cleo = await addAgent(floor, 'cleo', { role: 'manager' });
    const id = await heldBy(floor, ana);
    await saveDraft(test.ports, ana, { conversationId: id, text: '書きかけの返信', visibility: 'public' });
    const { version } = await conversationOf(test, id);
    await assignConversation(test.ports, cleo, { conversationId: id, assigneeId: 'cleo', version });
    expect(await test.ports.stores.drafts.get(ana, 'ana', id)).toMatchObject({ text: '書きかけの返信' });
    await expect(
      assignConversation(test.ports, cleo, { conversationId: id, assigneeId: 'ana', version }),
    ).rejects.toMatchObject({ code: 'version-conflict' });
  });

  it('pain 1: an agent sees their teams’ conversations and what nobody’s team has, no more', async () => {
    const ship = await addAgent(floor, 'ship', { teamIds: ['shipping'] });
    const back = await addAgent(floor, 'back', { teamIds: ['returns'] });
    const { id } = await addConversation(floor, { teamId: 'shipping' });
    const free = await addConversation(floor);
    expect(await listed(ship)).toEqual(expect.arrayContaining([id, free.id]));
    expect(await listed(back)).toEqual([free.id]);
    expect(await test.ports.stores.conversations.get(back, id)).toBeUndefined();
    await expect(
      sendMessage(test.ports, back, { conversationId: id, text: 'x', by: 'agent' }),
    ).rejects.toMatchObject({ code: 'not-found' });
  });

  it('complaint 16: every change is pushed to who looks at the list, and what left it is said to have left', async () => {
    const ana = await addAgent(floor, 'ana');
    await test.ports.stores.agents.saveTeam(scope, { id: 'returns', name: '返品' } as Team);
    const { id } = await askForPerson(floor, { teamId: 'shipping' });
    await runRouting(test);
    interface Push {
      rows: { id: string; status: string }[];
      removed: string[];
    }
    const pushes = (): Push[] =>
      test.pushed.filter((push) => push.name === 'conversations.changed').map((push) => push.data as Push);
    const shown = (one: string): string | undefined =>
      pushes()
        .flatMap(({ rows }) => rows)
        .findLast((row) => row.id === one)?.status;
    expect(shown(id)).toBe('queued');
    test.clock.advance(MINUTE);
    await assignConversation(test.ports, system('test'), { conversationId: id, teamId: 'returns' });
    await test.settled();
    expect(pushes().flatMap(({ removed }) => removed)).toContain(id);
    const free = await askForPerson(floor);
    await acceptConversation(test.ports, ana, { conversationId: free.id });
    await test.settled();
    expect(shown(free.id)).toBe('open');
  });
});
