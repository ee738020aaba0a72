import { AppError } from '#contracts/errors.ts';
import type { Language } from '#contracts/time.ts';
import { authorize } from '../domain/access/can.ts';
import type { Message } from '../domain/conversation/message.ts';
import { maskPersonal } from '../domain/learning/mask-personal.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { readConversation } from '../queries/get-conversation.ts';
import { saveArticle } from './save-article.ts';
import { namesOf, withCluster } from './teach-bot.ts';

const CATEGORY: Record<Language, string> = { ja: '未分類', en: 'Unsorted' };
/** An article is never without words; these are to be written over. */
const TO_WRITE: Record<Language, string> = {
  ja: '（ここに回答を書いてください）',
  en: '(Write the answer here)',
};
const MAX_TITLE = 120;
const MAX_QUESTION = 300;
const MAX_BODY = 20_000;
/** Messages of a conversation that are read. */
const MAX_MESSAGES = 200;

const oneLine = (text: string, longest: number): string =>
  text.replace(/\s+/gu, ' ').trim().slice(0, longest);

const slugOf = (ports: Ports): string => {
  const tail = ports
    .newId()
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '');
  return `draft-${tail.slice(-10) || '0'}`;
};

const makeDraft = async (
  ports: Ports,
  scope: Scope,
  draft: { language: Language; title: string; body: string; questions: string[] },
): Promise<string> => {
  const { id } = await saveArticle(ports, scope, {
    ...draft,
    title: oneLine(draft.title, MAX_TITLE) || CATEGORY[draft.language],
    slug: slugOf(ports),
    category: CATEGORY[draft.language],
    status: 'draft',
  });
  return id;
};

/** An article draft of a cluster of questions: its title and example questions are filled in. @throws AppError `not-found` */
export const draftFromCluster = async (
  ports: Ports,
  scope: Scope,
  id: string,
): Promise<{ articleId: string }> => {
  authorize(scope, 'manage-articles');
  return withCluster(ports, scope, id, (cluster) =>
    makeDraft(ports, scope, { ...cluster, body: TO_WRITE[cluster.language] }),
  );
};

/** The customer's first words in a row: the question. */
const questionOf = (messages: readonly Message[]): string => {
  const first = messages.findIndex(({ direction, text }) => direction === 'inbound' && text.trim() !== '');
  if (first === -1) return '';
  const rest = messages.slice(first);
  const end = rest.findIndex(({ direction }) => direction === 'outbound');
  return rest
    .slice(0, end === -1 ? undefined : end)
    .map(({ text }) => text.trim())
    .filter(Boolean)
    .join(' ');
};

const paragraphsOf = (messages: readonly Message[], kind: 'agent' | 'bot'): string[] =>
  messages
    .filter(({ direction, author }) => direction === 'outbound' && author.kind === kind)
    .map(({ text }) => text.trim())
    .filter(Boolean);

/**
 * An article draft of a resolved conversation: the question from the customer's first words, the answer from what agents replied (the bot where
 * no agent did), without names, addresses and numbers of people. It is a draft: a person reads it before anyone else does.
 * @throws AppError `not-found`, `wrong-state` (not resolved, or nothing was asked and answered)
 */
export const draftFromConversation = async (
  ports: Ports,
  scope: Scope,
  conversationId: string,
): Promise<{ articleId: string }> => {
  const conversation = await readConversation(ports, scope, conversationId);
  authorize(scope, 'manage-articles', { conversation });
  if (conversation.status !== 'resolved') throw new AppError('wrong-state');
  const messages = await ports.stores.messages.page(scope, conversation.id, {
    afterSeq: 0,
    limit: MAX_MESSAGES,
    visible: 'public',
  });
  const names = [
    ...(await namesOf(ports, scope, [conversation.customerId])),
    ...messages.flatMap(({ author }) => (author.kind === 'agent' && author.name ? [author.name] : [])),
  ];
  const { language } = conversation;
  const mask = (text: string): string => maskPersonal(text, names, language);
  const question = oneLine(mask(questionOf(messages)), MAX_QUESTION);
  const said = paragraphsOf(messages, 'agent');
  const body = mask((said.length > 0 ? said : paragraphsOf(messages, 'bot')).join('\n\n')).slice(0, MAX_BODY);
  if (question === '' || body === '') throw new AppError('wrong-state');
  return {
    articleId: await makeDraft(ports, scope, { language, title: question, body, questions: [question] }),
  };
};
