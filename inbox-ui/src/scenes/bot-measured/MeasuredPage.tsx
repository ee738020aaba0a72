import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { clockIn } from '../../i18n/format.ts';
import { currentLanguage } from '../../i18n/i18n.ts';
import { Empty, Failed, Page, Waiting } from '../page/Page.tsx';
import { FilterBar } from '../reports/FilterBar.tsx';
import reports from '../reports/reports.module.css';
import { useAsk, useBehind, useReport } from '../reports/use-report.ts';
import { Equation } from './Equation.tsx';
import { FalseDeflections } from './FalseDeflections.tsx';
import { Figures } from './Figures.tsx';
import { TopicTable } from './TopicTable.tsx';

const TrendChart = lazy(() => import('./TrendCharts.tsx').then((m) => ({ default: m.TrendChart })));
const OutcomeChart = lazy(() => import('./TrendCharts.tsx').then((m) => ({ default: m.OutcomeChart })));

/** What the bot achieved: how much it settled alone and how we know, what came back, what it saved, by intent and article. */
export const MeasuredPage = () => {
  const { t } = useTranslation('bot-measured');
  const ask = useAsk();
  const behind = useBehind(ask);
  const read = useReport(ask, 'bot');
  const report = read.data;
  const nothing = report?.figures.every(({ n, previous }) => n === 0 && (previous ?? 0) === 0) === true;
  const time =
    report === undefined ? undefined : clockIn(new Date(report.asOf), ask.timeZone, currentLanguage());
  const blank = <div className={reports.card} style={{ height: 248 }} />;
  return (
    <Page
      title={t('title')}
      bar={<FilterBar ask={ask} byTeam={false} />}
      actions={
        <span className={`sm t3 num ${reports.asOf}`}>
          {time === undefined ? '' : t('asOf', { time, zone: ask.timeZone })}
        </span>
      }
    >
      {read.isError ? (
        <Failed error={read.error} onRetry={() => void read.refetch()} />
      ) : report === undefined ? (
        <Waiting />
      ) : nothing ? (
        <Empty text={t('nothing')} />
      ) : (
        <div data-stale={read.isPlaceholderData} className={reports.body}>
          <Equation report={report} behind={behind} />
          <Figures report={report} behind={behind} />
          <div className={reports.two}>
            <Suspense fallback={[0, 1].map((key) => <div key={key}>{blank}</div>)}>
              <TrendChart report={report} ask={ask} behind={behind} />
              <OutcomeChart report={report} ask={ask} behind={behind} />
            </Suspense>
          </div>
          <TopicTable ask={ask} behind={behind} />
          <FalseDeflections ask={ask} />
        </div>
      )}
    </Page>
  );
};
