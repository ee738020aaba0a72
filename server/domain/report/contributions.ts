import type { Channel } from '#contracts/message.ts';
import type { CycleFact, FactSheet, SurveyFact, TopicFact, WaitFact } from './facts.ts';
import { byBotAlone, leftQuiet } from './settle-returns.ts';

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
  'humanResolved',
  'confirmed',
  'assumed',
  'falselyDeflected',
  'silent',
  'silentBack',
  'askedTwice',
  'botCsatSent',
  'botCsatBack',
  'botCsatN',
  'botCsatGood',
  'botCsatSum',
  'handedCsatN',
  'handedCsatGood',
  'topicN',
  'topicAnswered',
  'topicClarified',
  'topicEscalated',
  'thumbsUp',
  'thumbsDown',
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
  /** Counts under this intent or article and nowhere else. */
  topic?: Pick<TopicFact, 'kind' | 'id'>;
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

/** How a resolution counts where the bot's part in it is told. */
const botPartOf = (c: CycleFact): Contribution['counts'] => {
  const judged = c.startedBy === 'customer';
  const alone = byBotAlone(c);
  return {
    ...(judged ? { judged: 1 } : {}),
    ...(judged && c.bot ? { involved: 1 } : {}),
    ...(alone && !c.returnedAt ? { automated: 1, ...(c.confirmed ? { confirmed: 1 } : { assumed: 1 }) } : {}),
    ...(alone && c.returnedAt ? { returned: 1 } : {}),
  };
};

/** A rating at or below this says that the bot did not help. */
export const BAD_RATING = 2;
/** The bad rating of a cycle, if there is one. */
export const badRatingOf = (sheet: FactSheet, c: CycleFact): SurveyFact | undefined =>
  sheet.surveys.find((s) => s.kind === 'csat' && s.cycle === c.n && (s.score ?? 5) <= BAD_RATING);
/** Whether the bot took a conversation for resolved whose customer came back, or said that it was not. */
export const isFalseDeflection = (sheet: FactSheet, c: CycleFact): boolean =>
  byBotAlone(c) && (c.returnedAt !== undefined || badRatingOf(sheet, c) !== undefined);

const resolutionOf = (sheet: FactSheet, c: CycleFact): Contribution[] => {
  if (!c.resolvedAt) return [];
  const ms = between(c.start, c.resolvedAt);
  return [
    {
      at: c.resolvedAt,
      ...who(c),
      counts: {
        resolved: 1,
        resolutionMs: ms,
        ...botPartOf(c),
        ...(c.human ? { humanResolved: 1 } : {}),
        ...(isFalseDeflection(sheet, c) ? { falselyDeflected: 1 } : {}),
      },
      durations: { resolution: ms },
    },
  ];
};

const quietOf = (c: CycleFact): Contribution[] =>
  leftQuiet(c) && c.quietSince
    ? [{ at: c.quietSince, ...who(c), counts: c.quietReturnedAt ? { silentBack: 1 } : { silent: 1 } }]
    : [];

/** How satisfied customers were where the bot served alone, or before it handed over. */
const botCsatOf = (s: SurveyFact, c: CycleFact | undefined): Contribution['counts'] | undefined => {
  if (s.kind !== 'csat' || !c?.bot || s.answeredAt === undefined || s.score === undefined) return undefined;
  const good = s.score >= GOOD_RATING ? 1 : 0;
  return c.human || c.escalated
    ? { handedCsatN: 1, handedCsatGood: good }
    : { botCsatN: 1, botCsatGood: good, botCsatSum: s.score };
};
const GOOD_RATING = 4;

/** What a cycle adds under each of the things it was about. */
const topicsOf = (sheet: FactSheet, c: CycleFact): Contribution[] => {
  const ratings = sheet.surveys.filter((s) => s.cycle === c.n);
  return (c.topics ?? []).flatMap(({ kind, id, at, answered }) => {
    const under = { channel: c.channel, topic: { kind, id } };
    const handed = c.escalated || c.human;
    const votes = (c.votes ?? []).filter((vote) =>
      kind === 'intent' ? vote.intent === id : vote.articleIds.includes(id),
    );
    const up = votes.filter(({ helpful }) => helpful).length;
    const down = votes.length - up;
    return [
      {
        at,
        ...under,
        counts: {
          topicN: 1,
          ...(answered ? { topicAnswered: 1 } : {}),
          ...(c.clarified ? { topicClarified: 1 } : {}),
          ...(handed ? { topicEscalated: 1 } : {}),
          ...(up > 0 ? { thumbsUp: up } : {}),
          ...(down > 0 ? { thumbsDown: down } : {}),
        },
      },
      ...(c.resolvedAt ? [{ at: c.resolvedAt, ...under, counts: botPartOf(c) }] : []),
      ...ratings.flatMap((s) => {
        const counts = botCsatOf(s, c);
        return counts && s.answeredAt ? [{ at: s.answeredAt, ...under, counts }] : [];
      }),
    ];
  });
};

const cycleOf = (sheet: FactSheet, c: CycleFact): Contribution[] => [
  { at: c.start, ...who(c), counts: c.n === 1 ? { opened: 1 } : { reopened: 1 }, started: true },
  ...responsesOf(c),
  ...resolutionOf(sheet, c),
  ...quietOf(c),
  ...topicsOf(sheet, c),
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

const surveyOf = (sheet: FactSheet, s: SurveyFact): Contribution[] => {
  if (s.kind === 'ces') return [];
  const csat = s.kind === 'csat';
  const out: Contribution[] = [];
  const cycle = sheet.cycles.find(({ n }) => n === s.cycle);
  if (s.sentAt) {
    const back = s.answeredAt ? 1 : 0;
    const alone = cycle?.bot && !cycle.human && !cycle.escalated;
    const counts = csat
      ? { csatSent: 1, csatBack: back, ...(alone ? { botCsatSent: 1, botCsatBack: back } : {}) }
      : { npsSent: 1, npsBack: back };
    out.push({ at: s.sentAt, ...who(s), counts });
  }
  if (s.answeredAt && s.score !== undefined) {
    const counts = csat
      ? { csatN: 1, csatSum: s.score, csatGood: s.score >= GOOD_RATING ? 1 : 0, ...botCsatOf(s, cycle) }
      : { npsN: 1, npsPromoters: s.score >= 9 ? 1 : 0, npsDetractors: s.score <= 6 ? 1 : 0 };
    out.push({ at: s.answeredAt, ...who(s), counts });
  }
  return out;
};

/** What a conversation adds to the figures. Nothing, while it is spam or its customer was blocked when it was opened. */
export const contributionsOf = (sheet: FactSheet | undefined): Contribution[] => {
  if (!sheet || sheet.pointers.spam) return [];
  return [
    ...sheet.cycles.flatMap((c) => cycleOf(sheet, c)),
    ...sheet.waits.flatMap(waitOf),
    ...sheet.replies.map(
      (r): Contribution => ({
        at: r.at,
        ...who(r),
        counts: { replyN: 1, replyMs: r.ms },
        durations: { reply: r.ms },
      }),
    ),
    ...sheet.surveys.flatMap((s) => surveyOf(sheet, s)),
    ...sheet.spans.map(
      (s): Contribution => ({ at: s.at, ...who(s), counts: { handleN: 1, handleMs: s.ms } }),
    ),
    ...(sheet.askedTwice ?? []).map(
      (a): Contribution => ({ at: a.at, ...who(a), counts: { askedTwice: 1 } }),
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
