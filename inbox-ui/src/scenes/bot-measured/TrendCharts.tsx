import { useTranslation } from 'react-i18next';
import {
  Bar,
  BarChart,
  CartesianGrid,
  Line,
  LineChart,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { DEFINITIONS, type FigureKey } from '#contracts/report-definitions.ts';
import { currentLanguage } from '../../i18n/i18n.ts';
import { ChartCard } from '../reports/ChartCard.tsx';
import {
  AXIS,
  BEFORE_LINE,
  endLabel,
  endOffsets,
  GRID,
  HEIGHT,
  LayerNames,
  lastOf,
  MARGIN,
  NOW_LINE,
  percent,
  STACKED,
  tip,
  Y_AXIS,
} from '../reports/chart-parts.tsx';
import { said } from '../reports/figures.ts';
import { axisDay, type Days, fullDay } from '../reports/period.ts';
import reports from '../reports/reports.module.css';
import { useOpenStretch } from '../reports/use-open.ts';
import type { Ask, Behind, Report } from '../reports/use-report.ts';
import css from './measured.module.css';
import { placeBefore, shareOver, spansOf, sumOver } from './trend.ts';

interface Props {
  report: Report;
  ask: Ask;
  behind: Behind;
}
const seriesOf = (report: Report, key: FigureKey) => report.figures.find((figure) => figure.key === key);

/** Days, or weeks when the address says so. */
const useSpans = (ask: Ask): { spans: Days[]; daily: boolean } => {
  const daily = ask.search.by !== 'week';
  return { spans: spansOf(ask.days, daily ? 1 : 7), daily };
};

const title = ({ from, to }: Days): string => {
  const first = fullDay(from, currentLanguage());
  return from === to ? first : `${first} – ${axisDay(to, currentLanguage())}`;
};

const Span = ({ ask, daily }: { ask: Ask; daily: boolean }) => {
  const { t } = useTranslation('bot-measured');
  return (
    <div className={`${reports.tabs} ${css.span}`}>
      {(['day', 'week'] as const).map((by) => (
        <button
          key={by}
          type="button"
          aria-pressed={daily === (by === 'day')}
          onClick={() => ask.change({ by: by === 'week' ? by : undefined })}
        >
          {t(`by.${by}`)}
        </button>
      ))}
    </div>
  );
};

interface Point extends Days {
  now: number | null;
  n: number;
  before: number | null;
  beforeN: number;
}

/** The automation rate by day or week against the period before. */
export const TrendChart = ({ report, ask, behind }: Props) => {
  const { t } = useTranslation('bot-measured');
  const language = currentLanguage();
  const { spans, daily } = useSpans(ask);
  const figure = seriesOf(report, 'automation');
  const [series, old] = [figure?.series ?? [], figure?.previousSeries ?? []];
  const points: Point[] = spans.map((span) => {
    const now = shareOver(series, span);
    const place = placeBefore(span, series, old);
    const was = place === undefined ? { value: null, n: 0 } : shareOver(old, place);
    return { ...span, now: now.value, n: now.n, before: was.value, beforeN: was.n };
  });
  const shown = (value: number | null): string => said(value, 'share', language);
  const compared = ask.compare !== 'none';
  const ends = { now: lastOf(points.map((p) => p.now)), before: lastOf(points.map((p) => p.before)) };
  const [nowDy, beforeDy] = endOffsets(
    [points[ends.now]?.now, compared ? points[ends.before]?.before : null],
    [0, 1],
  );
  const name = DEFINITIONS.automation.label[language];
  return (
    <div className={css.trend}>
      <ChartCard
        title={name}
        sub={t(compared ? 'chart.against' : 'chart.alone')}
        file={`automation-${ask.days.from}-${ask.days.to}`}
        rows={() => [
          ['from', 'to', 'automation', 'n', 'automation before', 'n before'],
          ...points.map((p) => [p.from, p.to, p.now, p.n, p.before, p.beforeN]),
        ]}
        search={behind('automation')}
        empty={points.every(({ n }) => n === 0)}
        label={t('chart.said', { name, value: shown(figure?.value ?? null) })}
      >
        <ResponsiveContainer width="100%" height={HEIGHT}>
          <LineChart
            data={points}
            margin={MARGIN}
            accessibilityLayer={false}
            {...useOpenStretch(ask, behind, 'automation', points)}
          >
            <CartesianGrid {...GRID} />
            <XAxis dataKey="from" {...AXIS} tickFormatter={(day: string) => axisDay(day, language)} />
            <YAxis {...Y_AXIS} domain={[0, 1]} tickFormatter={percent} />
            <Tooltip
              cursor={{ stroke: 'var(--text-3)' }}
              isAnimationActive={false}
              content={tip<Point>(title, (p) => [
                { name: t('chart.now'), value: shown(p.now), n: p.n },
                ...(compared ? [{ name: t('chart.before'), value: shown(p.before), n: p.beforeN }] : []),
              ])}
            />
            {compared ? (
              <Line
                {...BEFORE_LINE}
                label={endLabel(t('chart.before'), ends.before, 'var(--text-3)', beforeDy)}
              />
            ) : null}
            <Line
              {...NOW_LINE}
              dot={points.length <= 14 ? { r: 2.5, fill: 'var(--s-1)', stroke: 'none' } : false}
              label={endLabel(t('chart.now'), ends.now, 'var(--accent-text)', nowDy)}
            />
          </LineChart>
        </ResponsiveContainer>
      </ChartCard>
      <Span ask={ask} daily={daily} />
    </div>
  );
};

const OUTCOMES = ['bot-confirmed', 'bot-assumed', 'bot-silent', 'bot-returned'] as const;
type Outcome = (typeof OUTCOMES)[number];
const HUES: Record<Outcome, string> = {
  'bot-confirmed': 'var(--s-1)',
  'bot-assumed': 'var(--s-2)',
  'bot-silent': 'var(--s-3)',
  'bot-returned': 'var(--late-mark)',
};
type Counted = Days & Record<Outcome, number>;

/** What became of what the bot served alone, by day or week: confirmed, assumed, left in silence, taken back. */
export const OutcomeChart = ({ report, ask, behind }: Props) => {
  const { t } = useTranslation('bot-measured');
  const language = currentLanguage();
  const { spans } = useSpans(ask);
  const figureOf = (key: Outcome) => seriesOf(report, key);
  const points = spans.map(
    (span): Counted => ({
      ...span,
      'bot-confirmed': sumOver(figureOf('bot-confirmed')?.series ?? [], span),
      'bot-assumed': sumOver(figureOf('bot-assumed')?.series ?? [], span),
      'bot-silent': sumOver(figureOf('bot-silent')?.series ?? [], span),
      'bot-returned': sumOver(figureOf('bot-returned')?.series ?? [], span),
    }),
  );
  return (
    <ChartCard
      title={t('chart.outcomes')}
      sub={t('chart.outcomesSub')}
      file={`bot-outcomes-${ask.days.from}-${ask.days.to}`}
      rows={() => [
        ['from', 'to', ...OUTCOMES],
        ...points.map((p) => [p.from, p.to, ...OUTCOMES.map((key) => p[key])]),
      ]}
      search={behind('containment')}
      empty={points.every((p) => OUTCOMES.every((key) => p[key] === 0))}
      label={t('chart.said', {
        name: t('chart.outcomes'),
        value: OUTCOMES.map((key) => `${t(`outcome.${key}`)} ${figureOf(key)?.n ?? 0}`).join(', '),
      })}
    >
      <ResponsiveContainer width="100%" height={HEIGHT}>
        <BarChart
          data={points}
          margin={MARGIN}
          barCategoryGap="24%"
          accessibilityLayer={false}
          {...useOpenStretch(ask, behind, 'containment', points)}
        >
          <CartesianGrid {...GRID} />
          <XAxis dataKey="from" {...AXIS} tickFormatter={(day: string) => axisDay(day, language)} />
          <YAxis {...Y_AXIS} allowDecimals={false} />
          <Tooltip
            cursor={{ fill: 'var(--hover)' }}
            isAnimationActive={false}
            content={tip<Counted>(title, (p) =>
              [...OUTCOMES].reverse().map((key) => ({ name: t(`outcome.${key}`), value: String(p[key]) })),
            )}
          />
          <ReferenceLine y={0} stroke="var(--hairline-strong)" />
          {OUTCOMES.map((key) => (
            <Bar key={key} dataKey={key} fill={HUES[key]} {...STACKED} />
          ))}
        </BarChart>
      </ResponsiveContainer>
      <LayerNames layers={OUTCOMES.map((key) => ({ key, hue: HUES[key], name: t(`outcome.${key}`) }))} />
    </ChartCard>
  );
};
