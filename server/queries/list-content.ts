import type { z } from 'zod';
import { AppError } from '#contracts/errors.ts';
import type { Language } from '#contracts/time.ts';
import type { ArticleView, CannedView, GeneralSettings, SavedView } from '#contracts/views.ts';
import { authorize } from '../domain/access/can.ts';
import { queryTokens } from '../domain/conversation/tokens.ts';
import type { PageAsk, PageOf } from '../ports/core-stores.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { presentArticle } from '../presenters/article.ts';
import { given } from '../presenters/given.ts';
import { presentSettings } from '../presenters/present-settings.ts';
import { withSurroundings } from './help-centre.ts';

type AgentScope = Extract<Scope, { kind: 'agent' }>;

export interface ArticlesAsk extends PageAsk {
  language?: Language | undefined;
  status?: z.infer<typeof ArticleView>['status'] | undefined;
  categoryId?: string | undefined;
  withDraft?: boolean | undefined;
  q?: string | undefined;
}

/** Articles, newest change first, drafts included. */
export const listArticles = async (
  ports: Ports,
  scope: Scope,
  ask: ArticlesAsk,
): Promise<PageOf<z.infer<typeof ArticleView>>> => {
  authorize(scope, 'read-articles');
  const { q, ...rest } = ask;
  const words = q?.trim();
  const tokens = words ? queryTokens(words) : undefined;
  if (tokens?.length === 0) return { items: [] };
  const found = await ports.stores.articles.list(scope, given({ ...rest, tokens }));
  return { ...found, items: await withSurroundings(ports, scope, found.items) };
};

/** @throws AppError('not-found') */
export const getArticle = async (
  ports: Ports,
  scope: Scope,
  id: string,
): Promise<z.infer<typeof ArticleView>> => {
  authorize(scope, 'read-articles');
  const article = await ports.stores.articles.get(scope, id);
  if (!article) throw new AppError('not-found');
  const [shown] = await withSurroundings(ports, scope, [article]);
  return shown ?? presentArticle(article);
};

export const listCanned = async (
  ports: Ports,
  scope: Scope,
  ask: PageAsk & { q?: string | undefined },
): Promise<PageOf<z.infer<typeof CannedView>>> => {
  authorize(scope, 'read-canned');
  return ports.stores.canned.list(scope, given(ask));
};

export const getSettings = async (ports: Ports, scope: Scope): Promise<z.infer<typeof GeneralSettings>> => {
  authorize(scope, 'read-settings');
  return presentSettings(await ports.stores.settings.current(scope));
};

/** Own views and those shared by others. */
export const listSavedViews = async (
  ports: Ports,
  scope: AgentScope,
): Promise<{ items: z.infer<typeof SavedView>[] }> => {
  authorize(scope, 'save-views');
  const views = await ports.stores.savedViews.list(scope, scope.agentId);
  return { items: views.map(({ id, name, shared, query }) => ({ id, name, shared, query })) };
};

/** The caller's own draft; empty when there is none. @throws AppError('not-found') */
export const getDraft = async (
  ports: Ports,
  scope: AgentScope,
  conversationId: string,
): Promise<{ text: string; visibility: 'public' | 'note' }> => {
  const conversation = await ports.stores.conversations.get(scope, conversationId);
  if (!conversation) throw new AppError('not-found');
  const draft = await ports.stores.drafts.get(scope, scope.agentId, conversation.id);
  return draft ?? { text: '', visibility: 'public' };
};
