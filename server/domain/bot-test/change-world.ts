import type { BotArticle } from '#contracts/bot.ts';
import type { BotChange, BotWorld } from '#contracts/bot-test.ts';
import type { Language } from '#contracts/time.ts';
import { answersIn } from '../learning/bot-answers.ts';

/** The id under which a changed article that has none yet stands in the changed world. */
export const NEW_ARTICLE = 'new-article';

type Of<K extends BotChange['kind']> = Extract<BotChange, { kind: K }>;
const LANGUAGES: readonly Language[] = ['ja', 'en'];
const OTHER: Record<Language, Language> = { ja: 'en', en: 'ja' };

/** Puts one in the place of the one with its id, else at the end: the order may decide between equals. */
const put = <T extends { id: string }>(list: readonly T[], one: T): T[] =>
  list.some(({ id }) => id === one.id) ? list.map((old) => (old.id === one.id ? one : old)) : [...list, one];

const withArticle = (world: BotWorld, { id = NEW_ARTICLE, article }: Of<'article'>): BotWorld => {
  const old = LANGUAGES.flatMap((language) => world.articles[language]).find((one) => one.id === id);
  const published = article?.status === 'published' ? article : undefined;
  const articles = { ...world.articles };
  for (const language of LANGUAGES)
    if (language !== published?.language)
      articles[language] = articles[language].filter((one) => one.id !== id);
  if (!published) return { ...world, articles };
  const { status: _, intent, ...fields } = published;
  const changed: BotArticle = {
    ...fields,
    id,
    updatedAt: old?.updatedAt ?? '2020-01-01T00:00:00.000Z',
    ...(intent ? { intent } : {}),
    ...(old?.skills ? { skills: old.skills } : {}),
  };
  articles[changed.language] = put(articles[changed.language], changed);
  return { ...world, articles };
};

const withAnswer = (world: BotWorld, { id, definition }: Of<'answer'>): BotWorld => {
  const changed = { ...(world.answers ?? { ja: NO_ANSWERS, en: NO_ANSWERS }) };
  for (const language of LANGUAGES) {
    const { answers, learned } = changed[language];
    const [one] = definition
      ? answersIn(
          [{ id, published: definition }],
          language,
          world.articles[language],
          world.articles[OTHER[language]],
        )
      : [];
    changed[language] = {
      learned,
      answers: one ? put(answers, one) : answers.filter((answer) => answer.id !== id),
    };
  }
  return { ...world, answers: changed };
};
const NO_ANSWERS = { answers: [], learned: [] };

const withSettings = (world: BotWorld, { bands, policy }: Of<'settings'>): BotWorld => ({
  ...world,
  settings: {
    ...world.settings,
    ...(bands ? { bands } : {}),
    ...(policy ? { regulated: policy.regulated } : {}),
  },
  ...(policy ? { policy } : {}),
});

const numberOf = (dialogs: readonly { id: string; number?: number }[], id: string): number | undefined =>
  dialogs.find((dialog) => dialog.id === id)?.number;

/** The dialogs read of a world, as far as a change needs it. */
interface DialogsRead {
  version: string;
  dialogs: readonly { id: string; number?: number; definition?: unknown }[];
}
const isDialogsRead = (read: unknown): read is DialogsRead =>
  typeof read === 'object' && read !== null && 'dialogs' in read && Array.isArray(read.dialogs);

const withDialog = (world: BotWorld, { id, definition }: Of<'dialog'>): BotWorld => {
  const more = { ...world.more };
  const reads = more.dialogs;
  if (!reads) return world;
  const changed = { ...reads };
  for (const language of LANGUAGES) {
    const read = reads[language];
    if (!isDialogsRead(read)) continue;
    const dialogs = definition
      ? put(read.dialogs, { id, number: (numberOf(read.dialogs, id) ?? 0) + 1, definition })
      : read.dialogs.filter((dialog) => dialog.id !== id);
    changed[language] = { ...read, version: `${read.version}+change`, dialogs };
  }
  return { ...world, more: { ...more, dialogs: changed } };
};

/** The world as it would be after publishing. Pure; `world` is left as it was. */
export const changeWorld = (world: BotWorld, change: BotChange): BotWorld => {
  switch (change.kind) {
    case 'article':
      return withArticle(world, change);
    case 'answer':
      return withAnswer(world, change);
    case 'dialog':
      return withDialog(world, change);
    case 'settings':
      return withSettings(world, change);
  }
};
