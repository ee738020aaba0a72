import type { z } from 'zod';
import type { InboundEvent, Sender } from '#channels/channel.ts';
import { failureOf } from '#channels/standard-webhooks.ts';
import { AppError } from '#contracts/errors.ts';
import { MAX_TEXT } from '#contracts/message.ts';
import {
  AnswerEvent,
  type Author,
  CommentEvent,
  EditEvent,
  ItemBody,
  RemovalEvent,
  ReviewEvent,
  StatusEvent,
} from './payload.ts';

const read = <T>(schema: z.ZodType<T>, value: unknown): T => {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new AppError('unparseable', { reason: (issue?.path.join('.') || 'event').slice(0, 100) });
};

/** Who wrote: by their id where the site has one, else known by this review alone and by nothing else. */
const senderOf = (author: Author | undefined, reviewId: string): Sender => {
  const language = author?.language?.slice(0, 2).toLowerCase();
  return {
    kind: 'external',
    value: author?.id ?? `review:${reviewId}`,
    verified: author?.id !== undefined,
    scoped: true,
    ...(author?.name ? { name: author.name } : {}),
    ...(language === 'ja' || language === 'en' ? { language } : {}),
  };
};

/** Everybody reads it, several may write on it, and no bot answers in public. */
const PUBLIC = { isPublic: true, isShared: true, personOnly: true } as const;

const reviewOf = (event: unknown, receivedAt: Date): InboundEvent => {
  const { id, product, stars, title, text, link, author, sentAt } = read(ReviewEvent, event);
  const topic = title || product;
  return {
    type: 'message',
    externalId: id,
    threadKey: id,
    from: senderOf(author, id),
    at: sentAt ? new Date(sentAt) : receivedAt,
    text: [title, text.trim()].filter(Boolean).join('\n').slice(0, MAX_TEXT),
    attachments: [],
    stars,
    ...PUBLIC,
    ...(topic ? { topic } : {}),
    ...(link ? { link } : {}),
    ...(product ? { fields: { product } } : {}),
  };
};

const commentOf = (event: unknown, receivedAt: Date): InboundEvent => {
  const { id, reviewId, text, author, sentAt } = read(CommentEvent, event);
  return {
    type: 'message',
    externalId: id,
    threadKey: reviewId,
    from: senderOf(author, author ? id : reviewId),
    at: sentAt ? new Date(sentAt) : receivedAt,
    text: text.slice(0, MAX_TEXT),
    attachments: [],
    ...PUBLIC,
  };
};

const editOf = (event: unknown, receivedAt: Date): InboundEvent => {
  const { id, reviewId, text, author, sentAt } = read(EditEvent, event);
  return {
    type: 'edit',
    externalId: id ?? reviewId,
    threadKey: reviewId,
    from: senderOf(author, reviewId),
    at: sentAt ? new Date(sentAt) : receivedAt,
    text: text.slice(0, MAX_TEXT),
  };
};

const removalOf = (event: unknown, receivedAt: Date): InboundEvent => {
  const { id, reviewId, author, sentAt } = read(RemovalEvent, event);
  return {
    type: 'unsend',
    externalId: id ?? reviewId,
    threadKey: reviewId,
    from: senderOf(author, reviewId),
    at: sentAt ? new Date(sentAt) : receivedAt,
  };
};

/** An answer of the shop's written on the site itself. */
const answerOf = (event: unknown, receivedAt: Date): InboundEvent => {
  const { id, reviewId, text, sentAt } = read(AnswerEvent, event);
  return {
    type: 'echo',
    externalId: id,
    threadKey: reviewId,
    from: senderOf(undefined, reviewId),
    at: sentAt ? new Date(sentAt) : receivedAt,
    text: text.slice(0, MAX_TEXT),
    attachments: [],
  };
};

const statusOf = (event: unknown, receivedAt: Date): InboundEvent => {
  const { messageId, state, reason, sentAt } = read(StatusEvent, event);
  const at = sentAt ? new Date(sentAt) : receivedAt;
  const failed = state === 'failed' ? { reason: failureOf(reason) } : {};
  return { type: 'status', externalId: messageId, state, at, ...failed };
};

const READERS: Record<string, (event: unknown, receivedAt: Date) => InboundEvent> = {
  review: reviewOf,
  comment: commentOf,
  edit: editOf,
  removal: removalOf,
  answer: answerOf,
  status: statusOf,
};

/** Reads what `split` kept. What has no `sentAt` was written when it came in. */
export const parse = (body: unknown): InboundEvent[] => {
  const item = read(ItemBody, body);
  if ('unparsed' in item) throw new AppError('unparseable', { reason: 'no reviews' });
  const at = new Date(item.receivedAt);
  const type = typeof item.event.type === 'string' ? item.event.type : '';
  const reader = Object.hasOwn(READERS, type) ? READERS[type] : undefined;
  return [reader ? reader(item.event, at) : { type: 'unsupported', kind: type.slice(0, 60) || 'event', at }];
};
