import type { LessonTarget, LessonView } from '#contracts/answer.ts';
import { AppError } from '#contracts/errors.ts';
import { authorize } from '../domain/access/can.ts';
import { askedBefore } from '../domain/learning/asked-before.ts';
import { maskPersonal } from '../domain/learning/mask-personal.ts';
import type { Lesson, OpenQuestion } from '../ports/learning-stores.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { readConversation } from '../queries/get-conversation.ts';
import { clusterOf, lessonView } from '../queries/list-questions.ts';
import { commitChange } from './commit-change.ts';

const MAX_TEXT = 300;
/** Different wordings of one cluster that become examples, the newest: more of the same teaches nothing. */
const MAX_LESSONS = 50;
/** Messages looked at before the bot's for the customer's words. */
const LOOK_BACK = 20;

const who = (scope: Scope): string => (scope.kind === 'agent' ? scope.agentId : 'system');

/** @throws AppError('not-found') when an example cannot belong to it */
const checkTarget = async (ports: Ports, scope: Scope, { kind, id }: LessonTarget): Promise<void> => {
  const found =
    kind === 'article'
      ? await ports.stores.articles.get(scope, id)
      : await ports.stores.learning.answers.get(scope, id);
  if (!found) throw new AppError('not-found');
};

/** Names a customer is known by, so that they can be masked. */
export const namesOf = async (
  ports: Ports,
  scope: Scope,
  customerIds: Iterable<string>,
): Promise<string[]> => {
  const names: string[] = [];
  for (const id of new Set(customerIds)) {
    const customer = await ports.stores.customers.get(scope, id);
    if (customer?.name) names.push(customer.name);
  }
  return names;
};

/** The questions' words without what names a person, each wording once, newest first. */
const wordings = async (
  ports: Ports,
  scope: Scope,
  questions: readonly OpenQuestion[],
): Promise<{ text: string; question: OpenQuestion }[]> => {
  const found = new Map<string, OpenQuestion>();
  const newest = questions.toReversed().slice(0, MAX_LESSONS * 4);
  for (const question of newest) {
    const names = await namesOf(ports, scope, [question.customerId]);
    const text = maskPersonal(question.text, names, question.language).slice(0, MAX_TEXT).trim();
    if (text !== '' && !found.has(text)) found.set(text, question);
  }
  return [...found].slice(0, MAX_LESSONS).map(([text, question]) => ({ text, question }));
};

const settled = (count: number, as: 'article' | 'taught' | 'dismissed') => ({
  type: 'bot-questions.settled' as const,
  after: { count, as },
});

/**
 * The questions of a cluster become examples of an article or an answer, approved by the one who says so, and leave the list.
 * @throws AppError `not-found`
 */
export const teachCluster = async (
  ports: Ports,
  scope: Scope,
  input: { id: string; target: LessonTarget },
): Promise<{ lessons: number }> => {
  authorize(scope, 'manage-answers');
  await checkTarget(ports, scope, input.target);
  const { questions } = await clusterOf(ports, scope, input.id);
  const said = await wordings(ports, scope, questions);
  const ids = said.map(() => ports.newId());
  return commitChange(ports, scope, async (tx, now) => {
    const lessons = said.map(
      ({ text, question }, at): Lesson => ({
        id: ids[at] ?? ports.newId(),
        customerId: question.customerId,
        conversationId: question.conversationId,
        language: question.language,
        text,
        target: input.target,
        state: 'approved',
        source: 'question',
        proposedBy: who(scope),
        proposedAt: now,
        decidedBy: who(scope),
        decidedAt: now,
      }),
    );
    await ports.stores.learning.lessons.insert(scope, lessons, tx);
    const count = await ports.stores.learning.questions.settle(
      scope,
      questions.map(({ id }) => id),
      tx,
    );
    return { result: { lessons: lessons.length }, events: [settled(count, 'taught')] };
  });
};

const settleCluster = async (
  ports: Ports,
  scope: Scope,
  questions: readonly OpenQuestion[],
  as: 'article' | 'dismissed',
): Promise<void> => {
  await commitChange(ports, scope, async (tx) => {
    const ids = questions.map(({ id }) => id);
    const count = await ports.stores.learning.questions.settle(scope, ids, tx);
    return { result: undefined, events: [settled(count, as)] };
  });
};

/** Takes a cluster off the list. @throws AppError `not-found` */
export const dismissCluster = async (ports: Ports, scope: Scope, id: string): Promise<{ done: true }> => {
  authorize(scope, 'manage-answers');
  const { questions } = await clusterOf(ports, scope, id);
  await settleCluster(ports, scope, questions, 'dismissed');
  return { done: true };
};

/** What an article draft of a cluster is made of; the cluster leaves the list once `make` has made it. */
export const withCluster = async (
  ports: Ports,
  scope: Scope,
  id: string,
  make: (cluster: { title: string; questions: string[]; language: 'ja' | 'en' }) => Promise<string>,
): Promise<{ articleId: string }> => {
  authorize(scope, 'manage-answers');
  const { questions, central } = await clusterOf(ports, scope, id);
  const said = await wordings(ports, scope, questions);
  const [title] = await wordings(ports, scope, [central]);
  const articleId = await make({
    title: title?.text ?? central.language,
    questions: said.map(({ text }) => text),
    language: central.language,
  });
  await settleCluster(ports, scope, questions, 'article');
  return { articleId };
};

/**
 * A misrouted turn becomes an example: the customer's words before the bot's message, masked, waiting for approval.
 * @throws AppError `not-found`, `wrong-state` (no message of the bot, or no words before it)
 */
export const proposeLesson = async (
  ports: Ports,
  scope: Scope,
  input: { conversationId: string; seq: number; target: LessonTarget },
): Promise<LessonView> => {
  const conversation = await readConversation(ports, scope, input.conversationId);
  authorize(scope, 'teach-bot', { conversation });
  await checkTarget(ports, scope, input.target);
  const page = await ports.stores.messages.page(scope, conversation.id, {
    beforeSeq: input.seq + 1,
    limit: LOOK_BACK,
    visible: 'public',
  });
  const wrong = page.at(-1);
  if (wrong?.seq !== input.seq || wrong.author.kind !== 'bot') throw new AppError('wrong-state');
  const said = askedBefore(page.slice(0, -1), MAX_TEXT * 2);
  const names = await namesOf(ports, scope, [conversation.customerId]);
  const text = maskPersonal(said, names, conversation.language).slice(0, MAX_TEXT).trim();
  if (text === '') throw new AppError('wrong-state');
  const id = ports.newId();
  const lesson = await commitChange(ports, scope, async (tx, now) => {
    const made: Lesson = {
      id,
      customerId: conversation.customerId,
      conversationId: conversation.id,
      language: conversation.language,
      text,
      target: input.target,
      state: 'pending',
      source: 'misrouted',
      proposedBy: who(scope),
      proposedAt: now,
    };
    await ports.stores.learning.lessons.insert(scope, [made], tx);
    const target = `${input.target.kind}:${input.target.id}`;
    return { result: made, events: [{ type: 'bot-lesson.proposed', after: { lessonId: id, target } }] };
  });
  return lessonView(ports, scope, lesson);
};

/**
 * A person says whether the bot may learn it. Approved: with its next turn.
 * @throws AppError `not-found`, `wrong-state` (decided already)
 */
export const decideLesson = async (
  ports: Ports,
  scope: Scope,
  input: { id: string; approve: boolean },
): Promise<LessonView> => {
  authorize(scope, 'manage-answers');
  if (!(await ports.stores.learning.lessons.get(scope, input.id))) throw new AppError('not-found');
  const lesson = await commitChange(ports, scope, async (tx, now) => {
    const decided = await ports.stores.learning.lessons.decide(
      scope,
      input.id,
      { state: input.approve ? 'approved' : 'rejected', decidedBy: who(scope), decidedAt: now },
      tx,
    );
    if (!decided) throw new AppError('wrong-state');
    const after = { lessonId: decided.id, approved: input.approve };
    return { result: decided, events: [{ type: 'bot-lesson.decided', after }] };
  });
  return lessonView(ports, scope, lesson);
};
