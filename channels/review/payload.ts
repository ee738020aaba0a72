import { z } from 'zod';

/** Longest text of one answer, in UTF-16 units: no review site takes more than about this. */
export const MAX_ANSWER = 4_000;
/** Reviews in one request. */
export const MAX_EVENTS = 1_000;
/** Longest id of a review, comment or author. */
export const MAX_ID = 200;

/** Settings of one place where reviews are written. */
export const ReviewSettings = z.object({
  /** Where we post answers. Without it reviews come in, and answers are refused. */
  callbackUrl: z.url({ protocol: /^https?$/ }).optional(),
});
export type ReviewSettings = z.infer<typeof ReviewSettings>;

/** What the ledger keeps: one event as it came, a row of CSV as an event, or what could not be read. */
export const ItemBody = z.union([
  z.object({ receivedAt: z.iso.datetime(), event: z.record(z.string(), z.unknown()) }),
  z.object({ receivedAt: z.iso.datetime(), unparsed: z.string() }),
]);
export type ItemBody = z.infer<typeof ItemBody>;

const cut = (max: number) => z.string().transform((text) => text.trim().slice(0, max));
const Id = z.union([z.string().min(1).max(MAX_ID), z.number().int().transform(String)]);
const At = z.iso.datetime({ offset: true }).optional();

const Author = z.object({ id: Id.optional(), name: cut(200).optional(), language: z.string().optional() });
export type Author = z.infer<typeof Author>;

export const ReviewEvent = z.object({
  id: Id,
  product: cut(200).optional(),
  stars: z.number().int().min(1).max(5),
  title: cut(200).optional(),
  text: z.string().default(''),
  link: z
    .url({ protocol: /^https?$/ })
    .max(2_048)
    .optional(),
  author: Author.optional(),
  sentAt: At,
});
export const CommentEvent = z.object({
  id: Id,
  reviewId: Id,
  text: z.string(),
  author: Author.optional(),
  sentAt: At,
});
export const EditEvent = z.object({
  reviewId: Id,
  id: Id.optional(),
  text: z.string(),
  author: Author.optional(),
  sentAt: At,
});
export const RemovalEvent = z.object({
  reviewId: Id,
  id: Id.optional(),
  author: Author.optional(),
  sentAt: At,
});
export const AnswerEvent = z.object({ id: Id, reviewId: Id, text: z.string(), sentAt: At });
export const StatusEvent = z.object({
  messageId: Id,
  state: z.enum(['sent', 'delivered', 'failed']),
  reason: z.string().max(64).optional(),
  sentAt: At,
});

/** One public answer, as it is posted to the callback URL. */
export const WireBody = z.object({
  type: z.literal('outbound.review-answer'),
  accountId: z.string(),
  conversationId: z.string(),
  messageId: z.string(),
  part: z.number(),
  reviewId: z.string(),
  replyTo: z.string().optional(),
  language: z.enum(['ja', 'en']),
  author: z.object({ kind: z.string(), name: z.string().optional() }).optional(),
  text: z.string(),
});
export type WireBody = z.infer<typeof WireBody>;
