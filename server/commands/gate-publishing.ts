import type { BotChange, GateOverride } from '#contracts/bot-test.ts';
import { authorize } from '../domain/access/can.ts';
import type { Article, Settings } from '../ports/content-stores.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { given } from '../presenters/given.ts';
import { passTestGate } from './pass-test-gate.ts';
import type { ArticleChange } from './save-article.ts';

type Override = GateOverride | undefined;

const changeOf = (article: Omit<Article, 'id'> & { id?: string }): BotChange => {
  const { id, language, title, body, slug, category, status, questions, intent } = article;
  return {
    kind: 'article',
    ...(id === undefined ? {} : { id }),
    article: { language, title, body, slug, category, status, questions, ...(intent ? { intent } : {}) },
  };
};

const NEW = {
  slug: '',
  title: '',
  body: '',
  category: '',
  questions: [],
  skills: [],
  language: 'ja',
} as const;

/**
 * The regression tests before an article is published, changed in public or taken back; nothing where only a draft changes.
 * @throws AppError as `passTestGate`
 */
export const gateArticle = async (
  ports: Ports,
  scope: Scope,
  { articleId, version: _, ...fields }: ArticleChange,
  override: Override,
): Promise<void> => {
  authorize(scope, 'manage-articles');
  const { status } = fields;
  if (status === undefined) return;
  const before = articleId === undefined ? undefined : await ports.stores.articles.get(scope, articleId);
  if (status !== 'published' && before?.status !== 'published') return;
  const { draft, ...live }: Omit<Article, 'id'> & { id?: string } = before ?? {
    ...NEW,
    questions: [],
    skills: [],
    status,
    updatedAt: ports.clock.now(),
    version: 0,
  };
  await passTestGate(ports, scope, changeOf({ ...live, ...draft, ...given(fields) } as Article), override);
};

/** The same before an earlier version of an article goes out again. */
export const gateArticleVersion = async (
  ports: Ports,
  scope: Scope,
  { id, n }: { id: string; n: number },
  override: Override,
): Promise<void> => {
  authorize(scope, 'manage-articles');
  const [before, kept] = await Promise.all([
    ports.stores.articles.get(scope, id),
    ports.stores.help.versions.get(scope, id, n),
  ]);
  if (!before || !kept) return;
  const { title, body, questions } = kept;
  await passTestGate(
    ports,
    scope,
    changeOf({ ...before, title, body, questions, status: 'published' }),
    override,
  );
};

/** The same before the draft of an answer goes live. */
export const gateAnswer = async (
  ports: Ports,
  scope: Scope,
  id: string,
  override: Override,
): Promise<void> => {
  authorize(scope, 'manage-answers');
  const answer = await ports.stores.learning.answers.get(scope, id);
  if (answer) await passTestGate(ports, scope, { kind: 'answer', id, definition: answer.draft }, override);
};

/** The same before the draft of a dialog, or an earlier version (`to`), goes live. */
export const gateDialog = async (
  ports: Ports,
  scope: Scope,
  { id, to }: { id: string; to?: number | undefined },
  override: Override,
): Promise<void> => {
  authorize(scope, 'manage-bot');
  const definition =
    to === undefined
      ? (await ports.stores.dialogs.get(scope, id))?.draft
      : (await ports.stores.dialogVersions.get(scope, id, to))?.definition;
  if (definition) await passTestGate(ports, scope, { kind: 'dialog', id, definition }, override);
};

const differs = (a: unknown, b: unknown): boolean => JSON.stringify(a) !== JSON.stringify(b);

/** The same before bands or the policy change; other settings do not touch what the bot says. */
export const gateSettings = async (
  ports: Ports,
  scope: Scope,
  input: { bot?: Settings['bot'] | undefined; policy?: Settings['policy'] },
  override: Override,
): Promise<void> => {
  authorize(scope, 'manage-settings');
  const before = await ports.stores.settings.current(scope);
  const bands = input.bot && differs(input.bot.bands, before.bot.bands) ? input.bot.bands : undefined;
  const policy = input.policy && differs(input.policy, before.policy) ? input.policy : undefined;
  if (!bands && !policy) return;
  await passTestGate(ports, scope, { kind: 'settings', ...given({ bands, policy }) }, override);
};
