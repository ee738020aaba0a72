import type { FigureKey } from '#contracts/report-definitions.ts';
import { SECOND } from '#contracts/time.ts';
import type { Measure } from './contributions.ts';
import type { Recipe } from './recipe.ts';
import type { Totals } from './totals.ts';

type BotKey = Extract<
  FigureKey,
  | `bot-${string}`
  | `topic-${string}`
  | 'containment'
  | 'deflection'
  | 'false-deflection'
  | 'time-saved'
  | 'asked-twice'
>;

const ratio = (a: number, b: number): number | null => (b === 0 ? null : a / b);
/** Resolved by the bot alone, whether or not the customer came back. */
const alone = (t: Totals): number => t.n('automated') + t.n('returned');

/** A count of one measure, with its share of something else. */
const counted = (
  measure: Measure,
  goodDirection: Recipe['goodDirection'],
  more: { of: readonly Measure[]; parts: Recipe['parts'] },
): Recipe => ({
  unit: 'count',
  goodDirection,
  counts: [measure, ...more.of],
  durations: [],
  value: (t) => t.n(measure),
  n: (t) => t.n(measure),
  parts: more.parts,
});

const shareOf = (measure: Measure, of: Measure, goodDirection: Recipe['goodDirection']): Recipe => ({
  unit: 'share',
  goodDirection,
  counts: [measure, of],
  durations: [],
  value: (t) => ratio(t.n(measure), t.n(of)),
  n: (t) => t.n(of),
  parts: () => ({}),
});

/** Mean time a person spends on a conversation they resolve, whole seconds in milliseconds; null of nothing. */
const meanHandle = (t: Totals): number | null =>
  t.n('humanResolved') === 0 || t.n('handleN') === 0
    ? null
    : Math.round(t.n('handleMs') / t.n('humanResolved') / SECOND) * SECOND;

const timeSaved: Recipe = {
  unit: 'ms',
  goodDirection: 'up',
  counts: ['automated', 'handleN', 'handleMs', 'humanResolved'],
  durations: [],
  value: (t) => {
    const mean = meanHandle(t);
    return mean === null ? null : t.n('automated') * mean;
  },
  n: (t) => t.n('automated'),
  parts: (t) => ({
    automated: t.n('automated'),
    meanHandle: meanHandle(t),
    humanResolved: t.n('humanResolved'),
  }),
};

const botCsat: Recipe = {
  unit: 'share',
  goodDirection: 'up',
  counts: [
    'botCsatSent',
    'botCsatBack',
    'botCsatN',
    'botCsatGood',
    'botCsatSum',
    'handedCsatN',
    'handedCsatGood',
  ],
  durations: [],
  value: (t) => ratio(t.n('botCsatGood'), t.n('botCsatN')),
  n: (t) => t.n('botCsatN'),
  parts: (t) => ({
    responses: t.n('botCsatN'),
    sent: t.n('botCsatSent'),
    responseRate: ratio(t.n('botCsatBack'), t.n('botCsatSent')),
    mean: ratio(t.n('botCsatSum'), t.n('botCsatN')),
    handedShare: ratio(t.n('handedCsatGood'), t.n('handedCsatN')),
    handed: t.n('handedCsatN'),
  }),
};

const containment: Recipe = {
  unit: 'share',
  goodDirection: 'up',
  counts: ['involved', 'automated', 'returned'],
  durations: [],
  value: (t) => ratio(alone(t), t.n('involved')),
  n: (t) => t.n('involved'),
  parts: (t) => ({ contained: alone(t), handed: t.n('involved') - alone(t) }),
};

const deflection: Recipe = {
  unit: 'share',
  goodDirection: 'up',
  counts: ['judged', 'automated', 'returned'],
  durations: [],
  value: (t) => ratio(alone(t), t.n('judged')),
  n: (t) => t.n('judged'),
  parts: (t) => ({ deflected: alone(t) }),
};

const thumbs: Recipe = {
  unit: 'share',
  goodDirection: 'up',
  counts: ['thumbsUp', 'thumbsDown'],
  durations: [],
  value: (t) => ratio(t.n('thumbsUp'), t.n('thumbsUp') + t.n('thumbsDown')),
  n: (t) => t.n('thumbsUp') + t.n('thumbsDown'),
  parts: () => ({}),
};

const ofInvolved = (measure: Measure) => ({
  of: ['involved'] as const,
  parts: (t: Totals) => ({ share: ratio(t.n(measure), t.n('involved')) }),
});
const ofAlone = (measure: Measure) => ({
  of: ['automated', 'returned'] as const,
  parts: (t: Totals) => ({ share: ratio(t.n(measure), alone(t)) }),
});

/** The figures of the bot's own page. */
export const BOT_RECIPES: Record<BotKey, Recipe> = {
  'bot-confirmed': counted('confirmed', 'up', ofInvolved('confirmed')),
  'bot-assumed': counted('assumed', 'none', ofInvolved('assumed')),
  'bot-silent': counted('silent', 'none', {
    of: ['silentBack'],
    parts: (t) => ({ back: t.n('silentBack') }),
  }),
  'bot-returned': counted('returned', 'down', ofAlone('returned')),
  containment,
  deflection,
  'false-deflection': counted('falselyDeflected', 'down', ofAlone('falselyDeflected')),
  'bot-csat': botCsat,
  'time-saved': timeSaved,
  'asked-twice': counted('askedTwice', 'down', {
    of: ['waitN'],
    parts: (t) => ({ rate: ratio(t.n('askedTwice'), t.n('waitN')) }),
  }),
  'topic-n': counted('topicN', 'none', { of: [], parts: () => ({}) }),
  'topic-answered': shareOf('topicAnswered', 'topicN', 'up'),
  'topic-clarified': shareOf('topicClarified', 'topicN', 'down'),
  'topic-escalated': shareOf('topicEscalated', 'topicN', 'down'),
  'topic-thumbs': thumbs,
};
