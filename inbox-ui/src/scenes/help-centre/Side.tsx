import { Autocomplete, Button, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CategoryView } from '#contracts/http-help.ts';
import { q } from '../../api/client.ts';
import { ChangeDialog } from '../bot-tests/ChangeDialog.tsx';
import { StateDot } from '../page/Page.tsx';
import page from '../page/page.module.css';
import { Comments } from './Comments.tsx';
import css from './help-centre.module.css';
import { RichEditor } from './RichEditor.tsx';
import { type Article, changeOf, type SideState, slugOf } from './use-side.ts';
import { VersionsDialog } from './VersionsDialog.tsx';

const LINES = 50;
export const TONES = { draft: 'due', published: 'good', archived: 'none' } as const;

/** A category as one language of the article names it. */
export const categoryIn = ({ id, name }: CategoryView, language: Article['language']) => ({
  categoryId: id,
  category: name[language] || name.ja || name.en,
});

const Place = ({ side, onCategory }: { side: SideState; onCategory: (category: CategoryView) => void }) => {
  const { t } = useTranslation('help-centre');
  const { draft, kept, save, set } = side;
  const known = useQuery(q.articleCategories.list.queryOptions({ staleTime: 10_000 })).data?.items ?? [];
  const nameOf = (one: CategoryView): string => categoryIn(one, kept.language).category;
  return (
    <div className={page.pair}>
      <Autocomplete
        label={t('form.category')}
        lang={kept.language}
        value={draft.category}
        data={[...new Set(known.map(nameOf))]}
        required
        withAsterisk={false}
        maxLength={80}
        error={save.refused('category')}
        onChange={(category) => {
          const found = known.find((one) => nameOf(one) === category);
          set({ category, categoryId: found?.id });
          if (found) onCategory(found);
        }}
      />
      <TextInput
        label={t('form.slug')}
        value={draft.slug}
        title={t('slugHint')}
        required
        withAsterisk={false}
        maxLength={80}
        error={save.refused('slug')}
        onChange={(event) =>
          set({ slug: event.currentTarget.value.toLowerCase().replaceAll(/[^a-z0-9-]/g, '-') })
        }
      />
    </div>
  );
};

const Fields = ({ side }: { side: SideState }) => {
  const { t } = useTranslation('help-centre');
  const { draft, kept, save, set, round } = side;
  // The address follows the title until the article has one of its own.
  const follows = kept.id === '' && (draft.slug === '' || draft.slug === slugOf(draft.title));
  return (
    <>
      <TextInput
        label={t('form.title')}
        lang={kept.language}
        value={draft.title}
        required
        withAsterisk={false}
        maxLength={200}
        error={save.refused('title')}
        onChange={(event) => {
          const title = event.currentTarget.value;
          set({ title, ...(follows ? { slug: slugOf(title) } : {}) });
        }}
      />
      <RichEditor
        key={round}
        label={t('form.body')}
        language={kept.language}
        value={draft.body}
        onChange={(body) => set({ body })}
      />
      <Textarea
        label={t('form.questions')}
        lang={kept.language}
        value={draft.questions.join('\n')}
        autosize
        minRows={3}
        maxRows={12}
        error={save.refused('questions')}
        onChange={(event) => {
          const text = event.currentTarget.value;
          set({ questions: text === '' ? [] : text.split('\n').slice(0, LINES) });
        }}
      />
    </>
  );
};

/** Where this language stands, and the ways from there. */
const Ways = ({ side, check }: { side: SideState; check: () => boolean }) => {
  const { t } = useTranslation('help-centre');
  const [versions, setVersions] = useState(false);
  const [asked, setAsked] = useState<Article['status']>();
  const { kept, write, discard, unsaved } = side;
  const { id, status, draft, publishedVersion } = kept;
  const become = (next: Article['status']): void => {
    if (!check()) return;
    // What is public changes only once it was shown what that does to the bot.
    if (next === 'published' || status === 'published') setAsked(next);
    else void write(next);
  };
  const waits = status !== 'published' || draft !== undefined || unsaved();
  return (
    <>
      {waits ? <Button onClick={() => become('published')}>{t('publish')}</Button> : null}
      {draft === undefined ? null : (
        <Button variant="subtle" onClick={() => void discard()}>
          {t('discard')}
        </Button>
      )}
      {status === 'draft' ? null : (
        <Button variant="subtle" onClick={() => become('draft')}>
          {t(status === 'published' ? 'unpublish' : 'restore')}
        </Button>
      )}
      {id === '' || status === 'archived' ? null : (
        <Button variant="subtle" onClick={() => become('archived')}>
          {t('archive')}
        </Button>
      )}
      {publishedVersion === undefined ? null : (
        <Button variant="subtle" onClick={() => setVersions(true)}>
          {t('versions')}
        </Button>
      )}
      {asked === undefined ? null : (
        <ChangeDialog
          quiet
          change={changeOf(side, asked)}
          onPublish={(override) => write(asked, false, override)}
          onClose={() => setAsked(undefined)}
        />
      )}
      {versions ? <VersionsDialog side={side} onClose={() => setVersions(false)} /> : null}
    </>
  );
};

const Foot = ({ side, check }: { side: SideState; check: () => boolean }) => {
  const { t } = useTranslation('help-centre');
  const { save, conflict, write, reload } = side;
  return (
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
            <Button onClick={() => void reload()}>{t('reload')}</Button>
            <Button onClick={() => void write(undefined, true)}>{t('overwrite')}</Button>
          </>
        ) : (
          <Ways side={side} check={check} />
        )}
      </div>
    </div>
  );
};

export const SideHead = ({ article }: { article: Article }) => {
  const { t } = useTranslation('help-centre');
  const { language, slug, status, draft, id } = article;
  return (
    <div className={css.sideHead}>
      <h2>{t(`language.${language}`)}</h2>
      {id === '' ? null : <StateDot is={TONES[status]}>{t(`status.${status}`)}</StateDot>}
      {draft === undefined ? null : <StateDot is="due">{t('waits')}</StateDot>}
      <span className="grow" />
      {status === 'published' ? (
        <a className={page.link} href={`/help/${language}/${slug}`} target="_blank" rel="noreferrer">
          {t('view')}
        </a>
      ) : null}
    </div>
  );
};

/** One language of an article, as a form of its own. */
export const Side = ({
  side,
  onCategory,
}: {
  side: SideState;
  onCategory: (category: CategoryView) => void;
}) => {
  const { t } = useTranslation('help-centre');
  const form = useRef<HTMLFormElement>(null);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    // A dialog's form lies elsewhere in the page, yet what happens in it comes by here.
    if (event.target === event.currentTarget) void side.write(undefined);
  };
  return (
    <form ref={form} className={css.part} aria-label={t(`language.${side.kept.language}`)} onSubmit={submit}>
      <SideHead article={side.kept} />
      <Fields side={side} />
      <Place side={side} onCategory={onCategory} />
      {side.kept.id === '' ? null : <Comments article={side.kept} />}
      <Foot side={side} check={() => form.current?.reportValidity() === true} />
    </form>
  );
};
