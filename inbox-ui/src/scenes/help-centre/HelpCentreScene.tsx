import { Button, Select, TextInput } from '@mantine/core';
import { IconPlus, IconSearch } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useDeferredValue } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { shortDay } from '../../i18n/format.ts';
import { currentLanguage } from '../../i18n/i18n.ts';
import { Empty, Failed, Page, StateDot, Waiting } from '../page/Page.tsx';
import page from '../page/page.module.css';
import { useGo, usePageSearch, useRest } from '../page/use-page-search.ts';
import { ArticlePage } from './ArticlePage.tsx';
import css from './help-centre.module.css';

const LANGUAGES = ['ja', 'en'] as const;
const STATES = ['draft', 'published'] as const;

const Rows = () => {
  const { t } = useTranslation('help-centre');
  const go = useGo();
  const [search] = usePageSearch();
  const text = useDeferredValue((search.q ?? '').trim());
  const language = LANGUAGES.find((one) => one === search.language);
  const status = STATES.find((one) => one === search.status);
  const read = useInfiniteQuery({
    queryKey: ['article-list', text, language ?? '', status ?? ''],
    queryFn: ({ pageParam }) =>
      api.articles.list({
        limit: 50,
        ...(text === '' ? {} : { q: text.slice(0, 100) }),
        ...(language === undefined ? {} : { language }),
        ...(status === undefined ? {} : { status }),
        ...(pageParam === undefined ? {} : { cursor: pageParam }),
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor,
  });
  if (read.isError) return <Failed error={read.error} onRetry={() => void read.refetch()} />;
  if (read.data === undefined) return <Waiting />;
  const rows = read.data.pages.flatMap(({ items }) => items);
  if (rows.length === 0) return <Empty text={t('none')} />;
  return (
    <>
      <table className={page.table}>
        <thead>
          <tr>
            <th scope="col">{t('column.title')}</th>
            <th scope="col" className={css.aside}>
              {t('column.category')}
            </th>
            <th scope="col" className={css.aside}>
              {t('column.language')}
            </th>
            <th scope="col">{t('column.status')}</th>
            <th scope="col" className={css.aside}>
              {t('column.updated')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <th scope="row">
                <button type="button" className={page.open} onClick={() => go(`/articles/${row.id}`)}>
                  <span className={`cut ${css.title}`} lang={row.language}>
                    {row.title}
                  </span>
                </button>
              </th>
              <td className={`t2 ${css.aside}`} lang={row.language}>
                {row.category}
              </td>
              <td className={`t2 ${css.aside}`}>{t(`language.${row.language}`)}</td>
              <td>
                <StateDot is={row.status === 'published' ? 'good' : 'none'}>
                  {t(`status.${row.status}`)}
                </StateDot>
              </td>
              <td className={`t3 num ${css.aside}`}>
                {shortDay(new Date(row.updatedAt), new Date(), currentLanguage())}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {read.hasNextPage ? (
        <Button className={page.more ?? ''} onClick={() => void read.fetchNextPage()}>
          {t('page:more')}
        </Button>
      ) : null}
    </>
  );
};

const List = () => {
  const { t } = useTranslation('help-centre');
  const go = useGo();
  const [search, change] = usePageSearch();
  return (
    <Page
      title={t('title')}
      actions={
        <Button leftSection={<IconPlus size={16} stroke={1.6} />} onClick={() => go('/articles/new')}>
          {t('create')}
        </Button>
      }
      bar={
        <>
          <TextInput
            className={css.search ?? ''}
            type="search"
            aria-label={t('search')}
            placeholder={t('search')}
            maxLength={100}
            leftSection={<IconSearch size={16} stroke={1.6} />}
            defaultValue={search.q ?? ''}
            onChange={(event) => change({ q: event.currentTarget.value })}
          />
          <Select
            w={130}
            clearable
            aria-label={t('column.language')}
            placeholder={t('column.language')}
            value={search.language ?? null}
            data={LANGUAGES.map((value) => ({ value, label: t(`language.${value}`) }))}
            onChange={(value) => change({ language: value ?? undefined })}
          />
          <Select
            w={130}
            clearable
            aria-label={t('column.status')}
            placeholder={t('column.status')}
            value={search.status ?? null}
            data={STATES.map((value) => ({ value, label: t(`status.${value}`) }))}
            onChange={(value) => change({ status: value ?? undefined })}
          />
        </>
      }
    >
      <Rows />
    </Page>
  );
};

/** The articles customers and the bot read; below the path, one article. */
export const HelpCentreScene = () => {
  const id = useRest();
  return id === '' ? <List /> : <ArticlePage key={id} id={id} />;
};
