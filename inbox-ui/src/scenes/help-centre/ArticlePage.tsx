import '@mantine/core/styles/FloatingIndicator.css';
import '@mantine/core/styles/SegmentedControl.css';
import { ActionIcon, Button, SegmentedControl } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CategoryView } from '#contracts/http-help.ts';
import type { Language } from '#contracts/time.ts';
import { q } from '../../api/client.ts';
import { currentLanguage } from '../../i18n/i18n.ts';
import { useSession } from '../../state/session.ts';
import { LeaveGuard } from '../page/LeaveGuard.tsx';
import { Failed, Page, Waiting } from '../page/Page.tsx';
import { useGo } from '../page/use-page-search.ts';
import css from './help-centre.module.css';
import { categoryIn, Side, SideHead } from './Side.tsx';
import { type Article, blankArticle, useSide, type Words } from './use-side.ts';

const Preview = lazy(() => import('./Preview.tsx').then((m) => ({ default: m.Preview })));
const LANGUAGES = ['ja', 'en'] as const;
const other = (language: Language): Language => (language === 'ja' ? 'en' : 'ja');

/** What a side tells the page: whether it has something to lose, and how its category is set from the other one. */
interface Handle {
  unsaved: () => boolean;
  set: (patch: Partial<Words>) => void;
}

const Written = ({
  article,
  handle,
  onSaved,
  onCategory,
}: {
  article: Article;
  handle: (handle: Handle) => void;
  onSaved: (saved: Article) => void;
  onCategory: (category: CategoryView) => void;
}) => {
  const side = useSide(article, onSaved);
  handle({ unsaved: side.unsaved, set: side.set });
  return <Side side={side} onCategory={onCategory} />;
};

const Missing = ({ language, onWrite }: { language: Language; onWrite: () => void }) => {
  const { t } = useTranslation('help-centre');
  return (
    <div className={css.part}>
      <div className={css.sideHead}>
        <h2>{t(`language.${language}`)}</h2>
      </div>
      <p className="t2">{t(`missing.${language}`)}</p>
      <div>
        <Button onClick={onWrite}>{t(`write.${language}`)}</Button>
      </div>
    </div>
  );
};

const LanguageTurn = ({
  label,
  value,
  onChange,
}: {
  label: string;
  value: Language;
  onChange: (value: Language) => void;
}) => {
  const { t } = useTranslation('help-centre');
  return (
    <SegmentedControl
      aria-label={label}
      value={value}
      data={LANGUAGES.map((one) => ({ value: one, label: t(`language.${one}`) }))}
      onChange={(next) => onChange(next === 'en' ? 'en' : 'ja')}
    />
  );
};

/** The languages of an article side by side; on a narrow screen one at a time. */
const Family = ({ first, second }: { first: Article; second: Article | undefined }) => {
  const { t } = useTranslation('help-centre');
  const go = useGo();
  const [articles, setArticles] = useState<Partial<Record<Language, Article>>>({
    [first.language]: first,
    ...(second ? { [second.language]: second } : {}),
  });
  const [shown, setShown] = useState<Language>(first.language);
  const handles = useRef<Partial<Record<Language, Handle>>>({});
  const isNew = first.id === '';
  const languages = isNew ? [first.language] : LANGUAGES;
  return (
    <>
      <LeaveGuard unsaved={() => Object.values(handles.current).some((one) => one.unsaved())} />
      {isNew ? null : (
        <div className={css.turn}>
          <LanguageTurn label={t('column.language')} value={shown} onChange={setShown} />
        </div>
      )}
      <div className={css.editor} data-alone={isNew || undefined}>
        {languages.map((language) => {
          const article = articles[language];
          return (
            <div key={language} className={css.side} data-shown={shown === language || undefined}>
              {article === undefined ? (
                <Missing
                  language={language}
                  onWrite={() =>
                    setArticles((all) => ({ ...all, [language]: blankArticle(language, first) }))
                  }
                />
              ) : (
                <Written
                  article={article}
                  handle={(one) => {
                    handles.current[language] = one;
                  }}
                  onSaved={(saved) => (isNew ? go(`/articles/${saved.id}`) : undefined)}
                  onCategory={(category) => {
                    // Both languages stand in one category.
                    const far = other(language);
                    handles.current[far]?.set(categoryIn(category, far));
                  }}
                />
              )}
            </div>
          );
        })}
      </div>
    </>
  );
};

const Reading = ({ articles }: { articles: readonly Article[] }) => {
  const { t } = useTranslation('help-centre');
  return (
    <>
      <p className={`t2 ${css.readOnly}`}>{t('readOnly')}</p>
      <div className={css.editor} data-alone={articles.length === 1 || undefined}>
        {articles.map((article) => (
          <div key={article.id} className={css.side} data-shown>
            <div className={css.part}>
              <SideHead article={article} />
              <h3>{article.title}</h3>
              <Suspense fallback={null}>
                <Preview body={article.body} language={article.language} />
              </Suspense>
            </div>
          </div>
        ))}
      </div>
    </>
  );
};

const NewArticle = () => {
  const { t } = useTranslation('help-centre');
  const [language, setLanguage] = useState<Language>(currentLanguage());
  return (
    <>
      <div className={css.pick}>
        <LanguageTurn label={t('form.language')} value={language} onChange={setLanguage} />
      </div>
      <Family key={language} first={blankArticle(language)} second={undefined} />
    </>
  );
};

/** What was read when the page was opened is what is edited; a colleague's save meanwhile is met when saving. */
const once = {
  staleTime: Number.POSITIVE_INFINITY,
  refetchOnMount: 'always',
  refetchOnWindowFocus: false,
} as const;

const Stored = ({ id }: { id: string }) => {
  const may = useSession().abilities['manage-articles'] === true;
  const [since] = useState(() => Date.now());
  const read = useQuery({ ...q.articles.show.queryOptions({ input: { id } }), ...once });
  const farId = read.data?.translations?.[0]?.id;
  const far = useQuery({
    ...q.articles.show.queryOptions({ input: { id: farId ?? '' } }),
    ...once,
    enabled: farId !== undefined,
  });
  const failed = read.isError ? read : far.isError ? far : undefined;
  if (failed) return <Failed error={failed.error} onRetry={() => void failed.refetch()} />;
  // What another page left in the cache may be old: editing begins with what was read now.
  const isRead = read.dataUpdatedAt >= since && (farId === undefined || far.dataUpdatedAt >= since);
  if (read.data === undefined || !isRead) return <Waiting />;
  return may ? (
    <Family first={read.data} second={far.data} />
  ) : (
    <Reading articles={far.data ? [read.data, far.data] : [read.data]} />
  );
};

/** One article in both languages: write it, compare it, publish it. */
export const ArticlePage = ({ id }: { id: string }) => {
  const { t } = useTranslation('help-centre');
  const go = useGo();
  const fresh = id === 'new';
  const { data } = useQuery({ ...q.articles.show.queryOptions({ input: { id } }), ...once, enabled: !fresh });
  return (
    <Page
      title={fresh ? t('new') : (data?.title ?? t('title'))}
      lead={
        <ActionIcon aria-label={t('back')} title={t('back')} onClick={() => go('/articles')}>
          <IconArrowLeft size={16} stroke={1.6} />
        </ActionIcon>
      }
    >
      {fresh ? <NewArticle /> : <Stored key={id} id={id} />}
    </Page>
  );
};
