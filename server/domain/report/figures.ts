import type { Figure } from '#contracts/report.ts';
import type { FigureKey } from '#contracts/report-definitions.ts';
import { BOT_RECIPES } from './bot-figures.ts';
import { percentile } from './buckets.ts';
import type { Cell } from './cells.ts';
import type { Duration, Measure } from './contributions.ts';
import type { Recipe } from './recipe.ts';
import { groupBy, type Totals, totalsOf } from './totals.ts';

const ratio = (a: number, b: number): number | null => (b === 0 ? null : a / b);
const meanMs = (sum: number, n: number): number | null => (n === 0 ? null : Math.round(sum / n));

const duration = (
  name: Duration,
  countMeasure: Measure,
  sumMeasure: Measure,
  more?: Pick<Recipe, 'counts' | 'durations' | 'parts'>,
): Recipe => ({
  unit: 'ms',
  goodDirection: 'down',
  counts: [countMeasure, sumMeasure, ...(more?.counts ?? [])],
  durations: [name, ...(more?.durations ?? [])],
  value: (t) => percentile(t.histogram(name), 0.5),
  n: (t) => t.n(countMeasure),
  parts: (t) => ({
    p90: percentile(t.histogram(name), 0.9),
    mean: meanMs(t.n(sumMeasure), t.n(countMeasure)),
    ...more?.parts(t),
  }),
});

const npsScore = (t: Totals): number | null => {
  const share = ratio(t.n('npsPromoters') - t.n('npsDetractors'), t.n('npsN'));
  return share === null ? null : share * 100;
};

export const RECIPES: Record<FigureKey, Recipe> = {
  csat: {
    unit: 'share',
    goodDirection: 'up',
    counts: ['csatN', 'csatGood', 'csatSum', 'csatSent', 'csatBack'],
    durations: [],
    value: (t) => ratio(t.n('csatGood'), t.n('csatN')),
    n: (t) => t.n('csatN'),
    parts: (t) => ({
      responses: t.n('csatN'),
      sent: t.n('csatSent'),
      responseRate: ratio(t.n('csatBack'), t.n('csatSent')),
      mean: ratio(t.n('csatSum'), t.n('csatN')),
    }),
  },
  nps: {
    unit: 'score',
    goodDirection: 'up',
    counts: ['npsN', 'npsPromoters', 'npsDetractors', 'npsSent', 'npsBack'],
    durations: [],
    value: npsScore,
    n: (t) => t.n('npsN'),
    parts: (t) => ({
      promoters: t.n('npsPromoters'),
      passives: t.n('npsN') - t.n('npsPromoters') - t.n('npsDetractors'),
      detractors: t.n('npsDetractors'),
      sent: t.n('npsSent'),
      responseRate: ratio(t.n('npsBack'), t.n('npsSent')),
    }),
  },
  volume: {
    unit: 'count',
    goodDirection: 'none',
    counts: ['opened', 'reopened'],
    durations: [],
    value: (t) => t.n('opened'),
    n: (t) => t.n('opened'),
    parts: (t) => ({ reopened: t.n('reopened') }),
  },
  'first-response': duration('firstHuman', 'firstHumanN', 'firstHumanMs', {
    counts: ['firstHumanOpenN', 'firstHumanOpenMs'],
    durations: ['firstHumanOpen'],
    parts: (t) => ({
      openMedian: percentile(t.histogram('firstHumanOpen'), 0.5),
      openP90: percentile(t.histogram('firstHumanOpen'), 0.9),
      openMean: meanMs(t.n('firstHumanOpenMs'), t.n('firstHumanOpenN')),
    }),
  }),
  'first-response-any': duration('firstAny', 'firstAnyN', 'firstAnyMs'),
  'reply-time': duration('reply', 'replyN', 'replyMs'),
  'queue-wait': duration('wait', 'waitN', 'waitMs', {
    counts: ['queued', 'abandoned'],
    durations: [],
    parts: (t) => ({ queued: t.n('queued'), abandoned: t.n('abandoned') }),
  }),
  resolution: duration('resolution', 'resolved', 'resolutionMs'),
  'handle-time': {
    unit: 'ms',
    goodDirection: 'none',
    counts: ['handleN', 'handleMs', 'resolved'],
    durations: [],
    value: (t) => (t.n('handleN') === 0 ? null : t.n('handleMs')),
    n: (t) => t.n('handleN'),
    parts: (t) => ({ perResolved: meanMs(t.n('handleMs'), t.n('resolved')) }),
  },
  automation: {
    unit: 'share',
    goodDirection: 'up',
    counts: ['judged', 'involved', 'automated', 'returned'],
    durations: [],
    value: (t) => ratio(t.n('automated'), t.n('judged')),
    n: (t) => t.n('judged'),
    parts: (t) => ({
      involvement: ratio(t.n('involved'), t.n('judged')),
      resolution: ratio(t.n('automated'), t.n('involved')),
      automated: t.n('automated'),
      returned: t.n('returned'),
    }),
  },
  messages: {
    unit: 'count',
    goodDirection: 'none',
    counts: ['messagesOut', 'messagesFailed'],
    durations: [],
    value: (t) => t.n('messagesOut'),
    n: (t) => t.n('messagesOut'),
    parts: (t) => ({ failed: t.n('messagesFailed') }),
  },
  ...BOT_RECIPES,
};

/** One period's cells and the days it covers. */
export interface PeriodCells {
  cells: readonly Cell[];
  days: readonly string[];
}

const NOTHING = totalsOf([]);

const seriesOf = (recipe: Recipe, period: PeriodCells | undefined): Figure['series'] => {
  if (!period) return [];
  const byDay = groupBy(period.cells, (cell) => cell.day);
  return period.days.map((day) => {
    const cells = byDay.get(day);
    const totals = cells ? totalsOf(cells) : NOTHING;
    return { day, value: recipe.value(totals), n: recipe.n(totals) };
  });
};

/** Figures a return takes something back from. */
const PROVISIONAL: ReadonlySet<FigureKey> = new Set([
  'automation',
  'bot-confirmed',
  'bot-assumed',
  'bot-silent',
  'bot-returned',
  'false-deflection',
  'time-saved',
]);

/** One figure over a period, against another, day by day. Pure. */
export const figureOf = (
  key: FigureKey,
  now: PeriodCells,
  before: PeriodCells | undefined,
  provisional: boolean,
): Figure => {
  const recipe = RECIPES[key];
  const totals = totalsOf(now.cells);
  return {
    key,
    unit: recipe.unit,
    value: recipe.value(totals),
    previous: before ? recipe.value(totalsOf(before.cells)) : null,
    n: recipe.n(totals),
    parts: recipe.parts(totals),
    goodDirection: recipe.goodDirection,
    provisional: PROVISIONAL.has(key) && provisional,
    series: seriesOf(recipe, now),
    previousSeries: seriesOf(recipe, before),
  };
};

/** Value and n of figures for one group: a row of a table. */
export const rowValues = (
  keys: readonly FigureKey[],
  cells: readonly Cell[],
): Record<string, { value: number | null; n: number }> => {
  const totals = totalsOf(cells);
  return Object.fromEntries(
    keys.map((key) => [key, { value: RECIPES[key].value(totals), n: RECIPES[key].n(totals) }]),
  );
};
