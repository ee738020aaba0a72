import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { clockIn } from '../../i18n/format.ts';
import { currentLanguage } from '../../i18n/i18n.ts';
import { Empty, Failed, Page } from '../page/Page.tsx';
import { DetailTable } from './DetailTable.tsx';
import { FilterBar } from './FilterBar.tsx';
import { download } from './figures.ts';
import { GROUPS, GroupTable, groupOf, useRowName } from './GroupTable.tsx';
import { Heat } from './Heat.tsx';
import { reportCsv } from './report-csv.ts';
import css from './reports.module.css';
import { Tile } from './Tile.tsx';
import {
  type Ask,
  type Behind,
  type Report,
  useAsk,
  useBehind,
  useReport,
  useStretches,
} from './use-report.ts';

const CsatChart = lazy(() => import('./Charts.tsx').then((m) => ({ default: m.CsatChart })));
const VolumeChart = lazy(() => import('./Charts.tsx').then((m) => ({ default: m.VolumeChart })));
const NpsChart = lazy(() => import('./WeekCharts.tsx').then((m) => ({ default: m.NpsChart })));
const AutomationChart = lazy(() => import('./WeekCharts.tsx').then((m) => ({ default: m.AutomationChart })));

const TILES = ['volume', 'first-response', 'queue-wait', 'csat', 'nps', 'automation'] as const;

const Skeleton = () => (
  <div aria-hidden="true">
    <div className={css.tiles}>
      {TILES.map((key) => (
        <div key={key} className={css.tile}>
          <i className={css.ghost} style={{ width: '50%' }} />
          <i className={css.ghost} style={{ width: '40%', height: 24, marginTop: 12 }} />
          <i className={css.ghost} style={{ width: '64%', marginTop: 16 }} />
        </div>
      ))}
    </div>
    <div className={css.two}>
      {TILES.slice(0, 4).map((key) => (
        <div key={key} className={css.card}>
          <i className={css.ghost} style={{ width: 120, marginTop: 9 }} />
          <i className={css.ghost} style={{ height: 160, margin: '20px 0 18px' }} />
        </div>
      ))}
    </div>
  </div>
);

const Figures = ({ report, ask, behind }: { report: Report; ask: Ask; behind: Behind }) => {
  const stretches = useStretches(ask);
  const group = groupOf(ask.search.table);
  const table = useReport(ask, group.report);
  const detail = useReport(ask, 'detail');
  const figure = (key: string) => report.figures.find((one) => one.key === key);
  const [csat, nps, automation] = [figure('csat'), figure('nps'), figure('automation')];
  const blank = <div className={css.card} style={{ height: 248 }} />;
  return (
    <>
      <div className={css.tiles}>
        {TILES.map((key) => {
          const found = figure(key);
          return found === undefined ? null : <Tile key={key} figure={found} behind={behind} />;
        })}
      </div>
      <div className={css.two}>
        <Suspense fallback={[0, 1, 2, 3].map((key) => <div key={key}>{blank}</div>)}>
          {csat === undefined ? null : <CsatChart figure={csat} ask={ask} behind={behind} />}
          {nps === undefined ? null : (
            <NpsChart stretches={stretches} figure={nps} ask={ask} behind={behind} />
          )}
          <VolumeChart report={report} ask={ask} behind={behind} />
          {automation === undefined ? null : (
            <AutomationChart stretches={stretches} figure={automation} ask={ask} behind={behind} />
          )}
        </Suspense>
      </div>
      <div className={css.foot}>
        <Heat heat={report.heat} behind={behind} />
        <GroupTable
          report={table.data?.name === group.report ? table.data : undefined}
          ask={ask}
          group={group}
          behind={behind}
        />
      </div>
      <DetailTable report={detail.data} behind={behind} />
    </>
  );
};

/** Saves everything the page shows as one file. */
const Export = ({ ask, overview }: { ask: Ask; overview: Report | undefined }) => {
  const { t } = useTranslation('reports');
  const nameOf = useRowName();
  const detail = useReport(ask, 'detail');
  const reports = [useReport(ask, 'agents'), useReport(ask, 'teams'), useReport(ask, 'channels')];
  const ready = overview !== undefined && detail.data !== undefined && reports.every(({ data }) => data);
  const save = (): void => {
    if (overview === undefined) return;
    const tables = GROUPS.map((group, at) => ({
      section: group.condition,
      report: reports[at]?.data,
      nameOf: (row: Report['rows'][number]) => nameOf(group, row),
    }));
    download(`report-${ask.days.from}-${ask.days.to}.csv`, reportCsv(overview, detail.data, tables));
  };
  return (
    <Button
      leftSection={<IconDownload size={16} stroke={1.6} />}
      disabled={!ready}
      title={t('exportHint')}
      onClick={save}
    >
      {t('export')}
    </Button>
  );
};

/** The manager's page: six tiles, how they went, when customers write, who served. */
export const ReportsScene = () => {
  const { t } = useTranslation('reports');
  const ask = useAsk();
  const behind = useBehind(ask);
  const overview = useReport(ask, 'overview');
  const report = overview.data;
  const nothing = report?.figures.every(({ n, previous }) => n === 0 && (previous ?? 0) === 0) === true;
  const time =
    report === undefined ? undefined : clockIn(new Date(report.asOf), ask.timeZone, currentLanguage());
  return (
    <Page
      title={t('title')}
      bar={<FilterBar ask={ask} />}
      actions={
        <>
          <span className={`sm t3 num ${css.asOf}`}>
            {time === undefined ? '' : t('asOf', { time, zone: ask.timeZone })}
          </span>
          <Export ask={ask} overview={report} />
        </>
      }
    >
      {overview.isError ? (
        <Failed error={overview.error} onRetry={() => void overview.refetch()} />
      ) : report === undefined ? (
        <Skeleton />
      ) : nothing ? (
        <Empty text={t('nothing')}>
          <Button onClick={() => ask.change({ days: '90', from: undefined, to: undefined })}>
            {t('longer')}
          </Button>
        </Empty>
      ) : (
        <div data-stale={overview.isPlaceholderData} className={css.body}>
          <Figures report={report} ask={ask} behind={behind} />
        </div>
      )}
    </Page>
  );
};
