import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnyInteraction, EventActor, EventAfter, EventType } from '#contracts/events.ts';
import { DAY, HOUR, MINUTE, SECOND } from '#contracts/time.ts';
import { steps, tellStream } from '#test/kit/interaction-streams.ts';
import { interaction } from '../conversation/interaction.ts';
import { BOT_RECIPES } from './bot-figures.ts';
import { addContributions, localTimeIn } from './cells.ts';
import { contributionsOf } from './contributions.ts';
import { foldConversation, inFoldOrder } from './fold-conversation.ts';
import { settled } from './plan-fold.ts';
import { groupBy, totalsOf } from './totals.ts';

const T0 = new Date('2026-11-02T00:00:00Z').getTime();
const BOT: EventActor = { kind: 'bot' };
const HANA: EventActor = { kind: 'customer', id: 'hana' };

/** What happened, in the order it is told; each a minute after the one before. */
const story = (conversation: string, start = T0) => {
  const rows: AnyInteraction[] = [];
  const told = {
    rows,
    at: start,
    tell: <T extends EventType>(type: T, after: EventAfter<T>, actor: EventActor = BOT) => {
      told.at += MINUTE;
      const refs = { customer: 'hana', conversation };
      const id = `${conversation}-${rows.length}`;
      rows.push(interaction(type, { id, now: new Date(told.at), actor, refs, after }) as AnyInteraction);
      return told;
    },
    asks: () =>
      told
        .tell('conversation.opened', { channel: 'sms', status: 'bot', startedBy: 'customer' }, HANA)
        .tell('message.received', { seq: 1, channel: 'sms' }, HANA),
    answers: (articleIds = ['a1']) =>
      told
        .tell('message.queued', { seq: 2, channel: 'sms', by: 'bot' })
        .tell('bot.turned', { turn: 1, decision: 'answer', intent: 'returns', articleIds, ms: 1 }),
    resolves: (confirmed: boolean) => told.tell('conversation.resolved', { cycle: 1, by: 'bot', confirmed }),
    rates: (score: number) =>
      told
        .tell('survey.sent', { kind: 'csat', surveyId: `${conversation}-s`, channel: 'sms', cycle: 1 })
        .tell('survey.answered', { kind: 'csat', surveyId: `${conversation}-s`, score }, HANA),
  };
  return told;
};

const cellsOf = (...stories: { rows: AnyInteraction[] }[]) => {
  const sheets = stories.flatMap(({ rows }) => foldConversation(undefined, inFoldOrder(rows), []) ?? []);
  const cells = new Map();
  for (const sheet of settled(sheets)) addContributions(cells, contributionsOf(sheet), localTimeIn('UTC'));
  return [...cells.values()];
};
const totals = (...stories: { rows: AnyInteraction[] }[]) =>
  totalsOf(cellsOf(...stories).filter((cell) => cell.cube === 'all'));
const value = (key: keyof typeof BOT_RECIPES, ...stories: { rows: AnyInteraction[] }[]) =>
  BOT_RECIPES[key].value(totals(...stories));

describe('what the bot resolved', () => {
  it('is confirmed by the customer’s word, assumed without it', () => {
    const yes = story('k1').asks().answers().resolves(true);
    const no = story('k2', T0 - 10 * DAY)
      .asks()
      .answers()
      .resolves(false);
    expect(value('bot-confirmed', yes, no)).toBe(1);
    expect(value('bot-assumed', yes, no)).toBe(1);
    expect(value('containment', yes, no)).toBe(1);
  });

  it('is taken back by a return on another channel within 72 h', () => {
    const first = story('k1').asks().answers().resolves(true);
    const within = story('k2', T0 + 71 * HOUR).asks();
    const after = story('k3', T0 + 80 * HOUR).asks();
    expect(value('bot-confirmed', first, after)).toBe(1);
    expect(value('bot-confirmed', first, within)).toBe(0);
    expect(value('bot-returned', first, within)).toBe(1);
    expect(value('false-deflection', first, within)).toBe(1);
    expect(value('deflection', first, within)).toBe(1);
  });

  it('is false when the customer rates it 2 or less', () => {
    const bad = story('k1').asks().answers().resolves(true).rates(2);
    const fair = story('k2', T0 - 10 * DAY)
      .asks()
      .answers()
      .resolves(true)
      .rates(3);
    expect(value('false-deflection', bad, fair)).toBe(1);
    expect(value('bot-csat', bad, fair)).toBe(0);
    expect(BOT_RECIPES['bot-csat'].n(totals(bad, fair))).toBe(2);
  });
});

describe('a conversation left in silence', () => {
  it('counts from the bot’s last word until the customer writes', () => {
    const quiet = story('k1').asks().answers();
    expect(value('bot-silent', quiet)).toBe(1);
    expect(value('bot-assumed', quiet)).toBe(0);
    expect(
      value(
        'bot-silent',
        story('k1').asks().answers().tell('message.received', { seq: 3, channel: 'sms' }, HANA),
      ),
    ).toBe(0);
  });

  it('is taken back by another conversation within 72 h, and none once a person came', () => {
    const quiet = story('k1').asks().answers();
    expect(value('bot-silent', quiet, story('k2', T0 + DAY).asks())).toBe(0);
    expect(value('bot-silent', quiet, story('k2', T0 + 4 * DAY).asks())).toBe(1);
    const handed = story('k3').asks().answers().tell('escalation.queued', { queueId: 'q', skills: [] });
    expect(value('bot-silent', handed)).toBe(0);
  });
});

describe('time saved', () => {
  it('is the automated resolutions times the mean handle time shown beside it', () => {
    const agent: EventActor = { kind: 'agent', id: 'ana' };
    const person = (id: string, ms: number) =>
      story(id, T0 - 20 * DAY)
        .asks()
        .tell('span.recorded', { agentId: 'ana', ms, from: '', to: '' }, agent)
        .tell('conversation.resolved', { cycle: 1, by: 'agent' }, agent);
    const bots = [0, 1, 2].map((day) =>
      story(`b${day}`, T0 + day * 10 * DAY)
        .asks()
        .answers()
        .resolves(true),
    );
    const all = totals(person('p1', 100_400), person('p2', 200_300), ...bots);
    const { automated, meanHandle } = BOT_RECIPES['time-saved'].parts(all);
    expect(meanHandle).toBe(150 * SECOND);
    expect(automated).toBe(3);
    expect(BOT_RECIPES['time-saved'].value(all)).toBe(450 * SECOND);
  });

  it('is unknown while no person has resolved anything', () => {
    expect(value('time-saved', story('k1').asks().answers().resolves(true))).toBeNull();
  });
});

describe('intents and articles', () => {
  it('count a conversation once each, with what became of it', () => {
    const vote = { seq: 2, by: 'thumb' as const, intent: 'returns', articleIds: ['a1'] };
    const one = story('k1')
      .asks()
      .answers(['a1', 'a2'])
      .answers(['a1'])
      .tell('bot.voted', { ...vote, helpful: false }, HANA)
      .tell('bot.voted', { ...vote, helpful: true }, HANA)
      .resolves(true)
      .rates(5);
    const two = story('k2', T0 - 10 * DAY).asks();
    two
      .tell('bot.turned', { turn: 1, decision: 'clarify', articleIds: [], ms: 1 })
      .tell('escalation.initiated', {
        reason: 'clarify-failed',
        skills: [],
        priority: 'normal',
        mood: 'calm',
        intent: 'returns',
      })
      .tell('escalation.queued', { queueId: 'q', skills: [] });
    const rows = (cube: string) =>
      new Map(
        [
          ...groupBy(
            cellsOf(one, two).filter((cell) => cell.cube === cube),
            (cell) => cell.topic,
          ),
        ].map(([id, cells]) => [id, totalsOf(cells)]),
      );
    const returns = rows('intent').get('returns');
    expect(returns?.n('topicN')).toBe(2);
    expect(returns?.n('topicAnswered')).toBe(1);
    expect(returns?.n('topicClarified')).toBe(1);
    expect(returns?.n('topicEscalated')).toBe(1);
    expect(returns?.n('automated')).toBe(1);
    expect(returns?.n('botCsatGood')).toBe(1);
    expect([...rows('article').keys()].sort()).toEqual(['a1', 'a2']);
    expect(rows('article').get('a1')?.n('topicN')).toBe(1);
    expect(rows('article').get('a1')?.n('thumbsUp')).toBe(1);
    expect(rows('article').get('a1')?.n('thumbsDown')).toBe(0);
    expect(rows('article').get('a2')?.n('thumbsUp')).toBe(0);
  });
});

it('confirmed, assumed and taken back are all the bot resolved alone', () => {
  fc.assert(
    fc.property(steps(80), (script) => {
      const rows = [...groupBy(tellStream(script, new Date(T0)), (i) => i.refs.conversation).values()];
      const t = totals(...rows.map((of) => ({ rows: of })));
      expect(t.n('confirmed') + t.n('assumed')).toBe(t.n('automated'));
      expect(t.n('falselyDeflected')).toBeGreaterThanOrEqual(t.n('returned'));
      const parts = BOT_RECIPES.containment.parts(t);
      expect((parts.contained ?? 0) + (parts.handed ?? 0)).toBe(t.n('involved'));
    }),
    { numRuns: 100 },
  );
});
