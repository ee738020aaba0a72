import type { ReactElement } from 'react';
import { apart } from './figures.ts';
import css from './reports.module.css';

/** Space at the right for the words at the lines' ends. */
export const MARGIN = { top: 12, right: 92, bottom: 0, left: 0 } as const;
export const AXIS = {
  tick: { fontSize: 11, fill: 'var(--text-3)' },
  tickLine: false,
  axisLine: false,
  interval: 'preserveStartEnd',
  minTickGap: 48,
} as const;
export const Y_AXIS = { ...AXIS, width: 44, minTickGap: 5 } as const;
/** The period before: grey and dashed, without points. */
export const BEFORE_LINE = {
  dataKey: 'before',
  stroke: 'var(--prev)',
  strokeWidth: 1.5,
  strokeDasharray: '3 3',
  dot: false,
  connectNulls: true,
  isAnimationActive: false,
} as const;
/** The period itself. */
export const NOW_LINE = {
  dataKey: 'now',
  stroke: 'var(--s-1)',
  strokeWidth: 2,
  connectNulls: true,
  isAnimationActive: false,
} as const;
/** One layer of stacked bars; its key and hue are its own. */
export const STACKED = {
  stackId: 'all',
  stroke: 'var(--surface)',
  strokeWidth: 0.5,
  isAnimationActive: false,
} as const;
export const GRID = { vertical: false, stroke: 'var(--hairline)' } as const;

/** Height of every chart, and of its plot between the top margin and the axis below. */
export const HEIGHT = 196;
const AXIS_HEIGHT = 30;
/** No two words at the lines' ends nearer than this. */
const WORD_GAP = 14;
const FROM_BASELINE = 4;

/**
 * How far below its point each end word stands (`dy`), so that words of lines that end close together do not lie on each other. `values`: the last of each
 * line; `domain`: of the axis.
 */
export const endOffsets = (
  values: readonly (number | null | undefined)[],
  [low, high]: readonly [number, number],
): number[] => {
  const bottom = HEIGHT - AXIS_HEIGHT;
  const heights = values.map((value) =>
    value === null || value === undefined
      ? null
      : bottom - ((value - low) / (high - low)) * (bottom - MARGIN.top),
  );
  return apart(heights, WORD_GAP, [MARGIN.top, bottom]).map((move) => move + FROM_BASELINE);
};

/** The word at a line's end, drawn at its last point with a value. */
export const endLabel =
  (word: string, lastIndex: number, color: string, dy = FROM_BASELINE) =>
  (props: { x?: unknown; y?: unknown; index?: number | undefined }): ReactElement => {
    if (props.index !== lastIndex) return <g />;
    return (
      <text x={Number(props.x) + 10} y={Number(props.y) + dy} fontSize={11} fontWeight={500} fill={color}>
        {word}
      </text>
    );
  };

/** Where a series last has a value. */
export const lastOf = (values: readonly (number | null | undefined)[]): number =>
  values.findLastIndex((value) => value !== null && value !== undefined);

export interface TipLine {
  name: string;
  value: string;
  n?: number | undefined;
}

/** What the pointer is over: the day, each series' value and its n. */
export const tip =
  <T,>(title: (row: T) => string, lines: (row: T) => readonly TipLine[]) =>
  ({
    active,
    payload,
  }: {
    active?: boolean;
    payload?: readonly { payload?: unknown }[];
  }): ReactElement | null => {
    const row = payload?.[0]?.payload as T | undefined;
    if (active !== true || row === undefined) return null;
    return (
      <div className={css.tip}>
        <b>{title(row)}</b>
        {lines(row).map((line) => (
          <span key={line.name}>
            {line.name}
            <b>{line.value}</b>
            {line.n === undefined ? null : <i>n {line.n}</i>}
          </span>
        ))}
      </div>
    );
  };

/** The layers of stacked bars by name, as they lie: the topmost first. */
export const LayerNames = ({ layers }: { layers: readonly { key: string; hue: string; name: string }[] }) => (
  <ul className={css.names}>
    {[...layers].reverse().map(({ key, hue, name }) => (
      <li key={key} className="xs t2">
        <i style={{ background: hue }} />
        {name}
      </li>
    ))}
  </ul>
);

/** A share as the axis says it. */
export const percent = (value: number): string => `${Math.round(value * 100)}%`;
