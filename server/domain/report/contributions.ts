import type { Channel } from '#contracts/message.ts';
import type { CycleFact, FactSheet, SurveyFact, WaitFact } from './facts.ts';
import { byBotAlone } from './settle-returns.ts';

/** Counts and sums a cell keeps. `…Ms` are sums of milliseconds over the `…N` before them. */
export const MEASURES = [
  'opened',
  'reopened',
  'firstHumanN',
  'firstHumanMs',
  'firstHumanOpenN',
  'firstHumanOpenMs',
  'firstAnyN',
  'firstAnyMs',
  'replyN',
  'replyMs',
  'queued',
  'abandoned',
  'waitN',
  'waitMs',
  'resolved',
  'resolutionMs',
  'judged',
  'involved',
  'automated',
  'returned',
  'csatSent',
  'csatBack',
  'csatN',
  'csatGood',
  'csatSum',
  'npsSent',
  'npsBack',
  'npsN',
  'npsPromoters',
  'npsDetractors',
  'handleN',
  'handleMs',
  'messagesOut',
  'messagesFailed',
] as const;
export type Measure = (typeof MEASURES)[number];
/** Durations of which a cell keeps a histogram. */
export const DURATIONS = ['firstHuman', 'firstHumanOpen', 'firstAny', 'reply', 'wait', 'resolution'] as const;
export type Duration = (typeof DURATIONS)[number];

/** What one fact adds to the figures of an instant. */
export interface Contribution {
  at: Date;
  channel: Channel;
  agent?: string;
  team?: string;
  counts: Partial<Record<Measure, number>>;
  durations?: Partial<Record<Duration, number>>;
  /** Counts in the heat map. */
  started?: true;
}

interface Who {
  channel: Channel;
  agent?: string | undefined;
  team?: string | undefined;
}
const who = ({ channel, agent, team }: Who): Pick<Contribution, 'channel' | 'agent' | 'team'> => ({
  channel,
  ...(agent ? { agent } : {}),
  ...(team ? { team } : {}),
});
const between = (from: Date, to: Date): number => Math.max(0, to.getTime() - from.getTime());

const responsesOf = (c: CycleFact): Contribution[] => {
  const at = c.firstCustomerAt;
  if (!at) return [];
  const out: Contribution[] = [];
  if (c.firstHumanAt) {
    const ms = between(at, c.firstHumanAt);
    const open = c.firstHumanOpenMs;
    out.push({
      at,
      ...who({ channel: c.channel, agent: c.firstHumanBy, team: c.team }),
      counts: {
        firstHumanN: 1,
        firstHumanMs: ms,
        ...(open === undefined ? {} : { firstHumanOpenN: 1, firstHumanOpenMs: open }),
      },
      durations: { firstHuman: ms, ...(open === undefined ? {} : { firstHumanOpen: open }) },
    });
  }
  if (c.firstAnyAt) {
    const ms = between(at, c.firstAnyAt);
    const human = c.firstHumanAt?.getTime() === c.firstAnyAt.getTime();
    out.push({
      at,
      ...who({ channel: c.channel, agent: human ? c.firstHumanBy : undefined, team: c.team }),
      counts: { firstAnyN: 1, firstAnyMs: ms },
      durations: { firstAny: ms },
    });
  }
  return out;
};

const resolutionOf = (c: CycleFact): Contribution[] => {
  if (!c.resolvedAt) return [];
  const ms = between(c.start, c.resolvedAt);
  const judged = c.startedBy === 'customer';
  const alone = byBotAlone(c);
  return [
    {
      at: c.resolvedAt,
      ...who(c),
      counts: {
        resolved: 1,
        resolutionMs: ms,
        ...(judged ? { judged: 1 } : {}),
        ...(judged && c.bot ? { involved: 1 } : {}),
        ...(alone && !c.returnedAt ? { automated: 1 } : {}),
        ...(alone && c.returnedAt ? { returned: 1 } : {}),
      },
      durations: { resolution: ms },
    },
  ];
};

const cycleOf = (c: CycleFact): Contribution[] => [
  { at: c.start, ...who(c), counts: c.n === 1 ? { opened: 1 } : { reopened: 1 }, started: true },
  ...responsesOf(c),
  ...resolutionOf(c),
];

const waitOf = (w: WaitFact): Contribution[] => [
  { at: w.queuedAt, ...who({ channel: w.channel, team: w.team }), counts: { queued: 1 } },
  ...(w.acceptedAt && w.ms !== undefined
    ? [
        {
          at: w.acceptedAt,
          ...who(w),
          counts: { waitN: 1, waitMs: w.ms },
          durations: { wait: w.ms },
        },
      ]
    : []),
  ...(w.cancelledAt && !w.acceptedAt
    ? [{ at: w.cancelledAt, ...who({ channel: w.channel, team: w.team }), counts: { abandoned: 1 } }]
    : []),
];

const surveyOf = (s: SurveyFact): Contribution[] => {
  if (s.kind === 'ces') return [];
  const csat = s.kind === 'csat';
  const out: Contribution[] = [];
  if (s.sentAt) {
    const back = s.answeredAt ? 1 : 0;
    const counts = csat ? { csatSent: 1, csatBack: back } : { npsSent: 1, npsBack: back };
    out.push({ at: s.sentAt, ...who(s), counts });
  }
  if (s.answeredAt && s.score !== undefined) {
    const counts = csat
      ? { csatN: 1, csatSum: s.score, csatGood: s.score >= 4 ? 1 : 0 }
      : { npsN: 1, npsPromoters: s.score >= 9 ? 1 : 0, npsDetractors: s.score <= 6 ? 1 : 0 };
    out.push({ at: s.answeredAt, ...who(s), counts });
  }
  return out;
};

/** What a conversation adds to the figures. Nothing, while it is spam or its customer was blocked when it was opened. */
export const contributionsOf = (sheet: FactSheet | undefined): Contribution[] => {
  if (!sheet || sheet.pointers.spam) return [];
  return [
    ...sheet.cycles.flatMap(cycleOf),
    ...sheet.waits.flatMap(waitOf),
    ...sheet.replies.map(
      (r): Contribution => ({
        at: r.at,
        ...who(r),
        counts: { replyN: 1, replyMs: r.ms },
        durations: { reply: r.ms },
      }),
    ),
    ...sheet.surveys.flatMap(surveyOf),
    ...sheet.spans.map(
      (s): Contribution => ({ at: s.at, ...who(s), counts: { handleN: 1, handleMs: s.ms } }),
    ),
    ...sheet.deliveries.map(
      (d): Contribution => ({
        at: d.hour,
        channel: d.channel,
        counts: { messagesOut: d.queued, messagesFailed: d.failed - d.retried },
      }),
    ),
  ];
};
