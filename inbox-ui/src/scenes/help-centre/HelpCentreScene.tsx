import { Select } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useDeferredValue } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { shortDay } from '../../i18n/format.ts';
import { currentLanguage } from '../../i18n/i18n.ts';
import { useSession } from '../../state/session.ts';
import { AddButton, MoreButton, SearchField } from '../page/fields.tsx';
import { Empty, Failed, Page, StateDot, Waiting } from '../page/Page.tsx';
import page from '../page/page.module.css';
import { useGo, usePageSearch, useRest } from '../page/use-page-search.ts';
import { ArticlePage } from './ArticlePage.tsx';
import css from './help-centre.module.css';

const LANGUAGES = ['ja', 'en'] as const;
const STATES = ['draft', 'published', 'archived'] as const;
const TONES = { draft: 'due', published: 'good', archived: 'none' } as const;

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
  const all = text === '' && language === undefined && status === undefined;
  if (rows.length === 0) return <Empty text={t(all ? 'none' : 'filtered')} />;
  return (
    <>
      <table className={page.table}>
        <thead>
          <tr>
            <th scope="col">{t('column.title')}</th>
            <th scope="col" className={page.aside}>
              {t('column.category')}
            </th>
            <th scope="col" className={page.aside}>
              {t('column.language')}
            </th>
            <th scope="col">{t('column.status')}</th>
            <th scope="col" className={page.aside}>
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
              <td className={`t2 ${page.aside}`} lang={row.language}>
                {row.category}
              </td>
              <td className={`t2 ${page.aside}`}>{t(`language.${row.language}`)}</td>
              <td>
                <StateDot is={TONES[row.status]}>{t(`status.${row.status}`)}</StateDot>
              </td>
              <td className={`t3 num ${page.aside}`}>
                {shortDay(new Date(row.updatedAt), new Date(), currentLanguage())}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <MoreButton list={read} />
    </>
  );
};

const List = () => {
  const { t } = useTranslation('help-centre');
  const go = useGo();
  const [search, change] = usePageSearch();
  const may = useSession().abilities['manage-articles'] === true;
  return (
    <Page
      title={t('title')}
      actions={may ? <AddButton label={t('create')} onClick={() => go('/articles/new')} /> : null}
      bar={
        <>
          <SearchField label={t('search')} maxLength={100} />
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
