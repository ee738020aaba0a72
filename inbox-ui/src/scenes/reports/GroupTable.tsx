import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { SMALL_N } from '#contracts/report-definitions.ts';
import { ChannelGlyph } from '../../components/ChannelGlyph.tsx';
import { CHANNELS } from '../../components/channel-names.ts';
import { Face } from '../../components/Face.tsx';
import { currentLanguage } from '../../i18n/i18n.ts';
import { useSession } from '../../state/session.ts';
import { Empty, Waiting } from '../page/Page.tsx';
import { said } from './figures.ts';
import css from './reports.module.css';
import type { Ask, Behind, Report } from './use-report.ts';

/** By what the table groups; the words are those of a report's name and of a drill-down's condition. */
export const GROUPS = [
  { report: 'agents', condition: 'agent' },
  { report: 'teams', condition: 'team' },
  { report: 'channels', condition: 'channel' },
] as const;
export type Group = (typeof GROUPS)[number];
export const groupOf = (word: string | undefined): Group =>
  GROUPS.find(({ report }) => report === word) ?? GROUPS[0];

const COLUMNS = [
  { key: 'volume', unit: 'count' },
  { key: 'first-response', unit: 'ms' },
  { key: 'reply-time', unit: 'ms' },
  { key: 'resolution', unit: 'ms' },
  { key: 'handle-time', unit: 'ms' },
] as const;
type Row = Report['rows'][number];
const NOTHING = { value: null, n: 0 };

/** A row's name as people know it. */
export const useRowName = (): ((group: Group, row: Row) => string) => {
  const { t } = useTranslation('inbox');
  return (group, row) =>
    group.report === 'channels' ? t(`channel.${row.id}`, { defaultValue: row.id }) : row.label;
};

const Csat = ({ row, to }: { row: Row; to: ReturnType<Behind> }) => {
  const { t } = useTranslation('reports');
  const cell = row.values.csat ?? NOTHING;
  const small = cell.n < SMALL_N;
  const words = (
    <>
      <span className={css.meter} aria-hidden="true">
        <i style={{ width: `${(cell.value ?? 0) * 100}%` }} />
      </span>
      {said(cell.value, 'share', currentLanguage())}
      <em>n {cell.n}</em>
    </>
  );
  return (
    <td data-small={small} title={small && cell.n > 0 ? t('smallMark') : undefined}>
      {cell.n === 0 ? (
        words
      ) : (
        <Link to="/" search={to}>
          {words}
        </Link>
      )}
    </td>
  );
};

const Nps = ({ row, to }: { row: Row; to: ReturnType<Behind> }) => {
  const { t } = useTranslation('reports');
  const cell = row.values.nps ?? NOTHING;
  const small = cell.n < SMALL_N;
  const words = (
    <>
      {said(cell.value, 'score', currentLanguage())}
      <em>n {cell.n}</em>
    </>
  );
  return (
    <td data-small={small} title={small && cell.n > 0 ? t('smallMark') : undefined}>
      {cell.n === 0 ? (
        words
      ) : (
        <Link to="/" search={to}>
          {words}
        </Link>
      )}
    </td>
  );
};

const Name = ({ group, row }: { group: Group; row: Row }) => {
  const own = useSession().agent.id;
  const name = useRowName()(group, row);
  const channel = CHANNELS.find((known) => known === row.id);
  return (
    <span className="line">
      {group.report === 'agents' ? (
        <Face name={name} who={row.id === own ? 'me' : 'agent'} size={22} />
      ) : null}
      {group.report === 'channels' && channel !== undefined ? <ChannelGlyph channel={channel} /> : null}
      <span className="cut">{name}</span>
    </span>
  );
};

const Body = ({ rows, group, behind }: { rows: readonly Row[]; group: Group; behind: Behind }) => {
  const language = currentLanguage();
  return (
    <tbody>
      {rows.map((row) => {
        const mine = `${group.condition}:${row.id}`;
        return (
          <tr key={row.id}>
            <th scope="row">
              <Name group={group} row={row} />
            </th>
            {COLUMNS.map(({ key, unit }) => {
              const cell = row.values[key] ?? NOTHING;
              const value = said(cell.value, unit, language);
              return (
                <td key={key} data-small={unit === 'ms' && cell.n < SMALL_N} title={`n ${cell.n}`}>
                  {cell.n === 0 ? (
                    value
                  ) : (
                    <Link to="/" search={behind(key, mine)}>
                      {value}
                    </Link>
                  )}
                </td>
              );
            })}
            <Csat row={row} to={behind('csat', mine)} />
            <Nps row={row} to={behind('nps', mine)} />
          </tr>
        );
      })}
    </tbody>
  );
};

const Tabs = ({ ask, group }: { ask: Ask; group: Group }) => {
  const { t } = useTranslation('reports');
  return (
    <div className={css.tabs}>
      {GROUPS.map(({ report }) => (
        <button
          key={report}
          type="button"
          aria-pressed={group.report === report}
          onClick={() => ask.change({ table: report === 'agents' ? undefined : report })}
        >
          {t(`by.${report}`)}
        </button>
      ))}
    </div>
  );
};

/** Who served how much and how, by agent, team or channel: small n is faint, marked and still there. */
export const GroupTable = ({
  report,
  ask,
  group,
  behind,
}: {
  report: Report | undefined;
  ask: Ask;
  group: Group;
  behind: Behind;
}) => {
  const { t } = useTranslation('reports');
  const rows = report?.rows ?? [];
  return (
    <section className={css.card} aria-label={t(`by.${group.report}`)}>
      <header>
        <Tabs ask={ask} group={group} />
        <span className="grow" />
        <span className="xs t3">{t('small', { n: SMALL_N })}</span>
      </header>
      {report === undefined ? <Waiting lines={5} /> : null}
      {report !== undefined && rows.length === 0 ? <Empty text={t(`none.${group.report}`)} /> : null}
      {rows.length === 0 ? null : (
        <div className={css.wide}>
          <table className={css.agents}>
            <thead>
              <tr>
                <th scope="col">{t(`column.${group.report}`)}</th>
                {[...COLUMNS.map(({ key }) => key), 'csat', 'nps'].map((key) => (
                  <th key={key} scope="col">
                    {t(`column.${key}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <Body rows={rows} group={group} behind={behind} />
          </table>
        </div>
      )}
    </section>
  );
};
