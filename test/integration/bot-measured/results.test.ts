import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AnyInteraction, EventActor, EventAfter, EventType } from '#contracts/events.ts';
import { ReportQuery } from '#contracts/report.ts';
import { DAY, HOUR, MINUTE } from '#contracts/time.ts';
import { foldFacts } from '#server/commands/fold-facts.ts';
import { interaction } from '#server/domain/conversation/interaction.ts';
import { type Scope, system } from '#server/ports/scope.ts';
import { listFalseDeflections } from '#server/queries/list-false-deflections.ts';
import { conversationsBehind } from '#server/queries/report-conversations.ts';
import { recount } from '#server/queries/report-recount.ts';
import { showReport } from '#server/queries/report-show.ts';
import { createFacts } from '#server/reactions/facts.ts';
import { createTestPorts, type TestPorts } from '#test/kit/ports.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

const scope = system('test');
const T0 = new Date('2026-11-02T00:00:00Z').getTime();
const PERIOD = { from: '2026-10-31T15:00:00.000Z', to: '2026-11-30T15:00:00.000Z' };
const BOT: EventActor = { kind: 'bot' };
const ANA: EventActor = { kind: 'agent', id: 'ana' };
let stores: TestStores;
let test: TestPorts;

type Told = readonly [EventType, EventAfter<EventType>, EventActor?];
/** A conversation of a customer from an instant on, a minute between what happens. */
const story = (id: string, customer: string, at: number, ...told: Told[]): AnyInteraction[] =>
  told.map(
    ([type, after, actor], n) =>
      interaction(type, {
        id: `${id}-${n}`,
        now: new Date(at + n * MINUTE),
        actor: actor ?? { kind: 'customer', id: customer },
        refs: {
          customer,
          conversation: id,
          ...(type.startsWith('escalation.') ? { escalation: `${id}-e` } : {}),
        },
        after,
      }) as AnyInteraction,
  );
const opened = (channel: 'sms' | 'web-chat'): Told => [
  'conversation.opened',
  { channel, status: 'bot', startedBy: 'customer' },
];
const asked = (channel: 'sms' | 'web-chat'): Told => ['message.received', { seq: 1, channel }];
const answered: Told[] = [
  ['message.queued', { seq: 2, channel: 'web-chat', by: 'bot' }, BOT],
  ['bot.turned', { turn: 1, decision: 'answer', intent: 'returns', articleIds: ['a1'], ms: 1 }, BOT],
];
const solved = (confirmed: boolean): Told => [
  'conversation.resolved',
  { cycle: 1, by: 'bot', confirmed },
  BOT,
];
const rated = (id: string, score: number): Told[] => [
  ['survey.sent', { kind: 'csat', surveyId: id, channel: 'web-chat', cycle: 1 }, { kind: 'system' }],
  ['survey.answered', { kind: 'csat', surveyId: id, score }],
];

const ROWS: AnyInteraction[] = [
  ...story(
    'good',
    'hana',
    T0,
    opened('web-chat'),
    asked('web-chat'),
    ...answered,
    solved(true),
    ...rated('s1', 5),
  ),
  ...story('back', 'ken', T0, opened('web-chat'), asked('web-chat'), ...answered, solved(true)),
  ...story('again', 'ken', T0 + 70 * HOUR, opened('sms'), asked('sms')),
  ...story(
    'bad',
    'yui',
    T0 + DAY,
    opened('web-chat'),
    asked('web-chat'),
    ...answered,
    solved(false),
    ...rated('s2', 1),
  ),
  ...story('quiet', 'rei', T0 + DAY, opened('web-chat'), asked('web-chat'), ...answered),
  ...story(
    'person',
    'aoi',
    T0 + 2 * DAY,
    opened('web-chat'),
    asked('web-chat'),
    ...answered,
    ['escalation.queued', { queueId: 'q', skills: [] }, BOT],
    ['escalation.accepted', { agentId: 'ana', waitMs: 60_000 }, ANA],
    ['customer.asked-twice', { seq: 3, firstSeq: 1, similarity: 0.9 }],
    ['span.recorded', { agentId: 'ana', ms: 300_000, from: '', to: '' }, ANA],
    ['conversation.resolved', { cycle: 1, by: 'agent' }, ANA],
    ...rated('s3', 4),
  ),
];

beforeAll(async () => {
  stores = await startStores();
  test = await createTestPorts({
    mongoUri: stores.mongoUri,
    now: new Date(T0 + 20 * DAY),
    reactions: [createFacts()],
  });
  await test.ports.stores.transaction(scope, (tx) => test.ports.stores.interactions.insert(scope, ROWS, tx));
  test.ports.dispatch(ROWS);
  await test.settled();
  while ((await foldFacts(test.ports, { settleMs: 0 })) > 0);
});
afterAll(async () => {
  await test.close();
  await stores.stop();
});

const report = (name: ReportQuery['name'], more: object = {}) =>
  showReport(test.ports, scope, ReportQuery.parse({ name, ...PERIOD, compare: 'none', ...more }));
const figures = async (more: object = {}) =>
  Object.fromEntries((await report('bot', more)).figures.map((figure) => [figure.key, figure]));

describe('the bot’s results', () => {
  it('are the product of involvement and resolution, with what they rest on', async () => {
    const all = await figures();
    expect(all.automation).toMatchObject({
      value: 2 / 4,
      n: 4,
      parts: { involvement: 1, resolution: 2 / 4, automated: 2, returned: 1 },
    });
    const values = Object.fromEntries(Object.entries(all).map(([key, { value }]) => [key, value]));
    expect(values).toMatchObject({
      'bot-confirmed': 1,
      'bot-assumed': 1,
      'bot-silent': 1,
      'bot-returned': 1,
      containment: 3 / 4,
      deflection: 3 / 4,
      'false-deflection': 2,
      'bot-csat': 1 / 2,
      'asked-twice': 1,
    });
    expect(all['bot-csat']?.parts).toMatchObject({ handedShare: 1, handed: 1 });
  });

  it('say the time saved as the product of the two figures beside it', async () => {
    const saved = (await figures())['time-saved'];
    expect(saved?.parts).toMatchObject({ automated: 2, meanHandle: 300_000 });
    expect(saved?.value).toBe((saved?.parts.automated ?? 0) * (saved?.parts.meanHandle ?? 0));
  });

  it('open the conversations they count', async () => {
    const behind = (figure: string, ...more: string[]) =>
      conversationsBehind(test.ports, scope, {
        report: 'bot',
        ...PERIOD,
        bucket: [`figure:${figure}`, ...more].join(','),
      });
    expect(await behind('bot-confirmed')).toEqual(['good']);
    expect(await behind('bot-assumed')).toEqual(['bad']);
    expect(await behind('bot-silent')).toEqual(['quiet']);
    expect((await behind('false-deflection')).sort()).toEqual(['back', 'bad']);
    expect(await behind('asked-twice')).toEqual(['person']);
    expect(await behind('topic-escalated', 'intent:returns')).toEqual(['person']);
    expect(await behind('topic-n', 'article:a2')).toEqual([]);
    for (const { key, n } of Object.values(await figures()))
      if (!['automation', 'time-saved'].includes(key))
        expect([key, (await behind(key)).length]).toEqual([key, n]);
  });

  it('tell by intent and article what became of each, and equal a recount', async () => {
    const [row] = (await report('bot-intents')).rows;
    expect(row?.id).toBe('returns');
    expect(row?.values).toMatchObject({
      'topic-n': { value: 5, n: 5 },
      'topic-answered': { value: 1, n: 5 },
      'topic-escalated': { value: 1 / 5, n: 5 },
      automation: { value: 2 / 4, n: 4 },
      'bot-csat': { value: 1 / 2, n: 2 },
    });
    expect((await report('bot-articles')).rows.map(({ id }) => id)).toEqual(['a1']);
    const { cells } = await recount(test.ports, scope);
    const counted = [...cells.values()].filter(({ cube }) => cube === 'intent');
    expect(counted.reduce((sum, cell) => sum + (cell.counts.topicN ?? 0), 0)).toBe(5);
    expect((await report('bot-intents', { channel: 'sms' })).rows).toEqual([]);
  });
});

describe('the list of false deflections', () => {
  it('has whom the bot did not help, with where they came back and what they said', async () => {
    const { items } = await listFalseDeflections(test.ports, scope, { ...PERIOD, limit: 10, language: 'en' });
    expect(items.map(({ conversationId }) => conversationId)).toEqual(['bad', 'back']);
    expect(items[0]).toMatchObject({ score: 1, confirmed: false, intent: 'returns' });
    expect(items[1]).toMatchObject({ returnedTo: 'again', returnedChannel: 'sms', confirmed: true });
  });

  it('is paged, and for who may read reports', async () => {
    const first = await listFalseDeflections(test.ports, scope, { ...PERIOD, limit: 1, language: 'en' });
    expect(first.items).toHaveLength(1);
    const next = await listFalseDeflections(test.ports, scope, {
      ...PERIOD,
      limit: 1,
      language: 'en',
      cursor: first.nextCursor ?? '',
    });
    expect(next.items.map(({ conversationId }) => conversationId)).toEqual(['back']);
    expect(next.nextCursor).toBeUndefined();
    const agent: Scope = { kind: 'agent', agentId: 'ana', role: 'agent', teamIds: [] };
    await expect(
      listFalseDeflections(test.ports, agent, { ...PERIOD, limit: 1, language: 'en' }),
    ).rejects.toMatchObject({ code: 'not-allowed' });
  });
});
