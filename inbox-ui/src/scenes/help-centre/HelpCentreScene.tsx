import { ActionIcon, Menu, Select } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, errorCode, q } from '../../api/client.ts';
import { shortDay } from '../../i18n/format.ts';
import { currentLanguage, errorWords } from '../../i18n/i18n.ts';
import { useSession } from '../../state/session.ts';
import { AddButton, MoreButton, SearchField } from '../page/fields.tsx';
import { Empty, Failed, Page, StateDot, Waiting } from '../page/Page.tsx';
import page from '../page/page.module.css';
import { useGo, usePageSearch, useRest } from '../page/use-page-search.ts';
import { ArticlePage } from './ArticlePage.tsx';
import { CategoriesDialog } from './CategoriesDialog.tsx';
import { exportArticles } from './export-articles.ts';
import css from './help-centre.module.css';
import { ImportDialog } from './ImportDialog.tsx';
import { categoryIn, TONES } from './Side.tsx';
import type { Article } from './use-side.ts';

const LANGUAGES = ['ja', 'en'] as const;
const STATES = ['draft', 'published', 'archived'] as const;
/** Published, with changed words that wait. */
const WAITS = 'waits';

/** The share of readers it helped, with how many said so: `80% (5)`. */
const helpfulOf = ({ counts }: Article): string => {
  const n = (counts?.helpful ?? 0) + (counts?.notHelpful ?? 0);
  return n === 0 ? '–' : `${Math.round((100 * (counts?.helpful ?? 0)) / n)}% (${n})`;
};

const Rows = () => {
  const { t } = useTranslation('help-centre');
  const go = useGo();
  const [search] = usePageSearch();
  const text = useDeferredValue((search.q ?? '').trim());
  const language = LANGUAGES.find((one) => one === search.language);
  const status = STATES.find((one) => one === search.status);
  const waits = search.status === WAITS;
  const read = useInfiniteQuery({
    queryKey: ['article-list', text, language ?? '', status ?? '', search.category ?? '', waits],
    queryFn: ({ pageParam }) =>
      api.articles.list({
        limit: 50,
        ...(text === '' ? {} : { q: text.slice(0, 100) }),
        ...(language === undefined ? {} : { language }),
        ...(status === undefined ? {} : { status }),
        ...(waits ? { withDraft: 'true' } : {}),
        ...(search.category === undefined ? {} : { categoryId: search.category }),
        ...(pageParam === undefined ? {} : { cursor: pageParam }),
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor,
  });
  if (read.isError) return <Failed error={read.error} onRetry={() => void read.refetch()} />;
  if (read.data === undefined) return <Waiting />;
  const rows = read.data.pages.flatMap(({ items }) => items);
  const all = text === '' && !['language', 'status', 'category'].some((key) => search[key]);
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
            <th scope="col" className={`${page.aside} ${css.figure}`}>
              {t('column.views')}
            </th>
            <th scope="col" className={`${page.aside} ${css.figure}`}>
              {t('column.helpful')}
            </th>
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
              <td className={`t2 ${page.aside}`}>
                {t(`language.${row.language}`)}
                {row.translations?.length ? <span className="t3"> {t('both')}</span> : null}
              </td>
              <td>
                <StateDot is={row.draft === undefined ? TONES[row.status] : 'due'}>
                  {t(row.draft === undefined ? `status.${row.status}` : 'waits')}
                </StateDot>
              </td>
              <td className={`t2 num ${page.aside} ${css.figure}`}>{row.counts?.views ?? 0}</td>
              <td className={`t2 num ${page.aside} ${css.figure}`}>{helpfulOf(row)}</td>
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

const Actions = () => {
  const { t } = useTranslation('help-centre');
  const go = useGo();
  const [open, setOpen] = useState<'categories' | 'import'>();
  const [failed, setFailed] = useState<string>();
  const bring = (): void => {
    setFailed(undefined);
    exportArticles().catch((error: unknown) => setFailed(errorWords(errorCode(error))));
  };
  return (
    <>
      {failed === undefined ? null : (
        <span className="late" role="alert">
          {failed}
        </span>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon aria-label={t('more')} title={t('more')}>
            <IconDots size={16} stroke={1.6} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setOpen('categories')}>{t('categories.title')}</Menu.Item>
          <Menu.Item onClick={() => setOpen('import')}>{t('import.title')}</Menu.Item>
          <Menu.Item onClick={bring}>{t('export')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <AddButton label={t('create')} onClick={() => go('/articles/new')} />
      {open === 'categories' ? <CategoriesDialog onClose={() => setOpen(undefined)} /> : null}
      {open === 'import' ? <ImportDialog onClose={() => setOpen(undefined)} /> : null}
    </>
  );
};

const List = () => {
  const { t } = useTranslation('help-centre');
  const [search, change] = usePageSearch();
  const categories = useQuery(q.articleCategories.list.queryOptions({ staleTime: 10_000 })).data?.items ?? [];
  const may = useSession().abilities['manage-articles'] === true;
  return (
    <Page
      title={t('title')}
      actions={may ? <Actions /> : null}
      bar={
        <>
          <SearchField label={t('search')} maxLength={100} />
          <Select
            w={170}
            clearable
            aria-label={t('column.category')}
            placeholder={t('column.category')}
            value={search.category ?? null}
            data={categories.map((one) => ({
              value: one.id,
              label: categoryIn(one, currentLanguage()).category,
            }))}
            onChange={(value) => change({ category: value ?? undefined })}
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
            data={[
              ...STATES.map((value) => ({ value: value as string, label: t(`status.${value}`) })),
              { value: WAITS, label: t('waits') },
            ]}
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
