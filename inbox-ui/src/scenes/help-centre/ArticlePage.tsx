import { ActionIcon, Button, Textarea, TextInput } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, lazy, Suspense, useDeferredValue, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { ArticleView } from '#contracts/views.ts';
import { api, errorCode, q } from '../../api/client.ts';
import { currentLanguage } from '../../i18n/i18n.ts';
import { useSession } from '../../state/session.ts';
import { say } from '../../state/undo.ts';
import { LanguageSelect } from '../page/fields.tsx';
import { LeaveGuard } from '../page/LeaveGuard.tsx';
import { Failed, Page, StateDot, Waiting } from '../page/Page.tsx';
import page from '../page/page.module.css';
import { useGo } from '../page/use-page-search.ts';
import { useSave } from '../page/use-save.ts';
import css from './help-centre.module.css';

const Preview = lazy(() => import('./Preview.tsx').then((m) => ({ default: m.Preview })));
type Article = z.infer<typeof ArticleView>;

/** Part of an address made of a title; empty where the title has no letters for one. */
const slugOf = (title: string): string =>
  title
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 80);
const LINES = 50;

interface FieldsProps {
  draft: Article;
  refused: (field: string) => boolean;
  set: (patch: Partial<Article>) => void;
}

const Place = ({ draft, refused, set }: FieldsProps) => {
  const { t } = useTranslation('help-centre');
  return (
    <>
      <div className={page.pair}>
        <TextInput
          label={t('form.category')}
          lang={draft.language}
          value={draft.category}
          required
          withAsterisk={false}
          maxLength={80}
          error={refused('category')}
          onChange={(event) => set({ category: event.currentTarget.value })}
        />
        <LanguageSelect
          label={t('form.language')}
          value={draft.language}
          onChange={(language) => set({ language })}
        />
      </div>
      <TextInput
        label={t('form.slug')}
        description={t('slugHint')}
        value={draft.slug}
        required
        withAsterisk={false}
        maxLength={80}
        error={refused('slug')}
        onChange={(event) =>
          set({ slug: event.currentTarget.value.toLowerCase().replaceAll(/[^a-z0-9-]/g, '-') })
        }
      />
    </>
  );
};

const Fields = ({ draft, refused, set }: FieldsProps) => {
  const { t } = useTranslation('help-centre');
  // The address follows the title until the article has one of its own.
  const follows = draft.id === '' && (draft.slug === '' || draft.slug === slugOf(draft.title));
  return (
    <>
      <TextInput
        label={t('form.title')}
        lang={draft.language}
        value={draft.title}
        required
        withAsterisk={false}
        maxLength={200}
        error={refused('title')}
        onChange={(event) => {
          const title = event.currentTarget.value;
          set({ title, ...(follows ? { slug: slugOf(title) } : {}) });
        }}
      />
      <Place draft={draft} refused={refused} set={set} />
      <Textarea
        label={t('form.body')}
        lang={draft.language}
        value={draft.body}
        required
        withAsterisk={false}
        autosize
        minRows={12}
        maxRows={28}
        maxLength={50_000}
        onChange={(event) => set({ body: event.currentTarget.value })}
      />
      <Textarea
        label={t('form.questions')}
        lang={draft.language}
        value={draft.questions.join('\n')}
        autosize
        minRows={3}
        maxRows={12}
        error={refused('questions')}
        onChange={(event) =>
          set({
            questions:
              event.currentTarget.value === '' ? [] : event.currentTarget.value.split('\n').slice(0, LINES),
          })
        }
      />
    </>
  );
};

const TONES = { draft: 'due', published: 'good', archived: 'none' } as const;
const DONE = { draft: 'drafted', published: 'published', archived: 'archived' } as const;

/** Where the article stands, and the ways from there. */
const Status = ({ draft, go }: { draft: Article; go: (status: Article['status']) => void }) => {
  const { t } = useTranslation('help-centre');
  const { id, status } = draft;
  return (
    <>
      {status === 'published' ? null : <Button onClick={() => go('published')}>{t('publish')}</Button>}
      {status === 'draft' ? null : (
        <Button onClick={() => go('draft')}>{t(status === 'published' ? 'unpublish' : 'restore')}</Button>
      )}
      {id === '' || status === 'archived' ? null : (
        <Button variant="subtle" onClick={() => go('archived')}>
          {t('archive')}
        </Button>
      )}
    </>
  );
};

const useEditing = (article: Article) => {
  const { t } = useTranslation('help-centre');
  const go = useGo();
  const save = useSave(['article-list'], q.articles.show.key());
  const [draft, setDraft] = useState(article);
  const [kept, setKept] = useState(article);
  const [conflict, setConflict] = useState(false);
  /** Set before the page itself moves on: what was just saved is not left behind. */
  const moves = useRef(false);
  const write = async (status: Article['status'], over: boolean): Promise<void> => {
    const { id, updatedAt: _, version, ...fields } = draft;
    const words = { ...fields, status, questions: fields.questions.map((one) => one.trim()).filter(Boolean) };
    const done = await save.run(async () => {
      try {
        const saved =
          id === ''
            ? await api.articles.create(words)
            : await api.articles.update({ ...words, id, ...(over ? {} : { version }) });
        setConflict(false);
        setDraft(saved);
        setKept(saved);
        moves.current = id === '';
        if (id === '') go(`/articles/${saved.id}`);
      } catch (error) {
        setConflict(errorCode(error) === 'version-conflict');
        throw error;
      }
    });
    if (done) say(status === draft.status ? t('page:saved') : t(DONE[status]));
  };
  const unsaved = (): boolean => !moves.current && JSON.stringify(draft) !== JSON.stringify(kept);
  return { draft, setDraft, save, conflict, write, unsaved };
};

const Editor = ({ article, onReload }: { article: Article; onReload: () => void }) => {
  const { t } = useTranslation('help-centre');
  const form = useRef<HTMLFormElement>(null);
  const { draft, setDraft, save, conflict, write, unsaved } = useEditing(article);
  const body = useDeferredValue(draft.body);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void write(draft.status, false);
  };
  const become = (status: Article['status']): void => {
    if (form.current?.reportValidity() === true) void write(status, false);
  };
  return (
    <form ref={form} className={css.editor} onSubmit={submit}>
      <LeaveGuard unsaved={unsaved} />
      <div className={css.part}>
        <Fields
          draft={draft}
          refused={save.refused}
          set={(patch) => setDraft((before) => ({ ...before, ...patch }))}
        />
        <div className={css.foot}>
          {save.failed === undefined ? null : (
            <p className="late prose" role="alert">
              {conflict ? t('conflict') : save.failed}
            </p>
          )}
          <div className={page.keys}>
            <Button type="submit" variant="filled" loading={save.busy}>
              {t('common:save')}
            </Button>
            {conflict ? (
              <>
                <Button onClick={onReload}>{t('reload')}</Button>
                <Button onClick={() => void write(draft.status, true)}>{t('overwrite')}</Button>
              </>
            ) : (
              <Status draft={draft} go={become} />
            )}
          </div>
        </div>
      </div>
      <div className={css.part}>
        <h2>{t('preview')}</h2>
        <Suspense fallback={null}>
          <Preview body={body} language={draft.language} />
        </Suspense>
      </div>
    </form>
  );
};

const Reading = ({ article }: { article: Article }) => {
  const { t } = useTranslation('help-centre');
  return (
    <div className={css.part}>
      <p className="t2">{t('readOnly')}</p>
      <Suspense fallback={null}>
        <Preview body={article.body} language={article.language} />
      </Suspense>
    </div>
  );
};

const Head = ({ article }: { article: Article }) => {
  const { t } = useTranslation('help-centre');
  const { language, slug, status } = article;
  return (
    <>
      <StateDot is={TONES[status]}>{t(`status.${status}`)}</StateDot>
      {status === 'published' ? (
        <a className={page.link} href={`/help/${language}/${slug}`} target="_blank" rel="noreferrer">
          {t('view')}
        </a>
      ) : null}
    </>
  );
};

/** One article: write it, see it, publish it. */
export const ArticlePage = ({ id }: { id: string }) => {
  const { t } = useTranslation('help-centre');
  const go = useGo();
  const [round, setRound] = useState(0);
  const may = useSession().abilities['manage-articles'] === true;
  const fresh = id === 'new';
  const read = useQuery({
    ...q.articles.show.queryOptions({ input: { id }, staleTime: 0 }),
    enabled: !fresh,
    refetchOnMount: 'always',
  });
  const blank: Article = {
    id: '',
    slug: '',
    language: currentLanguage(),
    title: '',
    body: '',
    category: '',
    status: 'draft',
    questions: [],
    updatedAt: new Date(0).toISOString(),
    version: 0,
  };
  const article = fresh
    ? blank
    : read.isFetching && round === 0 && read.data === undefined
      ? undefined
      : read.data;
  return (
    <Page
      title={fresh ? t('new') : (article?.title ?? t('title'))}
      lead={
        <ActionIcon aria-label={t('back')} title={t('back')} onClick={() => go('/articles')}>
          <IconArrowLeft size={16} stroke={1.6} />
        </ActionIcon>
      }
      actions={article === undefined || fresh ? null : <Head article={article} />}
    >
      {read.isError ? <Failed error={read.error} onRetry={() => void read.refetch()} /> : null}
      {article === undefined ? (
        read.isError ? null : (
          <Waiting />
        )
      ) : !may ? (
        <Reading article={article} />
      ) : (
        <Editor
          key={`${article.id}${round}`}
          article={article}
          onReload={() => void read.refetch().then(() => setRound((before) => before + 1))}
        />
      )}
    </Page>
  );
};
