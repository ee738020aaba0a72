import { z } from 'zod';
import { ChannelAccountId, ConversationId, FileId, MessageId, ThreadId } from './ids.ts';
import { Instant } from './time.ts';

/** A kind of channel. */
export const Channel = z.enum([
  'web-chat',
  'email',
  'sms',
  'whatsapp',
  'messenger',
  'instagram',
  'line',
  'telegram',
  'x',
  'api',
  'bot-framework',
  'review',
  'phone',
  'fax',
  'post',
  'meeting',
]);
export type Channel = z.infer<typeof Channel>;

/** Longest text kept for one message, in UTF-16 units. A longer inbound text is cut here and the raw item keeps the rest. */
export const MAX_TEXT = 20_000;

/** A stored file a message carries. `status: 'fetching'` while a provider's media is being fetched, `'failed'` with a reason after. */
export const Attachment = z.object({
  fileId: FileId.optional(),
  name: z.string().max(255),
  mime: z.string().max(127),
  /** Bytes; 0 while unknown. */
  size: z.number().int().nonnegative(),
  kind: z.enum(['image', 'audio', 'video', 'file']),
  status: z.enum(['stored', 'fetching', 'failed']),
  /** `mail-html`: the mail as HTML, shown in a sandboxed frame; `inline`: an image the HTML shows by its content id. */
  role: z.enum(['mail-html', 'inline']).optional(),
  contentId: z.string().max(255).optional(),
  /** The provider's media URL or id, until it is fetched. Never sent to a client. */
  sourceUrl: z.string().max(2048).optional(),
  reason: z.string().max(64).optional(),
});
export type Attachment = z.infer<typeof Attachment>;

/** A button under a message; tapping it sends `payload` (or the label) as the customer's message. */
export const QuickReply = z.object({
  label: z.string().min(1).max(80),
  payload: z.string().max(200).optional(),
});
export type QuickReply = z.infer<typeof QuickReply>;

/** What the bot's answer rests on. */
export const Citation = z.object({
  articleId: z.string(),
  title: z.string(),
  section: z.string().optional(),
  slug: z.string().optional(),
  updatedAt: Instant.optional(),
});
export type Citation = z.infer<typeof Citation>;

export const MessageAuthor = z.object({
  kind: z.enum(['customer', 'bot', 'agent', 'system']),
  /** Customer or agent id; absent for bot and system. */
  id: z.string().optional(),
  /** Display name at the time of writing. */
  name: z.string().optional(),
});
export type MessageAuthor = z.infer<typeof MessageAuthor>;

/** Delivery states in rank order; within one attempt they only move up (design: message). */
export const DeliveryState = z.enum([
  'queued',
  'sending',
  'uncertain',
  'sent',
  'delivered',
  'read',
  'failed',
]);
export type DeliveryState = z.infer<typeof DeliveryState>;

/** Header fields of a mail, inbound as they came, outbound as the agent set them. Addresses are bare. */
export const MailFields = z.object({
  subject: z.string().max(998).optional(),
  from: z.object({ address: z.string().max(320), name: z.string().max(200).optional() }).optional(),
  to: z.array(z.string().max(320)).max(50).optional(),
  cc: z.array(z.string().max(320)).max(50).optional(),
  bcc: z.array(z.string().max(320)).max(50).optional(),
  /** What the answer quotes or the signature, cut off from `text`, shown on demand. */
  quoted: z.string().max(20_000).optional(),
  /** What Authentication-Results say of the sender. */
  authentication: z.enum(['pass', 'fail', 'none']).optional(),
  automatic: z.enum(['auto-reply', 'list', 'loop']).optional(),
});
export type MailFields = z.infer<typeof MailFields>;

export const SharedPlace = z.object({
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
  name: z.string().max(200).optional(),
  address: z.string().max(500).optional(),
});
export type SharedPlace = z.infer<typeof SharedPlace>;

export const SharedContact = z.object({
  name: z.string().max(200),
  phones: z.array(z.string().max(40)).max(10),
  emails: z.array(z.string().max(320)).max(10),
});
export type SharedContact = z.infer<typeof SharedContact>;

/** A provider's approved template, filled: the only thing that may go out when the reply window is closed. */
export const TemplateUse = z.object({
  name: z.string().min(1).max(512),
  language: z.string().min(2).max(16),
  variables: z.array(z.string().max(1_024)).max(20),
  headerFileId: z.string().max(64).optional(),
  headerText: z.string().max(60).optional(),
});
export type TemplateUse = z.infer<typeof TemplateUse>;

/** Survey asked or bot facts that ride on a message, for the widget and the inbox to draw. */
export const MessageExtra = z.object({
  quickReplies: z.array(QuickReply).max(13).optional(),
  citations: z.array(Citation).max(5).optional(),
  survey: z
    .object({
      surveyId: z.string(),
      kind: z.enum(['csat', 'nps', 'ces']),
      answered: z.number().optional(),
      comment: z.string().optional(),
    })
    .optional(),
  bot: z
    .object({
      decision: z.enum(['answer', 'clarify', 'escalate', 'smalltalk', 'dialog']),
      intent: z.string().optional(),
      confidence: z.number().min(0).max(1).optional(),
    })
    .optional(),
  /** What the customer said of the bot's answer; the last word counts. */
  vote: z.object({ helpful: z.boolean(), at: z.string() }).optional(),
  /** Which part of the bot's text is a card rather than prose, e.g. an order. */
  card: z
    .object({ title: z.string(), lines: z.array(z.object({ label: z.string(), value: z.string() })).max(12) })
    .optional(),
  mentions: z.array(z.string()).max(20).optional(),
  /** Links as buttons; as text lines where the channel has none. */
  links: z
    .array(z.object({ label: z.string().min(1).max(80), url: z.url().max(2_048) }))
    .max(5)
    .optional(),
  template: TemplateUse.optional(),
  mail: MailFields.optional(),
  place: SharedPlace.optional(),
  contacts: z.array(SharedContact).max(10).optional(),
  /** Everybody can read it. */
  isPublic: z.boolean().optional(),
  /** Page of a public message. */
  link: z.string().max(2_048).optional(),
  /** A private answer to a public comment. */
  replyPrivately: z.boolean().optional(),
  /** The channel's own kind of a message we cannot show. */
  unsupported: z.string().max(64).optional(),
  /** Written outside of us, e.g. in the phone app. */
  isEcho: z.boolean().optional(),
  /** Earlier texts, oldest first. */
  edits: z
    .array(z.object({ text: z.string(), at: z.string() }))
    .max(20)
    .optional(),
  reactions: z
    .array(z.object({ emoji: z.string().max(64), by: z.enum(['customer', 'agent']) }))
    .max(20)
    .optional(),
  /** Taken back by the sender; the text is gone. */
  isUnsent: z.boolean().optional(),
  stars: z.number().int().min(1).max(5).optional(),
});
export type MessageExtra = z.infer<typeof MessageExtra>;

/** What an agent may choose of an outbound beside its words: a template, mail fields, a private answer to a public comment. */
export const OutboundChoices = z.object({
  template: TemplateUse.optional(),
  mail: MailFields.pick({ subject: true, cc: true, bcc: true }).optional(),
  replyPrivately: z.boolean().optional(),
  links: MessageExtra.shape.links,
});
export type OutboundChoices = z.infer<typeof OutboundChoices>;

/** A message as clients see it. */
export const MessageView = z.object({
  id: MessageId,
  conversationId: ConversationId,
  threadId: ThreadId.optional(),
  accountId: ChannelAccountId.optional(),
  channel: Channel.optional(),
  /** Order of acceptance in the conversation: 1, 2, 3 … without gaps; the sync cursor. */
  seq: z.number().int().positive(),
  direction: z.enum(['inbound', 'outbound', 'note']),
  author: MessageAuthor,
  text: z.string(),
  attachments: z.array(Attachment.omit({ sourceUrl: true })),
  extra: MessageExtra,
  /** The provider's time where there is one: shown order is (at, counter, seq). */
  at: Instant,
  counter: z.number().int().nonnegative(),
  /** Placed into the past: arrived after younger messages. */
  late: z.boolean(),
  delivery: z
    .object({ state: DeliveryState, reason: z.string().optional(), attempt: z.number().int() })
    .optional(),
  clientId: z.string().optional(),
  version: z.number().int(),
});
export type MessageView = z.infer<typeof MessageView>;

/** The inbound message an outbound answers: the last of its thread before it. `handle` is what the adapter's `parse` kept for the answer. */
export const Answered = z.object({
  /** Provider's id. */
  externalId: z.string(),
  at: z.date(),
  text: z.string(),
  handle: z.record(z.string(), z.string()),
});
export type Answered = z.infer<typeof Answered>;

/** What we want said, before a channel renders it. */
export const OutboundMessage = z.object({
  answers: Answered.optional(),
  messageId: MessageId,
  conversationId: ConversationId,
  text: z.string(),
  attachments: z.array(Attachment),
  extra: MessageExtra,
  language: z.enum(['ja', 'en']),
  /** Who speaks, where the channel shows it. */
  by: MessageAuthor.pick({ kind: true, name: true }).optional(),
});
export type OutboundMessage = z.infer<typeof OutboundMessage>;
