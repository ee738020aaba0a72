import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { SMALL_N } from '#contracts/report-definitions.ts';
import { Face } from '../../components/Face.tsx';
import { currentLanguage } from '../../i18n/i18n.ts';
import { useSession } from '../../state/session.ts';
import { Empty, Waiting } from '../page/Page.tsx';
import { csvOf, download, said } from './figures.ts';
import css from './reports.module.css';
import type { Ask, Behind, Report } from './use-report.ts';

const COLUMNS = [
  { key: 'volume', unit: 'count' },
  { key: 'first-response', unit: 'ms' },
  { key: 'reply-time', unit: 'ms' },
  { key: 'resolution', unit: 'ms' },
  { key: 'handle-time', unit: 'ms' },
] as const;
type Row = Report['rows'][number];

/** The table as a file: durations in seconds, shares as they are, every value with its n. */
export const saveAgentTable = (rows: readonly Row[], ask: Ask, words: (key: string) => string): void => {
  const keys = [...COLUMNS.map(({ key }) => key), 'csat'] as const;
  const head = [words('agent'), ...keys.flatMap((key) => [words(key), `${words(key)} n`])];
  const seconds = (key: string, value: number | null): number | null =>
    value === null || key === 'volume' || key === 'csat' ? value : Math.round(value / 1_000);
  const body = rows.map((row) => [
    row.label,
    ...keys.flatMap((key) => {
      const cell = row.values[key];
      return [seconds(key, cell?.value ?? null), cell?.n ?? 0];
    }),
  ]);
  download(`agents-${ask.days.from}-${ask.days.to}.csv`, csvOf([head, ...body]));
};

const Csat = ({ row, behind }: { row: Row; behind: Behind }) => {
  const { t } = useTranslation('reports');
  const language = currentLanguage();
  const cell = row.values.csat ?? { value: null, n: 0 };
  const small = cell.n < SMALL_N;
  const words = (
    <>
      <span className={css.meter} aria-hidden="true">
        <i style={{ width: `${(cell.value ?? 0) * 100}%` }} />
      </span>
      {said(cell.value, 'share', language)}
      <em>n {cell.n}</em>
    </>
  );
  return (
    <td data-small={small} title={small && cell.n > 0 ? t('smallMark') : undefined}>
      {cell.n === 0 ? (
        words
      ) : (
        <Link to="/" search={behind('csat', `agent:${row.id}`)}>
          {words}
        </Link>
      )}
    </td>
  );
};

const Body = ({ rows, behind }: { rows: readonly Row[]; behind: Behind }) => {
  const language = currentLanguage();
  const own = useSession().agent.id;
  return (
    <tbody>
      {rows.map((row) => (
        <tr key={row.id}>
          <th scope="row">
            <span className="line">
              <Face name={row.label} who={row.id === own ? 'me' : 'agent'} size={22} />
              <span className="cut">{row.label}</span>
            </span>
          </th>
          {COLUMNS.map(({ key, unit }) => {
            const cell = row.values[key] ?? { value: null, n: 0 };
            const value = said(cell.value, unit, language);
            return (
              <td key={key} data-small={unit === 'ms' && cell.n < SMALL_N} title={`n ${cell.n}`}>
                {cell.n === 0 ? (
                  value
                ) : (
                  <Link to="/" search={behind(key, `agent:${row.id}`)}>
                    {value}
                  </Link>
                )}
              </td>
            );
          })}
          <Csat row={row} behind={behind} />
        </tr>
      ))}
    </tbody>
  );
};

/** Who served how much and how: small n is faint, marked and still there. */
export const AgentTable = ({
  report,
  ask,
  behind,
}: {
  report: Report | undefined;
  ask: Ask;
  behind: Behind;
}) => {
  const { t } = useTranslation('reports');
  const rows = report?.rows ?? [];
  return (
    <section className={css.card}>
      <header>
        <h2>{t('agents.title')}</h2>
        <span className="t3 sm">
          {report === undefined ? '' : t('agents.people', { count: rows.length })}
        </span>
        <span className="grow" />
        <span className="xs t3">{t('small', { n: SMALL_N })}</span>
        <Button
          variant="subtle"
          color="gray"
          leftSection={<IconDownload size={14} stroke={1.6} />}
          disabled={rows.length === 0}
          onClick={() => saveAgentTable(rows, ask, (key) => t(`agents.${key}`))}
        >
          CSV
        </Button>
      </header>
      {report === undefined ? <Waiting lines={5} /> : null}
      {report !== undefined && rows.length === 0 ? <Empty text={t('agents.none')} /> : null}
      {rows.length === 0 ? null : (
        <div className={css.wide}>
          <table className={css.agents}>
            <thead>
              <tr>
                <th scope="col">{t('agents.agent')}</th>
                {COLUMNS.map(({ key }) => (
                  <th key={key} scope="col">
                    {t(`agents.${key}`)}
                  </th>
                ))}
                <th scope="col">{t('agents.csat')}</th>
              </tr>
            </thead>
            <Body rows={rows} behind={behind} />
          </table>
        </div>
      )}
    </section>
  );
};
