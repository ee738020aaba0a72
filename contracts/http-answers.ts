import { z } from 'zod';
import { AnswerDefinition, AnswerView, ClusterView, LessonTarget, LessonView } from './answer.ts';
import { AudienceFacts } from './audience.ts';
import { GateOverride } from './bot-test.ts';
import { byId, del, get, list, Page, patch, post, versioned } from './http-words.ts';
import { Language } from './time.ts';

const done = z.object({ done: z.literal(true) });
const madeArticle = z.object({ articleId: z.string() });

/** Endpoints of the operator's own answers; part of the catalogue in http.ts. */
export const answerEndpoints = {
  list: get('/bot/answers', "The bot's own answers, by title").input(Page).output(list(AnswerView)),
  show: get('/bot/answers/{id}', 'One answer').input(byId).output(AnswerView),
  create: post('/bot/answers', 'Make an answer; a draft until it is published')
    .input(AnswerDefinition)
    .output(AnswerView),
  update: patch('/bot/answers/{id}', 'Change the draft, or switch what is live on and off')
    .input(versioned.extend({ enabled: z.boolean().optional(), draft: AnswerDefinition.optional() }))
    .output(AnswerView),
  publish: post('/bot/answers/{id}/publish', 'The draft goes live; the bot learns it')
    .input(versioned.extend({ override: GateOverride.optional() }))
    .output(AnswerView),
  remove: del('/bot/answers/{id}', 'Remove an answer')
    .input(byId)
    .output(z.object({ removed: z.boolean() })),
  preview: post('/bot/answers/preview', 'Which variant of a draft somebody would get, and its words')
    .input(
      z.object({
        draft: AnswerDefinition,
        language: Language,
        customer: AudienceFacts,
        customerName: z.string().max(120).optional(),
      }),
    )
    .output(
      z.object({
        variantId: z.string().optional(),
        kind: z.string(),
        text: z.string().optional(),
        title: z.string().optional(),
      }),
    ),
};

/** Endpoints of what the bot could not answer and of what it learns from it. */
export const learningEndpoints = {
  clusters: get('/bot/questions', 'Unanswered and badly answered questions in clusters, most frequent first')
    .input(z.object({ language: Language, limit: z.coerce.number().int().min(1).max(100).default(50) }))
    .output(
      z.object({
        items: z.array(ClusterView),
        /** Open questions looked at, newest first; more than `bound` are left for later. */
        questions: z.number().int(),
        bound: z.number().int(),
      }),
    ),
  draft: post('/bot/questions/{id}/article', 'Make an article draft of a cluster')
    .input(byId)
    .output(madeArticle),
  teach: post('/bot/questions/{id}/teach', 'The questions of a cluster become examples')
    .input(byId.extend({ target: LessonTarget }))
    .output(z.object({ lessons: z.number().int() })),
  dismiss: post('/bot/questions/{id}/dismiss', 'Take a cluster off the list').input(byId).output(done),
  lessons: get('/bot/lessons', 'Examples to be approved or decided, newest first')
    .input(Page.extend({ state: z.enum(['pending', 'approved', 'rejected']).default('pending') }))
    .output(list(LessonView)),
  propose: post('/bot/lessons', 'A misrouted turn becomes an example, once it is approved')
    .input(
      z.object({
        conversationId: z.string().max(64),
        /** The bot's message that answered wrongly. */
        seq: z.number().int().positive(),
        target: LessonTarget,
      }),
    )
    .output(LessonView),
  decide: post('/bot/lessons/{id}/decide', 'Approve or reject an example')
    .input(byId.extend({ approve: z.boolean() }))
    .output(LessonView),
  targets: get('/bot/targets', 'What an example can belong to: live answers and articles')
    .input(z.object({ language: Language }))
    .output(z.object({ items: z.array(LessonTarget.extend({ title: z.string() })) })),
  fromConversation: post('/conversations/{id}/article', 'An article draft of a resolved conversation, masked')
    .input(byId)
    .output(madeArticle),
};
