import { describe, expect, it } from 'vitest';
import type { AnyInteraction, EventActor, EventAfter, EventType } from '#contracts/events.ts';
import { HOUR, MINUTE } from '#contracts/time.ts';
import { interaction } from '../conversation/interaction.ts';
import { contributionsOf, type Measure } from './contributions.ts';
import type { FactSheet } from './facts.ts';
import { foldConversation, inFoldOrder } from './fold-conversation.ts';
import type { HoursHistory } from './hours-history.ts';
import { settleReturns } from './settle-returns.ts';

const T0 = new Date('2026-11-24T03:00:00Z');
let n = 0;
const CUSTOMER: EventActor = { kind: 'customer', id: 'c1' };
const ANA: EventActor = { kind: 'agent', id: 'ana' };
const BOT: EventActor = { kind: 'bot' };
const SYSTEM: EventActor = { kind: 'system' };

const event = <T extends EventType>(
  type: T,
  minutes: number,
  actor: EventActor,
  after: EventAfter<T>,
  more: { before?: Record<string, unknown>; conversation?: string; escalation?: string } = {},
): AnyInteraction => {
  n += 1;
  const now = new Date(T0.getTime() + minutes * MINUTE);
  return interaction(type, {
    id: `i${n}`,
    now,
    actor,
    refs: {
      customer: 'c1',
      conversation: more.conversation ?? 'k1',
      ...(more.escalation ? { escalation: more.escalation } : {}),
    },
    ...(more.before ? { before: more.before } : {}),
    after,
  });
};
const opened = (minutes: number, conversation = 'k1') =>
  event(
    'conversation.opened',
    minutes,
    CUSTOMER,
    { channel: 'sms', status: 'bot', startedBy: 'customer' },
    { conversation },
  );
const said = (minutes: number, more: Partial<EventAfter<'message.received'>> = {}, conversation = 'k1') =>
  event('message.received', minutes, CUSTOMER, { seq: 1, channel: 'sms', ...more }, { conversation });
const wrote = (minutes: number, by: 'agent' | 'bot' | 'system', conversation = 'k1') =>
  event(
    'message.queued',
    minutes,
    by === 'agent' ? ANA : by === 'bot' ? BOT : SYSTEM,
    { seq: 2, channel: 'sms', by },
    { conversation },
  );
const resolved = (minutes: number, by: 'bot' | 'agent' | 'customer', cycle = 1, conversation = 'k1') =>
  event(
    'conversation.resolved',
    minutes,
    by === 'agent' ? ANA : by === 'bot' ? BOT : CUSTOMER,
    { cycle, by },
    { conversation },
  );
const fold = (rows: readonly AnyInteraction[], hours: HoursHistory = []): FactSheet => {
  const sheet = foldConversation(undefined, inFoldOrder(rows), hours);
  if (!sheet) throw new Error('nothing was folded');
  return sheet;
};
const sum = (sheets: FactSheet | FactSheet[], measure: Measure): number =>
  [sheets]
    .flat()
    .flatMap(contributionsOf)
    .reduce((total, c) => total + (c.counts[measure] ?? 0), 0);

describe('first response', () => {
  it('runs from the customer’s first message to the first human reply, and apart to the first by anyone', () => {
    const sheet = fold([
      opened(0),
      said(0),
      wrote(1, 'bot'),
      said(2),
      wrote(10, 'agent'),
      wrote(20, 'agent'),
    ]);
    expect(sum(sheet, 'firstHumanMs')).toBe(10 * MINUTE);
    expect(sum(sheet, 'firstHumanN')).toBe(1);
    expect(sum(sheet, 'firstAnyMs')).toBe(1 * MINUTE);
  });
  it('counts a reopening anew', () => {
    const again = event(
      'conversation.reopened',
      60,
      CUSTOMER,
      { status: 'open', cycle: 2, channel: 'sms' },
      { before: { cycle: 1 } },
    );
    const sheet = fold([
      opened(0),
      said(0),
      wrote(5, 'agent'),
      resolved(6, 'agent'),
      again,
      said(60),
      wrote(63, 'agent'),
    ]);
    expect(sum(sheet, 'firstHumanN')).toBe(2);
    expect(sum(sheet, 'firstHumanMs')).toBe(8 * MINUTE);
    expect([sum(sheet, 'opened'), sum(sheet, 'reopened')]).toEqual([1, 1]);
  });
  it('ignores automatic notices, late messages and survey answers', () => {
    const sheet = fold([
      opened(0),
      said(0, { late: true }),
      said(1, { answersSurvey: true }),
      said(2, { payload: 'consent' }),
      said(3),
      wrote(4, 'system'),
      wrote(8, 'agent'),
    ]);
    expect(sum(sheet, 'firstHumanMs')).toBe(5 * MINUTE);
    expect(sum(sheet, 'firstAnyMs')).toBe(5 * MINUTE);
  });
  it('has a business-hours value under the hours of its time, and none where none are set', () => {
    const hours = {
      timeZone: 'UTC',
      week: {
        '2': [
          { from: 0, to: 185 },
          { from: 188, to: 1_440 },
        ],
      },
      exceptions: {},
    };
    const rows = [opened(0), said(0), wrote(10, 'agent')];
    expect(sum(fold(rows, [{ from: new Date(0), version: 1, hours }]), 'firstHumanOpenMs')).toBe(7 * MINUTE);
    expect(
      sum(fold(rows, [{ from: new Date(0), version: 1, hours: { ...hours, week: {} } }]), 'firstHumanOpenN'),
    ).toBe(0);
  });
});

describe('reply time', () => {
  it('runs from the first unanswered message to the next human reply, credited to the sender', () => {
    const sheet = fold([
      opened(0),
      said(0),
      said(3),
      wrote(10, 'agent'),
      said(12),
      wrote(13, 'agent'),
      wrote(14, 'agent'),
    ]);
    expect(sheet.replies.map((r) => [r.ms, r.agent])).toEqual([
      [10 * MINUTE, 'ana'],
      [1 * MINUTE, 'ana'],
    ]);
  });
});

describe('a reply written outside of us', () => {
  const echoed = (minutes: number) =>
    event('message.echoed', minutes, { kind: 'agent' }, { seq: 2, channel: 'sms' });
  it('is a person’s first response and reply, credited to nobody, and no delivery of ours', () => {
    const sheet = fold([opened(0), said(0), wrote(1, 'bot'), said(2), echoed(9), wrote(12, 'agent')]);
    expect([sum(sheet, 'firstHumanMs'), sum(sheet, 'firstHumanN')]).toEqual([9 * MINUTE, 1]);
    expect(sheet.replies.map((r) => [r.ms, r.agent])).toEqual([[7 * MINUTE, undefined]]);
    expect(sheet.deliveries.reduce((n, d) => n + d.queued, 0)).toBe(2);
  });
  it('takes part as a person: what the bot resolves after it is not automated', () => {
    const sheet = fold([opened(0), said(0), wrote(1, 'bot'), echoed(5), resolved(9, 'bot')]);
    expect([sum(sheet, 'involved'), sum(sheet, 'automated')]).toEqual([1, 0]);
  });
});

describe('time in queue and resolution', () => {
  it('are taken from the escalation and from each open–resolve cycle once', () => {
    const sheet = fold([
      opened(0),
      said(0),
      event('escalation.queued', 1, BOT, { queueId: 'q', skills: [] }, { escalation: 'e1' }),
      event('escalation.accepted', 4, ANA, { agentId: 'ana', waitMs: 3 * MINUTE }, { escalation: 'e1' }),
      wrote(5, 'agent'),
      resolved(30, 'agent'),
    ]);
    expect(sum(sheet, 'waitMs')).toBe(3 * MINUTE);
    expect(sum(sheet, 'queued')).toBe(1);
    expect(sum(sheet, 'resolutionMs')).toBe(30 * MINUTE);
  });
  it('an undone resolution does not count', () => {
    const undo = event(
      'conversation.reopened',
      31,
      ANA,
      { status: 'open', cycle: 1 },
      { before: { cycle: 1, undo: true } },
    );
    const rows = [opened(0), said(0), wrote(5, 'agent'), resolved(30, 'agent'), undo];
    expect(sum(fold(rows), 'resolved')).toBe(0);
    expect(sum(fold([...rows, resolved(50, 'agent')]), 'resolutionMs')).toBe(50 * MINUTE);
  });
  it('a wait that ended before it was accepted is abandoned', () => {
    const sheet = fold([
      opened(0),
      said(0),
      event('escalation.queued', 1, BOT, { queueId: 'q', skills: [] }, { escalation: 'e1' }),
      event('escalation.cancelled', 9, CUSTOMER, { cause: 'customer-ended' }, { escalation: 'e1' }),
      resolved(9, 'customer'),
    ]);
    expect([sum(sheet, 'abandoned'), sum(sheet, 'waitN')]).toEqual([1, 0]);
    expect(sum(sheet, 'automated')).toBe(0);
  });
});

describe('automation', () => {
  const byBot = (start: number, conversation: string): AnyInteraction[] => [
    opened(start, conversation),
    said(start, {}, conversation),
    wrote(start + 1, 'bot', conversation),
    resolved(start + 2, 'bot', 1, conversation),
  ];
  it('is what the bot resolved without a person', () => {
    const sheet = fold(byBot(0, 'k1'));
    expect([sum(sheet, 'judged'), sum(sheet, 'involved'), sum(sheet, 'automated')]).toEqual([1, 1, 1]);
    const handed = fold([opened(0), said(0), wrote(1, 'bot'), wrote(5, 'agent'), resolved(9, 'bot')]);
    expect([sum(handed, 'involved'), sum(handed, 'automated')]).toEqual([1, 0]);
  });
  it('is taken back by a return within 72 h on any channel, and not by a later one', () => {
    const first = fold(byBot(0, 'k1'));
    const soon = fold(byBot(60 * 71, 'k2'));
    const late = fold(byBot(60 * 73, 'k3'));
    expect(sum(settleReturns([first, soon]), 'returned')).toBe(1);
    expect(settleReturns([first, late])).toEqual([]);
    const [taken] = settleReturns([first, soon]);
    if (!taken) throw new Error('nothing changed');
    expect(settleReturns([taken])).toHaveLength(1);
    expect(taken.cycles[0]?.returnedAt).toEqual(new Date(T0.getTime() + 71 * HOUR));
  });
});

describe('a wait', () => {
  it('is the team’s that is named at the same instant, and the last one’s when it is moved', () => {
    const queued = event('escalation.queued', 2, SYSTEM, { queueId: 'q', skills: [] }, { escalation: 'e' });
    const support = event('conversation.assigned', 2, SYSTEM, { teamId: 'support' });
    const moved = event('conversation.assigned', 3, SYSTEM, { teamId: 'business' });
    const taken = event('escalation.accepted', 4, ANA, { agentId: 'ana', waitMs: 1 }, { escalation: 'e' });
    const later = event('conversation.assigned', 5, ANA, { teamId: 'support' });
    const teamOf = (rows: AnyInteraction[]) => fold([opened(0), said(0), ...rows]).waits[0]?.team;
    expect(teamOf([support, queued])).toBe('support');
    expect(teamOf([support, queued, moved, taken, later])).toBe('business');
  });
});

describe('scores', () => {
  it('count when given, and as a response to those sent', () => {
    const sheet = fold([
      opened(0),
      said(0),
      wrote(1, 'agent'),
      resolved(2, 'agent'),
      event('survey.sent', 7, SYSTEM, { kind: 'csat', surveyId: 's1', channel: 'sms', agentId: 'ana' }),
      event('survey.answered', 9, CUSTOMER, { kind: 'csat', surveyId: 's1', score: 4, agentId: 'ana' }),
      event('survey.sent', 900, SYSTEM, { kind: 'nps', surveyId: 's2', channel: 'sms' }),
    ]);
    expect([
      sum(sheet, 'csatSent'),
      sum(sheet, 'csatBack'),
      sum(sheet, 'csatN'),
      sum(sheet, 'csatGood'),
    ]).toEqual([1, 1, 1, 1]);
    expect([sum(sheet, 'npsSent'), sum(sheet, 'npsBack'), sum(sheet, 'npsN')]).toEqual([1, 0, 0]);
    const answered = contributionsOf(sheet).find((c) => c.counts.csatN);
    expect(answered).toMatchObject({ agent: 'ana', channel: 'sms' });
  });
});

describe('what does not count', () => {
  it('is spam, until it is cleared, and what a blocked customer opens', () => {
    const rows = [opened(0), said(0), wrote(5, 'agent')];
    const spam = event('conversation.spam-marked', 6, ANA, {});
    const cleared = event('conversation.spam-cleared', 7, ANA, {});
    expect(contributionsOf(fold([...rows, spam]))).toEqual([]);
    expect(sum(fold([...rows, spam, cleared]), 'opened')).toBe(1);
    const blocked = event('conversation.opened', 0, CUSTOMER, {
      channel: 'sms',
      status: 'resolved',
      startedBy: 'customer',
    });
    expect(contributionsOf(fold([blocked, said(0)]))).toEqual([]);
  });
});
