import { z } from 'zod';
import { Audience } from './audience.ts';
import { QUESTION_CAUSES } from './choices.ts';
import { Instant, Language } from './time.ts';

const Both = (longest: number) => z.object({ ja: z.string().max(longest), en: z.string().max(longest) });
const id = z.string().min(1).max(64);

/** What the bot says: an article (cited), own words with variables, a dialog, or a person. */
export const AnswerContent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('article'), articleId: id }),
  /** Variables are those of BOT_VARIABLES; an empty language is not answered in. */
  z.object({ kind: z.literal('text'), text: Both(2_000) }),
  z.object({ kind: z.literal('dialog'), dialogId: id }),
  z.object({
    kind: z.literal('hand-over'),
    skills: z.array(z.string().min(1).max(40)).max(10),
    priority: z.enum(['urgent', 'high', 'normal', 'low']).optional(),
  }),
]);
export type AnswerContent = z.infer<typeof AnswerContent>;

/** What is said to one audience. */
export const AnswerVariant = z.object({ id, audience: Audience, content: AnswerContent });
export type AnswerVariant = z.infer<typeof AnswerVariant>;

/** One matter of customers and what the bot says to it. Exactly one variant has no condition: the default. */
export const AnswerDefinition = z.object({
  title: Both(120),
  /** What customers ask when this is meant; the bot learns from them. */
  examples: z.object({
    ja: z.array(z.string().trim().min(1).max(300)).max(200),
    en: z.array(z.string().trim().min(1).max(300)).max(200),
  }),
  /** Skills a person needs who takes it over. */
  skills: z.array(z.string().min(1).max(40)).max(10),
  variants: z.array(AnswerVariant).min(1).max(20),
});
export type AnswerDefinition = z.infer<typeof AnswerDefinition>;

/** An answer with its draft and what is live; who and when for both. */
export const AnswerView = z.object({
  id: z.string(),
  enabled: z.boolean(),
  draft: AnswerDefinition,
  /** Absent = never published. */
  published: AnswerDefinition.optional(),
  /** How often it was published. */
  publishedVersion: z.number().int().optional(),
  publishedAt: Instant.optional(),
  publishedBy: z.string().optional(),
  updatedAt: Instant,
  updatedBy: z.string().optional(),
  version: z.number().int(),
});
export type AnswerView = z.infer<typeof AnswerView>;

/** First words of the bot to an audience, and the answers it offers with them (ids, as buttons). */
export const Greeting = z.object({
  id,
  audience: Audience,
  text: Both(500),
  offers: z.array(id).max(4),
});
export type Greeting = z.infer<typeof Greeting>;

/** What an example is an example of. */
export const LessonTarget = z.object({ kind: z.enum(['article', 'answer']), id });
export type LessonTarget = z.infer<typeof LessonTarget>;

/** A customer's words that are to become an example; the bot learns them once a person approved. */
export const LessonView = z.object({
  id: z.string(),
  language: Language,
  text: z.string(),
  target: LessonTarget.extend({ title: z.string() }),
  state: z.enum(['pending', 'approved', 'rejected']),
  source: z.enum(['misrouted', 'question']),
  conversationId: z.string().optional(),
  proposedBy: z.string(),
  proposedAt: Instant,
  decidedBy: z.string().optional(),
  decidedAt: Instant.optional(),
});
export type LessonView = z.infer<typeof LessonView>;

/** Why a question is on the list: nothing was found, asking back failed, or the answer did not help. */
export const QuestionCause = z.enum(QUESTION_CAUSES);
export type QuestionCause = z.infer<typeof QuestionCause>;

/** Questions that mean the same, unanswered or answered badly. `id` is that of its oldest question. */
export const ClusterView = z.object({
  id: z.string(),
  language: Language,
  /** The question most like all others. */
  title: z.string(),
  count: z.number().int(),
  causes: z.partialRecord(QuestionCause, z.number().int()),
  /** Newest different wordings. */
  examples: z.array(z.string()).max(8),
  conversations: z.array(z.object({ id: z.string(), at: Instant, seq: z.number().int() })).max(8),
  firstAt: Instant,
  lastAt: Instant,
});
export type ClusterView = z.infer<typeof ClusterView>;
