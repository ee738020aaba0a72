import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { FalseDeflection } from '#contracts/http-measured.ts';
import { DEFINITIONS } from '#contracts/report-definitions.ts';
import { api } from '../../api/client.ts';
import { ChannelGlyph } from '../../components/ChannelGlyph.tsx';
import { currentLanguage } from '../../i18n/i18n.ts';
import { Empty, Failed, Waiting } from '../page/Page.tsx';
import page from '../page/page.module.css';
import { dayIn, fullDay, instantsOf } from '../reports/period.ts';
import reports from '../reports/reports.module.css';
import type { Ask } from '../reports/use-report.ts';
import css from './measured.module.css';

const PAGE = 20;

const Why = ({ row, ask }: { row: FalseDeflection; ask: Ask }) => {
  const { t } = useTranslation('bot-measured');
  return (
    <>
      {row.returnedAt === undefined ? null : (
        <span>
          {t('false.returned', {
            day: fullDay(dayIn(new Date(row.returnedAt), ask.timeZone), currentLanguage()),
          })}{' '}
          {row.returnedTo === undefined || row.returnedTo === row.conversationId ? null : (
            <Link
              className={page.link}
              to="/conversations/$conversationId"
              params={{ conversationId: row.returnedTo }}
            >
              {row.returnedChannel === undefined
                ? t('false.where')
                : t('false.on', { channel: t(`inbox:channel.${row.returnedChannel}`) })}
            </Link>
          )}
        </span>
      )}
      {row.score === undefined ? null : <span>{t('false.rated', { score: row.score })}</span>}
    </>
  );
};

const Row = ({ row, ask }: { row: FalseDeflection; ask: Ask }) => {
  const { t } = useTranslation('bot-measured');
  const about =
    row.intentTitle ??
    (row.intent === undefined ? undefined : t(`intent.${row.intent}`, { defaultValue: row.intent }));
  return (
    <tr>
      <th scope="row">
        <Link
          className="line"
          to="/conversations/$conversationId"
          params={{ conversationId: row.conversationId }}
        >
          <ChannelGlyph channel={row.channel} />
          <span className="cut">{row.customerName === '' ? t('false.nobody') : row.customerName}</span>
        </Link>
      </th>
      <td>
        <span className="cut">{about ?? '–'}</span>
      </td>
      <td className="num">{fullDay(dayIn(new Date(row.resolvedAt), ask.timeZone), currentLanguage())}</td>
      <td>{t(row.confirmed ? 'false.confirmed' : 'false.assumed')}</td>
      <td className={css.why}>
        <Why row={row} ask={ask} />
      </td>
    </tr>
  );
};

/** Conversations the bot took for resolved whose customer came back or was not satisfied: where to look first. */
export const FalseDeflections = ({ ask }: { ask: Ask }) => {
  const { t } = useTranslation('bot-measured');
  const language = currentLanguage();
  const input = {
    ...instantsOf(ask.days, ask.timeZone),
    language,
    limit: PAGE,
    ...(ask.channel === undefined ? {} : { channel: ask.channel }),
  };
  const read = useInfiniteQuery({
    queryKey: ['false-deflections', input],
    queryFn: ({ pageParam }) =>
      api.botMeasured.falseDeflections({
        ...input,
        ...(pageParam === undefined ? {} : { cursor: pageParam }),
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor,
    enabled: ask.ready,
    staleTime: 60_000,
  });
  const rows = read.data?.pages.flatMap(({ items }) => items);
  const definition = DEFINITIONS['false-deflection'];
  return (
    <section className={`${reports.card} ${css.last}`} aria-label={t('false.title')}>
      <header>
        <h2>{t('false.title')}</h2>
      </header>
      <p className={`${css.hint} sm t2 prose`}>{definition.text[language]}</p>
      {read.isError ? <Failed error={read.error} onRetry={() => void read.refetch()} /> : null}
      {read.isPending ? <Waiting lines={3} /> : null}
      {rows?.length === 0 ? <Empty text={t('false.none')} /> : null}
      {rows === undefined || rows.length === 0 ? null : (
        <div className={reports.wide}>
          <table className={css.list}>
            <thead>
              <tr>
                {(['customer', 'about', 'resolved', 'how', 'why'] as const).map((head) => (
                  <th key={head} scope="col">
                    {t(`false.${head}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <Row key={`${row.conversationId}${row.resolvedAt}`} row={row} ask={ask} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {read.hasNextPage ? (
        <Button mt={12} loading={read.isFetchingNextPage} onClick={() => void read.fetchNextPage()}>
          {t('more')}
        </Button>
      ) : null}
    </section>
  );
};
