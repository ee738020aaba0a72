import { z } from 'zod';

/** Makes a branded string schema: ids of different things cannot be mixed up. Length 1..512. */
const id = <B extends string>(brand: B) => z.string().min(1).max(512).brand(brand);

export const CustomerId = id('CustomerId');
export type CustomerId = z.infer<typeof CustomerId>;
export const ConversationId = id('ConversationId');
export type ConversationId = z.infer<typeof ConversationId>;
export const MessageId = id('MessageId');
export type MessageId = z.infer<typeof MessageId>;
/** `account + '|' + thread key`: a conversation's presence on one channel account. */
export const ThreadId = id('ThreadId');
export type ThreadId = z.infer<typeof ThreadId>;
/** `kind + ':' + normalised value`, or `kind + ':' + account + '|' + value` when the value means something on one account only. */
export const IdentityId = id('IdentityId');
export type IdentityId = z.infer<typeof IdentityId>;
export const InteractionId = id('InteractionId');
export type InteractionId = z.infer<typeof InteractionId>;
export const AgentId = id('AgentId');
export type AgentId = z.infer<typeof AgentId>;
export const ChannelAccountId = id('ChannelAccountId');
export type ChannelAccountId = z.infer<typeof ChannelAccountId>;
export const QueueId = id('QueueId');
export type QueueId = z.infer<typeof QueueId>;
export const TeamId = id('TeamId');
export type TeamId = z.infer<typeof TeamId>;
export const EscalationId = id('EscalationId');
export type EscalationId = z.infer<typeof EscalationId>;
export const ArticleId = id('ArticleId');
export type ArticleId = z.infer<typeof ArticleId>;
export const FileId = id('FileId');
export type FileId = z.infer<typeof FileId>;
export const SurveyId = id('SurveyId');
export type SurveyId = z.infer<typeof SurveyId>;
/** `account + '|' + item key`: one item a provider told us. */
export const LedgerId = id('LedgerId');
export type LedgerId = z.infer<typeof LedgerId>;
/** `message + ':' + part + ':' + attempt`. */
export const DeliveryId = id('DeliveryId');
export type DeliveryId = z.infer<typeof DeliveryId>;
