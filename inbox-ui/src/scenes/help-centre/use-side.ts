import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { BotChange, GateOverride } from '#contracts/bot-test.ts';
import type { Language } from '#contracts/time.ts';
import type { ArticleView } from '#contracts/views.ts';
import { api, errorCode, q } from '../../api/client.ts';
import { say } from '../../state/undo.ts';
import { useSave } from '../page/use-save.ts';

export type Article = z.infer<typeof ArticleView>;

/** Part of an address made of a title; empty where the title has no letters for one. */
export const slugOf = (title: string): string =>
  title
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 80);

/** An article that is not there yet. */
export const blankArticle = (language: Language, of?: Article): Article => ({
  id: '',
  slug: of?.slug ?? '',
  language,
  title: '',
  body: '',
  category: of?.category ?? '',
  ...(of?.categoryId === undefined ? {} : { categoryId: of.categoryId }),
  ...(of?.familyId === undefined ? {} : { familyId: of.familyId }),
  status: 'draft',
  questions: [],
  updatedAt: new Date(0).toISOString(),
  version: 0,
});

/** What is being written: the words that wait, or those that are there. */
const words = (article: Article) => {
  const { title, body, questions } = article.draft ?? article;
  const { slug, category, categoryId } = article;
  return { title, body, questions, slug, category, categoryId };
};
export type Words = ReturnType<typeof words>;

const DONE = { draft: 'drafted', published: 'published', archived: 'archived' } as const;

/** One language of an article: what is written, what is kept, and the ways to keep it. */
export const useSide = (article: Article, onSaved: (saved: Article) => void) => {
  const { t } = useTranslation('help-centre');
  const save = useSave(['article-list'], q.articles.show.key(), q.articles.versions.key());
  const [kept, setKept] = useState(article);
  const [draft, setDraft] = useState(words(article));
  const [conflict, setConflict] = useState(false);
  /** Raised when the words come from elsewhere, so that the editor takes them up. */
  const [round, setRound] = useState(0);
  const moves = useRef(false);
  const keep = (saved: Article, takesWords: boolean): void => {
    setKept(saved);
    setDraft(words(saved));
    setConflict(false);
    if (takesWords) setRound((before) => before + 1);
    moves.current = article.id === '' && article.familyId === undefined;
    onSaved(saved);
  };
  const run = async (write: () => Promise<Article>, takesWords: boolean, word: string): Promise<void> => {
    const done = await save.run(async () => {
      try {
        keep(await write(), takesWords);
      } catch (error) {
        setConflict(errorCode(error) === 'version-conflict');
        throw error;
      }
    });
    if (done) say(word);
  };
  /** Without a status what is published stays, and the words wait beside it. */
  const write = (
    status: Article['status'] | undefined,
    over = false,
    override?: GateOverride,
  ): Promise<void> => {
    const { categoryId, ...rest } = draft;
    const questions = rest.questions.map((one) => one.trim()).filter(Boolean);
    const fields = {
      ...rest,
      questions,
      ...(categoryId === undefined ? {} : { categoryId }),
      ...(override ? { override } : {}),
    };
    const { id, version, language, familyId } = kept;
    const word = status === undefined || status === kept.status ? t('page:saved') : t(DONE[status]);
    return run(
      () =>
        id === ''
          ? api.articles.create({
              ...fields,
              language,
              status: status ?? 'draft',
              ...(familyId === undefined ? {} : { familyId }),
            })
          : api.articles.update({
              ...fields,
              id,
              ...(status === undefined ? {} : { status }),
              ...(over ? {} : { version }),
            }),
      false,
      status === 'published' ? t('published') : word,
    );
  };
  const discard = (): Promise<void> =>
    run(() => api.articles.discard({ id: kept.id, version: kept.version }), true, t('discarded'));
  const rollBack = (n: number): Promise<void> =>
    run(() => api.articles.rollBack({ id: kept.id, version: kept.version, n }), true, t('rolledBack'));
  const reload = async (): Promise<void> => {
    keep(await api.articles.show({ id: kept.id }), true);
  };
  const unsaved = (): boolean => !moves.current && JSON.stringify(draft) !== JSON.stringify(words(kept));
  const set = (patch: Partial<Words>): void => setDraft((before) => ({ ...before, ...patch }));
  return { kept, draft, set, save, conflict, round, write, discard, rollBack, reload, unsaved };
};
/** One language of an article as the bot would know it. */
export const changeOf = ({ kept, draft }: SideState, status: Article['status']): BotChange => {
  const { id, language, slug, category, intent } = { ...kept, ...draft };
  const questions = draft.questions.map((one) => one.trim()).filter(Boolean);
  return {
    kind: 'article',
    ...(id === '' ? {} : { id }),
    article: {
      language,
      title: draft.title,
      body: draft.body,
      slug,
      category,
      status,
      questions,
      ...(intent === undefined ? {} : { intent }),
    },
  };
};
export type SideState = ReturnType<typeof useSide>;
