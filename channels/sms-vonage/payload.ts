import { z } from 'zod';

/** Longest text of one message (Messages API, SMS `text`: 1000 characters), in UTF-16 units. Vonage cuts it into SMS itself. */
export const MAX_TEXT_PART = 1_000;
/** Largest file a link leads to, and largest medium of an MMS that is fetched, in bytes. */
export const MAX_FILE_BYTES = 20 * 1024 * 1024;

/** Settings of one Vonage application with a number. */
export const VonageSettings = z.object({
  applicationId: z.uuid(),
  /** Number messages come from, in E.164, or a sender name where the country has them. */
  from: z.string().regex(/^(\+[1-9]\d{6,14}|[A-Za-z0-9 ]{3,11})$/, '+815012345678'),
  /** Where the Messages API answers: Vonage's, or a simulator. */
  apiBase: z.url({ protocol: /^https?$/ }).default('https://api.nexmo.com'),
  /** Who confirms STOP, START and HELP: we, or Vonage (Opt-Out Assist, toll-free numbers). The wish itself is kept in both cases. */
  keywordReplies: z.enum(['ours', 'provider']).default('ours'),
});
export type VonageSettings = z.infer<typeof VonageSettings>;

/** What the ledger keeps: the webhook's JSON, or what could not be read. */
export const ItemBody = z.union([
  z.object({ receivedAt: z.iso.datetime(), event: z.record(z.string(), z.unknown()) }),
  z.object({ receivedAt: z.iso.datetime(), unparsed: z.string() }),
]);
export type ItemBody = z.infer<typeof ItemBody>;

const Media = z.object({ url: z.string(), name: z.string().optional(), caption: z.string().optional() });
export type Media = z.infer<typeof Media>;

/** An inbound message, as much as is read (Messages API v1, "Inbound Message" webhook). */
export const InboundMessage = z.object({
  message_uuid: z.string().min(1).max(200),
  from: z.string().min(1).max(100),
  channel: z.string(),
  message_type: z.string(),
  timestamp: z.string().optional(),
  text: z.string().optional(),
  image: Media.optional(),
  audio: Media.optional(),
  video: Media.optional(),
  file: Media.optional(),
  vcard: Media.optional(),
});
export type InboundMessage = z.infer<typeof InboundMessage>;

/** A problem in the words of RFC 9457; the code stands at the end of `type` (https://developer.vonage.com/en/api-errors/messages). */
export const Problem = z.object({ type: z.string(), title: z.union([z.string(), z.number()]).optional() });

/** A change of state (Messages API v1, "Message Status" webhook). */
export const MessageStatus = z.object({
  message_uuid: z.string().min(1).max(200),
  to: z.string().max(100).optional(),
  timestamp: z.string().optional(),
  status: z.string(),
  error: z.unknown().optional(),
});

/** One message to send. `link` is a file sent as its URL. */
export const WireBody = z.object({
  to: z.string(),
  text: z.string(),
  link: z.object({ fileId: z.string() }).optional(),
});
export type WireBody = z.infer<typeof WireBody>;
