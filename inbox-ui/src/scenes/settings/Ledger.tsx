import { Button, Select } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { LedgerRow } from '#contracts/views.ts';
import { api, q } from '../../api/client.ts';
import { clockOrDay } from '../../i18n/format.ts';
import { currentLanguage, errorWords } from '../../i18n/i18n.ts';
import { useSession } from '../../state/session.ts';
import { MoreButton } from '../page/fields.tsx';
import { Empty, Failed, Page, StateDot, Waiting } from '../page/Page.tsx';
import page from '../page/page.module.css';
import { usePageSearch } from '../page/use-page-search.ts';
import { useSave } from '../page/use-save.ts';
import css from './settings.module.css';

type Item = z.infer<typeof LedgerRow>;
const STATES = [
  'pending',
  'applied',
  'poison',
  'unrouted',
  'waiting',
] as const satisfies readonly Item['state'][];
const TONES = { applied: 'good', pending: 'none', waiting: 'due', unrouted: 'due', poison: 'late' } as const;

const Row = ({ item, account, may }: { item: Item; account: string; may: boolean }) => {
  const { t } = useTranslation('settings');
  const save = useSave(['ledger']);
  const why = save.failed ?? (item.reason === undefined ? '' : errorWords(item.reason));
  return (
    <tr>
      <td className="num t2">{clockOrDay(new Date(item.receivedAt), new Date(), currentLanguage())}</td>
      <td className={page.aside}>{account}</td>
      <td className={`t2 ${page.aside}`}>{item.kind}</td>
      <td>
        <StateDot is={TONES[item.state]}>{t(`ledger.state.${item.state}`)}</StateDot>
        <small className={page.sub}>{[account, why].filter(Boolean).join(' · ')}</small>
      </td>
      <td className={`cut late ${css.reason} ${page.aside}`} title={item.reason}>
        {why}
      </td>
      <td className={`num t2 ${page.end} ${page.aside}`}>{item.attempts}</td>
      <td className={page.end}>
        {item.state === 'poison' && may ? (
          <Button loading={save.busy} onClick={() => void save.run(() => api.ledger.retry({ id: item.id }))}>
            {t('ledger.retry')}
          </Button>
        ) : null}
      </td>
    </tr>
  );
};

/** What a phone has room for; account and reason stand below the state. */
const SHOWN: ReadonlySet<string> = new Set(['received', 'state']);

/** What came in, item by item; what could not be applied says why and can be tried again. */
export const Ledger = () => {
  const { t } = useTranslation('settings');
  const may = useSession().abilities['retry-ledger'] === true;
  const [search, change] = usePageSearch();
  const state = search.state === 'all' ? undefined : (STATES.find((one) => one === search.state) ?? 'poison');
  const allowed = useSession().abilities['read-ledger'] === true;
  const accounts =
    useQuery({ ...q.channelAccounts.list.queryOptions({ staleTime: 30_000 }), enabled: allowed }).data
      ?.items ?? [];
  const read = useInfiniteQuery({
    queryKey: ['ledger', state ?? 'all'],
    queryFn: ({ pageParam }) =>
      api.ledger.list({
        limit: 50,
        ...(state === undefined ? {} : { state }),
        ...(pageParam === undefined ? {} : { cursor: pageParam }),
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor,
    enabled: allowed,
  });
  const rows = read.data?.pages.flatMap(({ items }) => items) ?? [];
  const columns = ['received', 'account', 'kind', 'state', 'reason'] as const;
  return (
    <Page
      title={t('nav.ledger')}
      actions={
        <Select
          w={180}
          aria-label={t('column.state')}
          value={state ?? 'all'}
          allowDeselect={false}
          data={(['poison', 'pending', 'waiting', 'unrouted', 'applied', 'all'] as const).map((value) => ({
            value,
            label: t(`ledger.state.${value}`),
          }))}
          onChange={(value) => change({ state: value ?? undefined })}
        />
      }
    >
      {read.isError ? <Failed error={read.error} onRetry={() => void read.refetch()} /> : null}
      {allowed ? null : <Empty text={errorWords('not-allowed')} />}
      {read.isPending && allowed ? <Waiting /> : null}
      {read.isSuccess && rows.length === 0 ? <Empty text={t('ledger.none')} /> : null}
      {rows.length === 0 ? null : (
        <table className={page.table}>
          <thead>
            <tr>
              {columns.map((key) => (
                <th key={key} scope="col" className={SHOWN.has(key) ? '' : page.aside}>
                  {t(`column.${key}`)}
                </th>
              ))}
              <th scope="col" className={`${page.end} ${page.aside}`}>
                {t('column.attempts')}
              </th>
              <th scope="col">
                <span className="sr">{t('column.actions')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((item) => (
              <Row
                key={item.id}
                item={item}
                may={may}
                account={accounts.find((one) => one.id === item.accountId)?.name ?? item.accountId}
              />
            ))}
          </tbody>
        </table>
      )}
      <MoreButton list={read} />
    </Page>
  );
};
