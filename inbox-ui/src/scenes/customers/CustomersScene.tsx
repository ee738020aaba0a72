import { infiniteQueryOptions, useInfiniteQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { Face } from '../../components/Face.tsx';
import { shortDay } from '../../i18n/format.ts';
import { currentLanguage } from '../../i18n/i18n.ts';
import { useSession } from '../../state/session.ts';
import { AddButton, MoreButton, SearchField } from '../page/fields.tsx';
import { Empty, Failed, Page, Waiting } from '../page/Page.tsx';
import page from '../page/page.module.css';
import { useGo, usePageSearch, useRest } from '../page/use-page-search.ts';
import { CreateCustomerDialog } from './CreateCustomerDialog.tsx';
import { CustomerRecord } from './CustomerRecord.tsx';
import css from './customers.module.css';

/** Customers, newest first, found by name or address. */
export const customersOptions = (text: string) =>
  infiniteQueryOptions({
    queryKey: ['customers', text],
    queryFn: ({ pageParam }) =>
      api.customers.list({
        limit: 50,
        ...(text === '' ? {} : { q: text }),
        ...(pageParam === undefined ? {} : { cursor: pageParam }),
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor,
    staleTime: 10_000,
  });

const Rows = ({ text }: { text: string }) => {
  const { t } = useTranslation('customers');
  const go = useGo();
  const language = currentLanguage();
  const now = new Date();
  const read = useInfiniteQuery(customersOptions(text));
  if (read.isError) return <Failed error={read.error} onRetry={() => void read.refetch()} />;
  if (read.data === undefined) return <Waiting />;
  const rows = read.data.pages.flatMap(({ items }) => items);
  if (rows.length === 0) return <Empty text={t(text === '' ? 'none' : 'noneFound')} />;
  const day = (at: string | undefined): string =>
    at === undefined ? '–' : shortDay(new Date(at), now, language);
  return (
    <>
      <table className={page.table}>
        <thead>
          <tr>
            <th scope="col">{t('column.name')}</th>
            <th scope="col">{t('column.address')}</th>
            <th scope="col" className={page.aside}>
              {t('column.language')}
            </th>
            <th scope="col" className={page.aside}>
              {t('column.tier')}
            </th>
            <th scope="col" className={page.aside}>
              {t('column.last')}
            </th>
            <th scope="col" className={page.aside}>
              {t('column.since')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <th scope="row">
                <button type="button" className={page.open} onClick={() => go(`/customers/${row.id}`)}>
                  <Face name={row.name} who="customer" size={22} />
                  <span className={`cut ${css.name}`}>{row.name}</span>
                </button>
              </th>
              <td className={`cut t2 num ${css.address}`}>{row.primaryAddress ?? '–'}</td>
              <td className={`t2 ${page.aside}`}>{t(`language.${row.language}`)}</td>
              <td className={`t2 ${page.aside}`}>{t(`tier.${row.tier}`)}</td>
              <td className={`t3 num ${page.aside}`}>{day(row.lastAt)}</td>
              <td className={`t3 num ${page.aside}`}>{day(row.createdAt)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <MoreButton list={read} />
    </>
  );
};

const List = () => {
  const { t } = useTranslation('customers');
  const { abilities } = useSession();
  const [search] = usePageSearch();
  const [creating, setCreating] = useState(false);
  const text = useDeferredValue((search.q ?? '').trim());
  return (
    <Page
      title={t('title')}
      actions={
        abilities['change-customers'] === true ? (
          <AddButton label={t('create')} onClick={() => setCreating(true)} />
        ) : null
      }
      bar={<SearchField label={t('search')} maxLength={200} />}
    >
      <Rows text={text} />
      {creating ? <CreateCustomerDialog onClose={() => setCreating(false)} /> : null}
    </Page>
  );
};

/** All customers; below the path, one customer's record. */
export const CustomersScene = () => {
  const id = useRest();
  return id === '' ? <List /> : <CustomerRecord key={id} id={id} />;
};
