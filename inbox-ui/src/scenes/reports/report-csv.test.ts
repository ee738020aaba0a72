import { describe, expect, it } from 'vitest';
import { reportCsv } from './report-csv.ts';
import type { Report } from './use-report.ts';

const figure = (key: string, value: number): Report['figures'][number] => ({
  key,
  unit: 'share',
  value,
  previous: 0.5,
  n: 3,
  parts: { sent: 9 },
  goodDirection: 'up',
  provisional: false,
  series: [{ day: '2026-11-23', value, n: 3 }],
  previousSeries: [],
});
const report = (over: Partial<Report>): Report => ({
  name: 'overview',
  from: '2026-11-22T15:00:00.000Z',
  to: '2026-11-23T15:00:00.000Z',
  asOf: '2026-11-24T00:00:00.000Z',
  figures: [figure('csat', 2 / 3)],
  breakdown: [{ key: 'sms', series: [{ day: '2026-11-23', value: 4 }] }],
  heat: [{ weekday: 1, hour: 9, value: 4 }],
  rows: [],
  ...over,
});

describe('the file of a report', () => {
  const agents = report({
    name: 'agents',
    rows: [{ id: 'a', label: '=HYPERLINK("http://x")', values: { csat: { value: 1, n: 2 } } }],
  });
  const text = reportCsv(report({}), report({ figures: [figure('csat', 0.1), figure('resolution', 7)] }), [
    { section: 'agent', report: agents, nameOf: (row) => row.label },
  ]);
  const lines = text.slice(1).trimEnd().split('\r\n');

  it('has every number of the page, unrounded, one a line, and each figure once', () => {
    expect(lines.filter((line) => line.startsWith('figure,'))).toEqual([
      `figure,,csat,,,${2 / 3},3,0.5,share`,
      'figure,,resolution,,,7,3,0.5,share',
    ]);
    expect(lines).toContain('part,,csat,sent,,9,,,');
    expect(lines).toContain(`day,,csat,,2026-11-23,${2 / 3},3,,share`);
    expect(lines).toContain('channel-day,sms,volume,,2026-11-23,4,,,');
    expect(lines).toContain('weekday-hour,1-9,started,,,4,,,');
  });

  it('opens as UTF-8 and runs no formula', () => {
    expect(text.startsWith('\ufeff')).toBe(true);
    expect(lines.at(-1)).toBe(`agent,"'=HYPERLINK(""http://x"")",csat,,,1,2,,share`);
  });
});
