import type { AnswerDefinition, AnswerView } from '#contracts/answer.ts';
import type { AudienceFacts } from '#contracts/audience.ts';
import { AppError } from '#contracts/errors.ts';
import { fillWords } from '#contracts/fill-words.ts';
import { pickFor } from '#contracts/pick-audience.ts';
import type { Language } from '#contracts/time.ts';
import { authorize } from '../domain/access/can.ts';
import { refuseDraft } from '../domain/learning/check-answer.ts';
import type { PageAsk, PageOf } from '../ports/core-stores.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { presentAnswer } from '../presenters/answer.ts';

/** The bot's own answers by title, drafts included. */
export const listAnswers = async (ports: Ports, scope: Scope, ask: PageAsk): Promise<PageOf<AnswerView>> => {
  authorize(scope, 'read-answers');
  const found = await ports.stores.learning.answers.list(scope, ask);
  return { ...found, items: found.items.map(presentAnswer) };
};

/** @throws AppError('not-found') */
export const getAnswer = async (ports: Ports, scope: Scope, id: string): Promise<AnswerView> => {
  authorize(scope, 'read-answers');
  const answer = await ports.stores.learning.answers.get(scope, id);
  if (!answer) throw new AppError('not-found');
  return presentAnswer(answer);
};

/** Which variant of a draft a customer of this kind would get, and its words as they would be sent. Nothing is kept. */
export const previewAnswer = async (
  ports: Ports,
  scope: Scope,
  input: {
    draft: AnswerDefinition;
    language: Language;
    customer: AudienceFacts;
    customerName?: string | undefined;
  },
): Promise<{ variantId?: string; kind: string; text?: string; title?: string }> => {
  authorize(scope, 'read-answers');
  const refusal = refuseDraft(input.draft);
  if (refusal) throw new AppError(refusal.code, { issues: refusal.paths.map((path) => ({ path })) });
  const variant = pickFor(input.draft.variants, input.customer);
  if (!variant) return { kind: 'none' };
  const { content, id } = variant;
  if (content.kind === 'article') {
    const article = await ports.stores.articles.get(scope, content.articleId);
    return { variantId: id, kind: 'article', ...(article ? { title: article.title } : {}) };
  }
  if (content.kind !== 'text') return { variantId: id, kind: content.kind };
  const { shopName, botName } = await ports.stores.settings.current(scope);
  const text = fillWords(
    content.text[input.language],
    {
      'customer.name': input.customerName,
      'shop.name': shopName[input.language],
      'bot.name': botName[input.language],
    },
    input.language,
    '',
  );
  return { variantId: id, kind: 'text', text };
};
