import { csvOf } from './figures.ts';
import type { Report } from './use-report.ts';

type Cell = string | number | null;
const HEAD = ['section', 'group', 'figure', 'part', 'day', 'value', 'n', 'before', 'unit'];
const row = (cells: Partial<Record<(typeof HEAD)[number], Cell>>): Cell[] =>
  HEAD.map((name) => cells[name] ?? null);

const figureRows = ({ figures }: Report): Cell[][] =>
  figures.flatMap((figure) => {
    const { key, unit, value, previous, n, parts, series } = figure;
    return [
      row({ section: 'figure', figure: key, value, n, before: previous, unit }),
      ...Object.entries(parts).map(([part, amount]) =>
        row({ section: 'part', figure: key, part, value: amount }),
      ),
      ...series.map((point) =>
        row({ section: 'day', figure: key, day: point.day, value: point.value, n: point.n, unit }),
      ),
    ];
  });

const tableRows = (
  section: string,
  { rows, figures }: Report,
  nameOf: (row: Report['rows'][number]) => string,
) => {
  const units = new Map(figures.map(({ key, unit }) => [key, unit]));
  return rows.flatMap((one) =>
    Object.entries(one.values).map(([figure, { value, n }]) =>
      row({ section, group: nameOf(one), figure, value, n, unit: units.get(figure) ?? null }),
    ),
  );
};

/** A report with a table, by the word its rows are filed under. */
export interface Table {
  section: 'agent' | 'team' | 'channel';
  report: Report | undefined;
  nameOf: (row: Report['rows'][number]) => string;
}

/**
 * The whole page as one CSV file, a number a line, unrounded: shares 0..1, times in milliseconds. Every figure with its parts and days, the channels and
 * hours, the tables. What stands in two reports (the overview and the details) is told once.
 */
export const reportCsv = (overview: Report, detail: Report | undefined, tables: readonly Table[]): string => {
  const shown = new Set(overview.figures.map(({ key }) => key));
  const more = detail && { ...detail, figures: detail.figures.filter(({ key }) => !shown.has(key)) };
  return csvOf([
    HEAD,
    row({ section: 'period', group: overview.from, part: overview.to, day: null, value: overview.asOf }),
    ...figureRows(overview),
    ...(more ? figureRows(more) : []),
    ...overview.breakdown.flatMap(({ key, series }) =>
      series.map(({ day, value }) =>
        row({ section: 'channel-day', group: key, figure: 'volume', day, value }),
      ),
    ),
    ...overview.heat.map(({ weekday, hour, value }) =>
      row({ section: 'weekday-hour', group: `${weekday}-${hour}`, figure: 'started', value }),
    ),
    ...tables.flatMap(({ section, report, nameOf }) => (report ? tableRows(section, report, nameOf) : [])),
  ]);
};
