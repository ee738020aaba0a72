import { ActionIcon, Button, Select, Textarea, TextInput } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, lazy, Suspense, useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { ArticleView } from '#contracts/views.ts';
import { api, errorCode, q } from '../../api/client.ts';
import { currentLanguage } from '../../i18n/i18n.ts';
import { say } from '../../state/undo.ts';
import { Failed, Page, Waiting } from '../page/Page.tsx';
import page from '../page/page.module.css';
import { useGo } from '../page/use-page-search.ts';
import { useSave } from '../page/use-save.ts';
import css from './help-centre.module.css';

const Preview = lazy(() => import('./Preview.tsx').then((m) => ({ default: m.Preview })));
type Article = z.infer<typeof ArticleView>;

const Fields = ({ draft, set }: { draft: Article; set: (patch: Partial<Article>) => void }) => {
  const { t } = useTranslation('help-centre');
  return (
    <>
      <TextInput
        label={t('form.title')}
        lang={draft.language}
        value={draft.title}
        required
        withAsterisk={false}
        maxLength={200}
        onChange={(event) => set({ title: event.currentTarget.value })}
      />
      <div className={page.pair}>
        <TextInput
          label={t('form.category')}
          lang={draft.language}
          value={draft.category}
          required
          withAsterisk={false}
          maxLength={80}
          onChange={(event) => set({ category: event.currentTarget.value })}
        />
        <TextInput
          label={t('form.slug')}
          value={draft.slug}
          required
          withAsterisk={false}
          maxLength={120}
          onChange={(event) =>
            set({ slug: event.currentTarget.value.toLowerCase().replaceAll(/[^a-z0-9-]/g, '-') })
          }
        />
        <Select
          label={t('form.language')}
          allowDeselect={false}
          value={draft.language}
          data={(['ja', 'en'] as const).map((value) => ({ value, label: t(`language.${value}`) }))}
          onChange={(value) => set({ language: value === 'en' ? 'en' : 'ja' })}
        />
        <Select
          label={t('form.status')}
          allowDeselect={false}
          value={draft.status}
          data={(['draft', 'published'] as const).map((value) => ({ value, label: t(`status.${value}`) }))}
          onChange={(value) => set({ status: value === 'published' ? 'published' : 'draft' })}
        />
      </div>
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
        onChange={(event) =>
          set({
            questions:
              event.currentTarget.value === '' ? [] : event.currentTarget.value.split('\n').slice(0, 50),
          })
        }
      />
    </>
  );
};

const Editor = ({ article, onReload }: { article: Article; onReload: () => void }) => {
  const { t } = useTranslation('help-centre');
  const go = useGo();
  const save = useSave(['article-list']);
  const [draft, setDraft] = useState(article);
  const [conflict, setConflict] = useState(false);
  const body = useDeferredValue(draft.body);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const { id, updatedAt: _, version, ...fields } = draft;
    const words = { ...fields, questions: fields.questions.map((one) => one.trim()).filter(Boolean) };
    const done = await save.run(async () => {
      try {
        const saved =
          id === '' ? await api.articles.create(words) : await api.articles.update({ ...words, id, version });
        setDraft(saved);
        if (id === '') go(`/articles/${saved.id}`);
      } catch (error) {
        setConflict(errorCode(error) === 'version-conflict');
        throw error;
      }
    });
    if (done) say(t('page:saved'));
  };
  return (
    <form className={css.editor} onSubmit={(event) => void submit(event)}>
      <div className={css.part}>
        <Fields draft={draft} set={(patch) => setDraft((before) => ({ ...before, ...patch }))} />
        <div className={page.keys}>
          <Button type="submit" variant="filled" loading={save.busy}>
            {t('common:save')}
          </Button>
          {draft.id !== '' && draft.status === 'published' ? (
            <a
              className={page.link}
              href={`/help/${draft.language}/${draft.slug}`}
              target="_blank"
              rel="noreferrer"
            >
              {t('view')}
            </a>
          ) : null}
          {conflict ? <Button onClick={onReload}>{t('reload')}</Button> : null}
          <span className="sm late" role="status">
            {conflict ? t('conflict') : save.failed}
          </span>
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

/** One article: write it, see it, publish it. */
export const ArticlePage = ({ id }: { id: string }) => {
  const { t } = useTranslation('help-centre');
  const go = useGo();
  const [round, setRound] = useState(0);
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
    >
      {read.isError ? <Failed error={read.error} onRetry={() => void read.refetch()} /> : null}
      {article === undefined ? (
        read.isError ? null : (
          <Waiting />
        )
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
