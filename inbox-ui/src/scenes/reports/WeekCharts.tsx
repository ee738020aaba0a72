import { useTranslation } from 'react-i18next';
import {
  Area,
  Bar,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { SMALL_N } from '#contracts/report-definitions.ts';
import { currentLanguage } from '../../i18n/i18n.ts';
import { ChartCard } from './ChartCard.tsx';
import { AXIS, endLabel, endOffsets, GRID, HEIGHT, lastOf, MARGIN, tip, Y_AXIS } from './chart-parts.tsx';
import { said } from './figures.ts';
import { axisDay, fullDay } from './period.ts';
import css from './reports.module.css';
import { useOpenStretch } from './use-open.ts';
import { type Ask, type Behind, type Figure, type Stretch, weeksOf } from './use-report.ts';

/** Room for the score above a bar of 100 %. */
const NPS_MARGIN = { ...MARGIN, top: 20 } as const;

interface Week {
  from: string;
  to: string;
  n: number;
  score: number | null;
  promoters: number | null;
  detractors: number | null;
}
const figureIn = (stretch: Stretch, key: string): Figure | undefined =>
  stretch.report?.figures.find((figure) => figure.key === key);

const npsWeek = (stretch: Stretch): Week => {
  const figure = figureIn(stretch, 'nps');
  const share = (part: string): number | null =>
    figure === undefined || figure.n === 0 ? null : ((figure.parts[part] ?? 0) / figure.n) * 100;
  const against = share('detractors');
  return {
    ...stretch.days,
    n: figure?.n ?? 0,
    score: figure?.value ?? null,
    promoters: share('promoters'),
    detractors: against === null ? null : -against,
  };
};

const useSpan = (ask: Ask): string => {
  const { t } = useTranslation('reports');
  const weeks = weeksOf(ask.days);
  if (weeks === 0) return t('chart.daily');
  return weeks === 1 ? t('chart.week') : t('chart.weeks', { count: weeks });
};

/** A stretch's name under the axis: the day, or the week that begins with it. */
const useTick = (ask: Ask): ((day: string) => string) => {
  const { t } = useTranslation('reports');
  const language = currentLanguage();
  return (day) => {
    const shown = axisDay(day, language);
    return weeksOf(ask.days) === 0 ? shown : t('chart.weekOf', { day: shown });
  };
};
const title = (stretch: { from: string; to: string }): string => {
  const language = currentLanguage();
  const first = fullDay(stretch.from, language);
  return stretch.from === stretch.to ? first : `${first} – ${axisDay(stretch.to, language)}`;
};

/** Promoters above, detractors below, the score as a line between, week by week. */
export const NpsChart = ({
  stretches,
  figure,
  ask,
  behind,
}: {
  stretches: Stretch[];
  figure: Figure;
  ask: Ask;
  behind: Behind;
}) => {
  const { t } = useTranslation('reports');
  const language = currentLanguage();
  const weeks = stretches.map(npsWeek);
  const signed = (value: number): string => said(value, 'score', language);
  const percent = (value: number | null): string =>
    value === null ? '–' : `${Math.round(Math.abs(value))}%`;
  const opacity = (week: Week): number => (week.n < SMALL_N ? 0.28 : 0.5);
  return (
    <ChartCard
      title="NPS"
      sub={t('chart.nps', { span: useSpan(ask) })}
      file={`nps-${ask.days.from}-${ask.days.to}`}
      rows={() => [
        ['from', 'to', 'nps', 'promoters %', 'detractors %', 'n'],
        ...weeks.map((w) => [
          w.from,
          w.to,
          w.score,
          w.promoters,
          w.detractors === null ? null : -w.detractors,
          w.n,
        ]),
      ]}
      search={behind('nps')}
      empty={figure.n === 0}
      label={t('chart.said', {
        name: 'NPS',
        first: fullDay(ask.days.from, language),
        last: fullDay(ask.days.to, language),
        value: said(figure.value, 'score', language),
      })}
    >
      <ResponsiveContainer width="100%" height={HEIGHT}>
        <ComposedChart
          data={weeks}
          margin={NPS_MARGIN}
          stackOffset="sign"
          accessibilityLayer={false}
          {...useOpenStretch(ask, behind, 'nps', weeks)}
        >
          <CartesianGrid {...GRID} />
          <XAxis dataKey="from" {...AXIS} tickFormatter={useTick(ask)} />
          <YAxis
            {...Y_AXIS}
            tickFormatter={signed}
            domain={[-50, 100]}
            ticks={[-50, -25, 0, 25, 50, 75, 100]}
          />
          <Tooltip
            cursor={{ fill: 'var(--hover)' }}
            isAnimationActive={false}
            content={tip<Week>(title, (w) => [
              { name: t('chart.score'), value: said(w.score, 'score', language), n: w.n },
              { name: t('chart.promoters'), value: percent(w.promoters) },
              { name: t('chart.detractors'), value: percent(w.detractors) },
            ])}
          />
          <ReferenceLine y={0} stroke="var(--text-3)" />
          <Bar
            dataKey="promoters"
            stackId="nps"
            barSize={36}
            radius={[2, 2, 0, 0]}
            isAnimationActive={false}
            fill="var(--good-mark)"
            fillOpacity={0.5}
            shape={(props: { x?: number; y?: number; width?: number; height?: number; payload?: Week }) => (
              <rect
                x={props.x}
                y={props.y}
                width={props.width}
                height={Math.abs(props.height ?? 0)}
                rx={2}
                fill="var(--good-mark)"
                fillOpacity={props.payload === undefined ? 0.5 : opacity(props.payload)}
              />
            )}
            label={(props: { x?: unknown; y?: unknown; width?: unknown; index?: number | undefined }) => {
              const score = weeks[props.index ?? -1]?.score;
              return score === null || score === undefined ? (
                <g />
              ) : (
                <text
                  x={Number(props.x) + Number(props.width) / 2}
                  y={Number(props.y) - 7}
                  textAnchor="middle"
                  fontSize={11}
                  fontWeight={600}
                  fill="var(--text)"
                >
                  {signed(score)}
                </text>
              );
            }}
          />
          <Bar
            dataKey="detractors"
            stackId="nps"
            barSize={36}
            isAnimationActive={false}
            fill="var(--late-mark)"
            fillOpacity={0.5}
          />
          <Line
            dataKey="score"
            stroke="var(--text)"
            strokeWidth={1.5}
            isAnimationActive={false}
            connectNulls
            dot={{ r: 3, fill: 'var(--surface)', stroke: 'var(--text)' }}
          />
        </ComposedChart>
      </ResponsiveContainer>
      <ul className={css.names} style={{ alignContent: 'space-evenly' }}>
        <li className="xs good">{t('chart.promoters')}</li>
        <li className="xs late">{t('chart.detractors')}</li>
      </ul>
    </ChartCard>
  );
};

interface Auto {
  from: string;
  to: string;
  n: number;
  auto: number | null;
  involved: number | null;
  solved: number | null;
}
const LINES = ['involved', 'solved', 'auto'] as const;

/** Involvement, resolution and their product, the automation rate. */
export const AutomationChart = ({
  stretches,
  figure,
  ask,
  behind,
}: {
  stretches: Stretch[];
  figure: Figure;
  ask: Ask;
  behind: Behind;
}) => {
  const { t } = useTranslation('reports');
  const language = currentLanguage();
  const name = t('name.automation');
  const weeks: Auto[] = stretches.map((stretch) => {
    const found = figureIn(stretch, 'automation');
    return {
      ...stretch.days,
      n: found?.n ?? 0,
      auto: found?.value ?? null,
      involved: found?.parts.involvement ?? null,
      solved: found?.parts.resolution ?? null,
    };
  });
  const shown = (value: number | null): string => said(value, 'share', language);
  const share = (value: number): string => `${Math.round(value * 100)}%`;
  const last = (key: (typeof LINES)[number]): number => lastOf(weeks.map((week) => week[key]));
  const offsets = endOffsets(
    LINES.map((key) => weeks[last(key)]?.[key]),
    [0, 1],
  );
  const end = (key: (typeof LINES)[number]) => {
    const index = last(key);
    const word = `${t(`chart.${key}`)} ${share(weeks[index]?.[key] ?? 0)}`;
    const color = key === 'auto' ? 'var(--accent-text)' : 'var(--text-2)';
    return endLabel(word, index, color, offsets[LINES.indexOf(key)]);
  };
  return (
    <ChartCard
      title={name}
      sub={t('chart.automation', { span: useSpan(ask) })}
      file={`automation-${ask.days.from}-${ask.days.to}`}
      rows={() => [
        ['from', 'to', 'automation', 'involved', 'solved', 'n'],
        ...weeks.map((w) => [w.from, w.to, w.auto, w.involved, w.solved, w.n]),
      ]}
      search={behind('automation')}
      empty={figure.n === 0}
      label={t('chart.said', {
        name,
        first: fullDay(ask.days.from, language),
        last: fullDay(ask.days.to, language),
        value: shown(figure.value),
      })}
    >
      <ResponsiveContainer width="100%" height={HEIGHT}>
        <ComposedChart
          data={weeks}
          margin={MARGIN}
          accessibilityLayer={false}
          {...useOpenStretch(ask, behind, 'automation', weeks)}
        >
          <CartesianGrid {...GRID} />
          <XAxis
            dataKey="from"
            {...AXIS}
            tickFormatter={(day: string) => axisDay(day, language)}
            padding={{ left: 8 }}
          />
          <YAxis {...Y_AXIS} domain={[0, 1]} tickFormatter={share} />
          <Tooltip
            cursor={{ stroke: 'var(--text-3)' }}
            isAnimationActive={false}
            content={tip<Auto>(title, (w) => [
              { name: t('chart.auto'), value: shown(w.auto), n: w.n },
              { name: t('chart.involved'), value: shown(w.involved) },
              { name: t('chart.solved'), value: shown(w.solved) },
            ])}
          />
          <Area
            dataKey="auto"
            stroke="none"
            fill="var(--s-1)"
            fillOpacity={0.08}
            isAnimationActive={false}
            connectNulls
          />
          {LINES.map((key) => (
            <Line
              key={key}
              dataKey={key}
              stroke={key === 'auto' ? 'var(--s-1)' : 'var(--s-3)'}
              strokeWidth={key === 'auto' ? 2 : 1.5}
              isAnimationActive={false}
              connectNulls
              dot={{ r: key === 'auto' ? 2.5 : 0, fill: 'var(--s-1)', stroke: 'none' }}
              label={end(key)}
            />
          ))}
        </ComposedChart>
      </ResponsiveContainer>
    </ChartCard>
  );
};
