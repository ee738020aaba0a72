import { z } from 'zod';
import { Attribute } from './conversation.ts';
import { CustomerId, IdentityId, InteractionId } from './ids.ts';
import { Attachment, Channel } from './message.ts';
import { Instant, Language } from './time.ts';

export const IdentityKind = z.enum([
  'email',
  'phone',
  'visitor',
  'external',
  'line',
  'messenger',
  'instagram',
  'telegram',
  'whatsapp',
  'x',
  'other',
]);
export type IdentityKind = z.infer<typeof IdentityKind>;

export const IdentityView = z.object({
  id: IdentityId,
  kind: IdentityKind,
  value: z.string(),
  channel: Channel.optional(),
  verified: z.boolean(),
  optedOut: z.boolean(),
  createdAt: Instant,
});
export type IdentityView = z.infer<typeof IdentityView>;

export const OrderView = z.object({
  id: z.string(),
  number: z.string(),
  status: z.enum(['placed', 'paid', 'packed', 'shipped', 'delivered', 'cancelled', 'returned']),
  placedAt: Instant,
  items: z.array(z.object({ name: z.string(), quantity: z.number().int().positive(), price: z.number() })),
  /** In the currency's main unit. */
  total: z.number(),
  currency: z.string().length(3),
  carrier: z.string().optional(),
  trackingCode: z.string().optional(),
  expectedOn: z.string().optional(),
});
export type OrderView = z.infer<typeof OrderView>;

export const CustomerView = z.object({
  id: CustomerId,
  name: z.string(),
  language: Language,
  timeZone: z.string().optional(),
  /** A buyer, B known by address, C anonymous. */
  tier: z.enum(['A', 'B', 'C']),
  vip: z.boolean(),
  /** Always served by a person, never by the bot. */
  highTouch: z.boolean().optional(),
  blocked: z.boolean(),
  tags: z.array(z.string()),
  attributes: z.array(Attribute),
  /** The channel they asked to be answered on. */
  preferredChannel: Channel.optional(),
  identities: z.array(IdentityView),
  orders: z.array(OrderView),
  /** Latest survey answers, newest first. */
  surveys: z.array(
    z.object({
      kind: z.enum(['csat', 'nps', 'ces']),
      score: z.number(),
      comment: z.string().optional(),
      at: Instant,
    }),
  ),
  /** Last page and consented tracking, where the widget tells. */
  lastSeenAt: Instant.optional(),
  lastPage: z.string().optional(),
  createdAt: Instant,
  version: z.number().int(),
  /** Customers merged into this one, latest first; each can be taken apart again. */
  merged: z.array(z.object({ id: CustomerId, name: z.string() })).optional(),
});
export type CustomerView = z.infer<typeof CustomerView>;

export const CustomerRow = z.object({
  id: CustomerId,
  name: z.string(),
  language: Language,
  tier: z.enum(['A', 'B', 'C']),
  primaryAddress: z.string().optional(),
  lastAt: Instant.optional(),
  createdAt: Instant,
});
export type CustomerRow = z.infer<typeof CustomerRow>;

/** Somebody who may be the same person, and why. */
export const MergeSuggestion = z.object({
  customer: CustomerRow,
  reason: z.enum(['same-address', 'same-name']),
});
export type MergeSuggestion = z.infer<typeof MergeSuggestion>;

/** One line of the customer's timeline. The text is joined at read time from the erasable message; the interaction itself holds codes only. */
export const InteractionView = z.object({
  id: InteractionId,
  type: z.string(),
  at: Instant,
  actor: z.object({
    kind: z.enum(['customer', 'bot', 'agent', 'system']),
    id: z.string().optional(),
    name: z.string().optional(),
  }),
  conversationId: z.string().optional(),
  channel: Channel.optional(),
  /** Short text for the line, joined from erasable documents; absent after erasure. */
  text: z.string().optional(),
  /** Recording or scan of a logged call, fax, letter or meeting. */
  attachments: z
    .array(Attachment.omit({ sourceUrl: true }))
    .max(10)
    .optional(),
  before: z.record(z.string(), z.unknown()).optional(),
  after: z.record(z.string(), z.unknown()).optional(),
});
export type InteractionView = z.infer<typeof InteractionView>;
