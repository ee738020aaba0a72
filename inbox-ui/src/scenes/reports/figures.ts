import type { z } from 'zod';
import type { Figure as FigureSchema } from '#contracts/report.ts';
import type { Language } from '#contracts/time.ts';
import { HOUR, MINUTE } from '#contracts/time.ts';
import { addDays } from './period.ts';

type Figure = z.infer<typeof FigureSchema>;
type Unit = Figure['unit'];
export type Point = Figure['series'][number];

/** A figure cut into digits and their units, which are set small. */
export type Piece = { digits: string } | { unit: string };

const two = (n: number): string => String(n).padStart(2, '0');
const whole = (n: number): string => new Intl.NumberFormat('en-US').format(Math.round(n));
/** A true minus, and no minus before a zero. */
const signed = (n: number): string => {
  const round = Math.round(n);
  return round === 0 ? '0' : round > 0 ? `+${round}` : `−${-round}`;
};

const duration = (ms: number, language: Language): Piece[] => {
  const [h, m, s] = language === 'ja' ? ['時間', '分', '秒'] : [' h ', ' m ', ' s'];
  const seconds = Math.round(ms / 1_000);
  if (ms < MINUTE && seconds < 60) return [{ digits: String(seconds) }, { unit: s }];
  if (ms < HOUR)
    return [
      { digits: String(Math.floor(seconds / 60)) },
      { unit: m },
      { digits: two(seconds % 60) },
      { unit: s },
    ];
  const minutes = Math.round(ms / MINUTE);
  return [
    { digits: String(Math.floor(minutes / 60)) },
    { unit: h },
    { digits: two(minutes % 60) },
    { unit: language === 'ja' ? m : ' m' },
  ];
};

/** A value in pieces; nothing to count is a dash, never 0. */
export const pieces = (value: number | null, unit: Unit, language: Language): Piece[] => {
  if (value === null) return [{ digits: '–' }];
  if (unit === 'ms') return duration(value, language);
  if (unit === 'share') return [{ digits: (value * 100).toFixed(1) }, { unit: '%' }];
  return [{ digits: unit === 'score' ? signed(value) : whole(value) }];
};

/** A value as one word. */
export const said = (value: number | null, unit: Unit, language: Language): string =>
  pieces(value, unit, language)
    .map((piece) => ('digits' in piece ? piece.digits : piece.unit))
    .join('')
    .trim();

/** How a figure moved: the word key, the amount, the way. `undefined` = nothing to compare. */
export interface Change {
  word: 'better' | 'worse' | 'more' | 'less' | 'same';
  direction: 'up' | 'down' | 'none';
  amount: string;
}

const amountOf = (by: number, before: number, unit: Unit, language: Language): string => {
  const size = Math.abs(by);
  if (unit === 'ms') return said(size, 'ms', language);
  if (unit === 'share') return `${(size * 100).toFixed(1)}pt`;
  if (unit === 'score') return String(Math.round(size));
  return before === 0 ? whole(size) : `${((size / Math.abs(before)) * 100).toFixed(1)}%`;
};

/** The change against the period before, in the words 改善 / 悪化 where a rise is good or bad. */
export const changeOf = (figure: Figure, language: Language): Change | undefined => {
  const { value, previous, unit, goodDirection } = figure;
  if (value === null || previous === null) return undefined;
  const by = value - previous;
  const amount = amountOf(by, previous, unit, language);
  if (by === 0 || Number.parseFloat(amount) === 0) return { word: 'same', direction: 'none', amount };
  const direction = by > 0 ? 'up' : 'down';
  if (goodDirection === 'none') return { word: by > 0 ? 'more' : 'less', direction, amount };
  return { word: direction === goodDirection ? 'better' : 'worse', direction, amount };
};

/**
 * The mean over the last `days` points, each weighed by its n; null where none of them counts anything. `before`: the points of the days right before,
 * so that the first means rest on as many days as the others; points of any other days are not looked at.
 */
export const rolling = (series: readonly Point[], before: readonly Point[] = [], days = 7): Point[] => {
  const [first] = series;
  const last = before.at(-1);
  const joins = first !== undefined && last !== undefined && last.day === addDays(first.day, -1);
  const lead = joins ? before.slice(1 - days) : [];
  const all = [...lead, ...series];
  return series.map(({ day }, place) => {
    const index = place + lead.length;
    const taken = all
      .slice(Math.max(0, index - days + 1), index + 1)
      .filter(({ value, n }) => value !== null && n > 0);
    const n = taken.reduce((sum, point) => sum + point.n, 0);
    const sum = taken.reduce((total, point) => total + (point.value ?? 0) * point.n, 0);
    return { day, value: n === 0 ? null : sum / n, n };
  });
};

/** An axis of shares up to 1 that begins below `least` and has four even, round steps. */
export const shareTicks = (least: number): { low: number; ticks: number[] } => {
  const percent = [5, 10, 15, 20].find((step) => 100 - 4 * step < least * 100) ?? 25;
  const ticks = [4, 3, 2, 1, 0].map((steps) => (100 - steps * percent) / 100);
  return { low: ticks[0] ?? 0, ticks };
};

/**
 * By how much to move words that stand at these heights (pixels, downwards; null = none) so that no two are nearer than `gap` and none leaves `low`…`high`.
 * Each moves as little as may be: words that touch share the move.
 */
export const apart = (
  heights: readonly (number | null)[],
  gap: number,
  [low, high]: readonly [number, number],
): number[] => {
  const order = heights
    .flatMap((height, index) => (height === null ? [] : [{ height, index }]))
    .sort((a, b) => a.height - b.height || a.index - b.index);
  // Blocks of words that touch; each block lies as near to its words as it can.
  const blocks: { middle: number; words: number[] }[] = [];
  const top = (block: { middle: number; words: number[] }): number =>
    Math.max(
      low,
      Math.min(high - (block.words.length - 1) * gap, block.middle - ((block.words.length - 1) * gap) / 2),
    );
  for (const { height, index } of order) {
    let block = { middle: height, words: [index] };
    for (let above = blocks.at(-1); above; above = blocks.at(-1)) {
      if (top(above) + above.words.length * gap <= top(block)) break;
      blocks.pop();
      const [a, b] = [above.words.length, block.words.length];
      block = {
        middle: (above.middle * a + block.middle * b) / (a + b),
        words: [...above.words, ...block.words],
      };
    }
    blocks.push(block);
  }
  const moves = heights.map(() => 0);
  for (const block of blocks)
    block.words.forEach((index, place) => {
      moves[index] = top(block) + place * gap - (heights[index] ?? 0);
    });
  return moves;
};

const FORMULA = /^[=+\-@\t\r]/;
/** One field of a CSV file: quoted where needed, and never a formula to a spreadsheet. */
export const csvField = (value: string | number | null): string => {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** Rows as a CSV file; the mark in front tells spreadsheets that it is UTF-8. */
export const csvOf = (rows: readonly (readonly (string | number | null)[])[]): string =>
  `\ufeff${rows.map((row) => row.map(csvField).join(',')).join('\r\n')}\r\n`;

/** Hands a file to the browser's downloads. */
export const download = (name: string, text: string): void => {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1_000);
};
