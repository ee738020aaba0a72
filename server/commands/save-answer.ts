import type { AnswerDefinition } from '#contracts/answer.ts';
import { AppError } from '#contracts/errors.ts';
import { authorize } from '../domain/access/can.ts';
import { type Refusal, refuseDraft, refusePublish } from '../domain/learning/check-answer.ts';
import type { Answer } from '../ports/learning-stores.ts';
import { lostRace, type Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { commitChange } from './commit-change.ts';

type Change = 'made' | 'draft' | 'switched' | 'published' | 'removed';

/** @throws AppError of the refusal's code, with the places it is about */
export const refuseWith = (refusal: Refusal | undefined): void => {
  if (refusal) throw new AppError(refusal.code, { issues: refusal.paths.map((path) => ({ path })) });
};

/** Articles that a variant names must be there; whether they are published is seen when the bot reads them. */
const checkArticles = async (ports: Ports, scope: Scope, draft: AnswerDefinition): Promise<void> => {
  for (const [at, { content }] of draft.variants.entries())
    if (content.kind === 'article' && !(await ports.stores.articles.get(scope, content.articleId)))
      throw new AppError('invalid-input', { issues: [{ path: `draft.variants.${at}.articleId` }] });
};

const who = (scope: Scope): string => (scope.kind === 'agent' ? scope.agentId : 'system');

const changed = (answerId: string, change: Change) => ({
  type: 'bot-answer.changed' as const,
  after: { answerId, change },
});

/**
 * Makes an answer, as a draft.
 * @throws AppError `unknown-variable`, `default-variant-required`, `invalid-input`
 */
export const createAnswer = async (ports: Ports, scope: Scope, draft: AnswerDefinition): Promise<Answer> => {
  authorize(scope, 'manage-answers');
  refuseWith(refuseDraft(draft));
  await checkArticles(ports, scope, draft);
  const id = ports.newId();
  return commitChange(ports, scope, async (tx, now) => {
    const answer: Answer = { id, enabled: true, draft, updatedAt: now, updatedBy: who(scope), version: 1 };
    await ports.stores.learning.answers.save(scope, answer, undefined, tx);
    return { result: answer, events: [changed(id, 'made')] };
  });
};

const alter = async (
  ports: Ports,
  scope: Scope,
  { id, version }: { id: string; version?: number | undefined },
  change: Change,
  make: (before: Answer, now: Date) => Partial<Answer>,
): Promise<Answer> =>
  commitChange(ports, scope, async (tx, now) => {
    const before = await ports.stores.learning.answers.get(scope, id);
    if (!before) throw new AppError('not-found');
    if (version !== undefined && version !== before.version) throw new AppError('version-conflict');
    const answer: Answer = {
      ...before,
      ...make(before, now),
      updatedAt: now,
      updatedBy: who(scope),
      version: before.version + 1,
    };
    if (!(await ports.stores.learning.answers.save(scope, answer, before.version, tx))) return lostRace();
    return { result: answer, events: [changed(id, change)] };
  });

/**
 * Changes the draft, or switches the answer on and off. What is live stays until the draft is published.
 * @throws AppError `not-found`, `version-conflict`, `unknown-variable`, `default-variant-required`, `invalid-input`
 */
export const updateAnswer = async (
  ports: Ports,
  scope: Scope,
  input: {
    id: string;
    version?: number | undefined;
    enabled?: boolean | undefined;
    draft?: AnswerDefinition | undefined;
  },
): Promise<Answer> => {
  authorize(scope, 'manage-answers');
  const { draft, enabled } = input;
  if (draft) {
    refuseWith(refuseDraft(draft));
    await checkArticles(ports, scope, draft);
  }
  return alter(ports, scope, input, draft ? 'draft' : 'switched', () => ({
    ...(draft ? { draft } : {}),
    ...(enabled === undefined ? {} : { enabled }),
  }));
};

/**
 * The draft goes live: the bot learns it with its next turn.
 * @throws AppError `not-found`, `version-conflict`, `answer-incomplete`
 */
export const publishAnswer = async (
  ports: Ports,
  scope: Scope,
  input: { id: string; version?: number | undefined },
): Promise<Answer> => {
  authorize(scope, 'manage-answers');
  return alter(ports, scope, input, 'published', (before, now) => {
    refuseWith(refusePublish(before.draft));
    return {
      enabled: true,
      published: before.draft,
      publishedVersion: (before.publishedVersion ?? 0) + 1,
      publishedAt: now,
      publishedBy: who(scope),
    };
  });
};

/** Removes an answer; the bot forgets it with its next turn. */
export const removeAnswer = async (ports: Ports, scope: Scope, id: string): Promise<{ removed: boolean }> => {
  authorize(scope, 'manage-answers');
  return commitChange(ports, scope, async (tx) => {
    const removed = await ports.stores.learning.answers.remove(scope, id, tx);
    return { result: { removed }, events: removed ? [changed(id, 'removed')] : [] };
  });
};
