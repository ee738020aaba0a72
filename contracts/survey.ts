import { z } from 'zod';
import { ConversationId, CustomerId, SurveyId } from './ids.ts';
import { Channel } from './message.ts';
import { Instant } from './time.ts';

export const SurveyKind = z.enum(['csat', 'nps', 'ces']);
export type SurveyKind = z.infer<typeof SurveyKind>;

/** Who and what served, fixed when the answer is given. */
export const Attribution = z.object({
  agentId: z.string().optional(),
  teamId: z.string().optional(),
  queueId: z.string().optional(),
  skills: z.array(z.string()),
  botInvolved: z.boolean(),
  articleIds: z.array(z.string()),
  intent: z.string().optional(),
  channel: Channel,
  waitMs: z.number().optional(),
});
export type Attribution = z.infer<typeof Attribution>;

export const SurveyResponseView = z.object({
  surveyId: SurveyId,
  kind: SurveyKind,
  score: z.number(),
  comment: z.string().optional(),
  conversationId: ConversationId.optional(),
  customerId: CustomerId,
  at: Instant,
  attribution: Attribution,
});
export type SurveyResponseView = z.infer<typeof SurveyResponseView>;
