import type { AnswerView, LessonView } from '#contracts/answer.ts';
import type { Answer, Lesson } from '../ports/learning-stores.ts';
import { given, iso, isoOf } from './given.ts';

export const presentAnswer = (answer: Answer): AnswerView =>
  given({
    id: answer.id,
    enabled: answer.enabled,
    draft: answer.draft,
    published: answer.published,
    publishedVersion: answer.publishedVersion,
    publishedAt: isoOf(answer.publishedAt),
    publishedBy: answer.publishedBy,
    updatedAt: iso(answer.updatedAt),
    updatedBy: answer.updatedBy,
    version: answer.version,
  });

/** `title`: of what the example belongs to, in the example's language where there is one. */
export const presentLesson = (lesson: Lesson, title: string): LessonView =>
  given({
    id: lesson.id,
    language: lesson.language,
    text: lesson.text,
    target: { ...lesson.target, title },
    state: lesson.state,
    source: lesson.source,
    conversationId: lesson.conversationId,
    proposedBy: lesson.proposedBy,
    proposedAt: iso(lesson.proposedAt),
    decidedBy: lesson.decidedBy,
    decidedAt: isoOf(lesson.decidedAt),
  });
