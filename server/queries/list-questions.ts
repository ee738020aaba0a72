import type { ClusterView, LessonTarget, LessonView, QuestionCause } from '#contracts/answer.ts';
import { AppError } from '#contracts/errors.ts';
import type { Language } from '#contracts/time.ts';
import { authorize } from '../domain/access/can.ts';
import { type Cluster, clusterQuestions } from '../domain/learning/cluster.ts';
import type { PageAsk, PageOf } from '../ports/core-stores.ts';
import type { Lesson, OpenQuestion } from '../ports/learning-stores.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { presentLesson } from '../presenters/answer.ts';
import { iso } from '../presenters/given.ts';

/** Open questions of a language that are put in clusters, the newest. */
export const MAX_QUESTIONS = 1_000;
const SHOWN = 8;

/** Open questions of a language in clusters. */
export const clustersIn = async (
  ports: Ports,
  scope: Scope,
  language: Language,
): Promise<Cluster<OpenQuestion>[]> =>
  clusterQuestions(await ports.stores.learning.questions.open(scope, language, MAX_QUESTIONS), language);

/** The cluster that holds a question. @throws AppError('not-found') */
export const clusterOf = async (
  ports: Ports,
  scope: Scope,
  questionId: string,
): Promise<Cluster<OpenQuestion>> => {
  const question = await ports.stores.learning.questions.get(scope, questionId);
  const clusters = question ? await clustersIn(ports, scope, question.language) : [];
  const found = clusters.find(({ questions }) => questions.some(({ id }) => id === questionId));
  if (!found) throw new AppError('not-found');
  return found;
};

const present = ({ id, questions, central }: Cluster<OpenQuestion>): ClusterView => {
  const newest = questions.toReversed();
  const causes: Partial<Record<QuestionCause, number>> = {};
  for (const { cause } of questions) causes[cause] = (causes[cause] ?? 0) + 1;
  const byConversation = new Map(newest.toReversed().map((one) => [one.conversationId, one]));
  return {
    id,
    language: central.language,
    title: central.text,
    count: questions.length,
    causes,
    examples: [...new Set(newest.map(({ text }) => text))].slice(0, SHOWN),
    conversations: [...byConversation.values()]
      .sort((a, b) => b.at.getTime() - a.at.getTime())
      .slice(0, SHOWN)
      .map(({ conversationId, at, seq }) => ({ id: conversationId, at: iso(at), seq })),
    firstAt: iso((questions[0] ?? central).at),
    lastAt: iso((newest[0] ?? central).at),
  };
};

/** What was not answered, or not well, most frequent first. */
export const listClusters = async (
  ports: Ports,
  scope: Scope,
  ask: { language: Language; limit: number },
): Promise<{ items: ClusterView[]; questions: number; bound: number }> => {
  authorize(scope, 'manage-answers');
  const clusters = await clustersIn(ports, scope, ask.language);
  return {
    items: clusters.slice(0, ask.limit).map(present),
    questions: clusters.reduce((sum, { questions }) => sum + questions.length, 0),
    bound: MAX_QUESTIONS,
  };
};

const titleOf = async (
  ports: Ports,
  scope: Scope,
  { kind, id }: LessonTarget,
  language: Language,
): Promise<string> => {
  if (kind === 'article') return (await ports.stores.articles.get(scope, id))?.title ?? '';
  const title = (await ports.stores.learning.answers.get(scope, id))?.draft.title;
  return title?.[language] || title?.ja || title?.en || '';
};

/** A lesson with the title of what it belongs to. */
export const lessonView = async (ports: Ports, scope: Scope, lesson: Lesson): Promise<LessonView> =>
  presentLesson(lesson, await titleOf(ports, scope, lesson.target, lesson.language));

/** Examples in a state, newest first. */
export const listLessons = async (
  ports: Ports,
  scope: Scope,
  ask: PageAsk & { state: Lesson['state'] },
): Promise<PageOf<LessonView>> => {
  authorize(scope, 'manage-answers');
  const page = await ports.stores.learning.lessons.list(scope, ask);
  return { ...page, items: await Promise.all(page.items.map((one) => lessonView(ports, scope, one))) };
};

/** What an example can belong to in a language: live answers, then published articles. */
export const listTargets = async (
  ports: Ports,
  scope: Scope,
  language: Language,
): Promise<{ items: (LessonTarget & { title: string })[] }> => {
  authorize(scope, 'teach-bot');
  const [{ answers }, { articles }] = await Promise.all([
    ports.stores.learning.answers.live(scope),
    ports.stores.articles.published(scope, language),
  ]);
  return {
    items: [
      ...answers.flatMap(({ id, published }) =>
        published?.title[language] ? [{ kind: 'answer' as const, id, title: published.title[language] }] : [],
      ),
      ...articles.map(({ id, title }) => ({ kind: 'article' as const, id, title })),
    ],
  };
};
