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
import { SMALL_N } from '#contracts/report-definitions.ts';
import { currentLanguage } from '../../i18n/i18n.ts';
import { ChartCard } from './ChartCard.tsx';
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
} from './chart-parts.tsx';
import { rolling, said, shareTicks } from './figures.ts';
import { axisDay, fullDay } from './period.ts';
import { useOpenDay } from './use-open.ts';
import type { Ask, Behind, Figure, Report } from './use-report.ts';

const SERIES = ['var(--s-1)', 'var(--s-2)', 'var(--s-3)', 'var(--s-4)', 'var(--s-5)'] as const;
const ORDER = [
  'web-chat',
  'line',
  'email',
  'sms',
  'instagram',
  'messenger',
  'whatsapp',
  'telegram',
  'x',
  'phone',
];
interface Point {
  day: string;
  now: number | null;
  n: number;
  before: number | null;
  beforeN: number;
}

/** CSAT over seven days against the period before, which is grey and dashed. */
export const CsatChart = ({ figure, ask, behind }: { figure: Figure; ask: Ask; behind: Behind }) => {
  const { t } = useTranslation('reports');
  const language = currentLanguage();
  const now = rolling(figure.series, figure.previousSeries);
  const before = rolling(figure.previousSeries);
  const points: Point[] = now.map(({ day, value, n }, index) => ({
    day,
    now: value,
    n,
    before: before[index]?.value ?? null,
    beforeN: before[index]?.n ?? 0,
  }));
  const shown = (value: number | null): string => said(value, 'share', language);
  const lines = (p: Point) => [
    { name: t('chart.now'), value: shown(p.now), n: p.n },
    ...(ask.compare === 'none' ? [] : [{ name: t('chart.before'), value: shown(p.before), n: p.beforeN }]),
  ];
  const values = points.flatMap((p) => [p.now, p.before]).filter((v) => v !== null);
  const { low, ticks } = shareTicks(Math.min(1, ...values));
  const ends = { now: lastOf(points.map((p) => p.now)), before: lastOf(points.map((p) => p.before)) };
  const [nowDy, beforeDy] = endOffsets(
    [points[ends.now]?.now, ask.compare === 'none' ? null : points[ends.before]?.before],
    [low, 1],
  );
  return (
    <ChartCard
      title="CSAT"
      sub={t('chart.csat')}
      file={`csat-${ask.days.from}-${ask.days.to}`}
      rows={() => [
        ['day', 'csat', 'n', 'csat before', 'n before'],
        ...points.map((p) => [p.day, p.now, p.n, p.before, p.beforeN]),
      ]}
      search={behind('csat')}
      empty={values.length === 0}
      label={t('chart.said', {
        name: 'CSAT',
        first: fullDay(ask.days.from, language),
        last: fullDay(ask.days.to, language),
        value: shown(figure.value),
      })}
    >
      <ResponsiveContainer width="100%" height={HEIGHT}>
        <LineChart data={points} margin={MARGIN} accessibilityLayer={false} {...useOpenDay(behind, 'csat')}>
          <CartesianGrid {...GRID} />
          <XAxis dataKey="day" {...AXIS} tickFormatter={(day: string) => axisDay(day, language)} />
          <YAxis {...Y_AXIS} domain={[low, 1]} ticks={ticks} interval={0} tickFormatter={percent} />
          <Tooltip
            content={tip<Point>((p) => fullDay(p.day, language), lines)}
            cursor={{ stroke: 'var(--text-3)' }}
            isAnimationActive={false}
          />
          {ask.compare === 'none' ? null : (
            <Line
              {...BEFORE_LINE}
              label={endLabel(t('chart.before'), ends.before, 'var(--text-3)', beforeDy)}
            />
          )}
          <Line
            {...NOW_LINE}
            dot={(props: { cx?: number; cy?: number; payload?: Point; index?: number }) =>
              (props.payload?.n ?? 0) < SMALL_N && props.payload?.now != null ? (
                <circle
                  key={props.index}
                  cx={props.cx}
                  cy={props.cy}
                  r={2}
                  fill="var(--surface)"
                  stroke="var(--s-1)"
                />
              ) : (
                <g key={props.index} />
              )
            }
            label={endLabel(t('chart.now'), ends.now, 'var(--accent-text)', nowDy)}
          />
        </LineChart>
      </ResponsiveContainer>
    </ChartCard>
  );
};

type Volumes = { day: string } & Record<string, number | string>;

/** Conversations by channel and day, stacked; each named at the side in its own hue. */
export const VolumeChart = ({ report, ask, behind }: { report: Report; ask: Ask; behind: Behind }) => {
  const { t } = useTranslation('reports');
  const language = currentLanguage();
  const place = (key: string): number => ORDER.indexOf(key) + 1 || 99;
  const parts = [...report.breakdown].sort((a, b) => place(a.key) - place(b.key));
  const name = (key: string): string => t(`inbox:channel.${key}`, { defaultValue: key });
  const hue = (index: number): string => SERIES[index % SERIES.length] ?? SERIES[0];
  const days = parts[0]?.series.map(({ day }) => day) ?? [];
  const points: Volumes[] = days.map((day, index) => ({
    day,
    ...Object.fromEntries(parts.map((part) => [part.key, part.series[index]?.value ?? 0])),
  }));
  const lines = (p: Volumes) =>
    [...parts].reverse().map(({ key }) => ({ name: name(key), value: String(p[key] ?? 0) }));
  return (
    <ChartCard
      title={t('chart.volumeTitle')}
      sub={t('chart.volume')}
      file={`conversations-${ask.days.from}-${ask.days.to}`}
      rows={() => [
        ['day', ...parts.map(({ key }) => key)],
        ...points.map((p) => [p.day, ...parts.map(({ key }) => p[key] ?? 0)]),
      ]}
      search={behind('volume')}
      empty={parts.length === 0}
      label={t('chart.said', {
        name: t('chart.volumeTitle'),
        first: fullDay(ask.days.from, language),
        last: fullDay(ask.days.to, language),
        value: parts
          .map((part) => `${name(part.key)} ${part.series.reduce((sum, { value }) => sum + value, 0)}`)
          .join(', '),
      })}
    >
      <ResponsiveContainer width="100%" height={HEIGHT}>
        <BarChart
          data={points}
          margin={MARGIN}
          barCategoryGap="24%"
          accessibilityLayer={false}
          {...useOpenDay(behind, 'volume')}
        >
          <CartesianGrid {...GRID} />
          <XAxis dataKey="day" {...AXIS} tickFormatter={(day: string) => axisDay(day, language)} />
          <YAxis {...Y_AXIS} allowDecimals={false} />
          <Tooltip
            content={tip<Volumes>((p) => fullDay(p.day, language), lines)}
            cursor={{ fill: 'var(--hover)' }}
            isAnimationActive={false}
          />
          <ReferenceLine y={0} stroke="var(--hairline-strong)" />
          {parts.map(({ key }, index) => (
            <Bar key={key} dataKey={key} fill={hue(index)} {...STACKED} />
          ))}
        </BarChart>
      </ResponsiveContainer>
      <LayerNames layers={parts.map(({ key }, index) => ({ key, hue: hue(index), name: name(key) }))} />
    </ChartCard>
  );
};
