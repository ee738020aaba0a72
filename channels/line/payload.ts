import { z } from 'zod';

/** Longest text object, in UTF-16 units, and the most objects of one call (reference "Message objects", "Send push message"). */
export const MAX_TEXT_OBJECT = 5_000;
export const MAX_OBJECTS = 5;
/** An image is shown from its own URL as the preview up to here, in bytes (reference "Image message": preview at most 1 MB). */
export const MAX_PREVIEW_BYTES = 1_000_000;
/** Largest image taken as an image, in bytes. */
export const MAX_IMAGE_BYTES = 10_000_000;
/** A reply token is good for one minute after its webhook (reference "Send reply message"); less what a call may take. Milliseconds. */
export const TOKEN_LIFE_MS = 50_000;
/** Between payload and label in the data of our own buttons. */
export const DATA_SEPARATOR = '\u001f';

const url = z.url({ protocol: /^https?$/ });

/** Settings of one connected Messaging API channel. */
export const LineSettings = z.object({
  /** User ID of the bot itself, the `destination` of its webhooks. With it, webhooks for another bot are set aside. */
  botUserId: z
    .string()
    .regex(/^U[0-9a-f]{32}$/)
    .optional(),
  /** User ids are per provider: accounts that name the same one know the same people. Absent = people are known on this account only. */
  providerId: z
    .string()
    .regex(/^\d{5,20}$/)
    .optional(),
  /** Groups and multi-person chats: answered by people only, or kept in the ledger alone. */
  groups: z.enum(['people', 'ignore']).default('people'),
  /** Language of the words we write for stickers in the thread. */
  words: z.enum(['ja', 'en']).default('ja'),
  /** Picture shown on videos we send (JPEG or PNG, at most 1 MB); without it a video goes as a link. */
  videoPreviewUrl: z.url({ protocol: /^https$/ }).optional(),
  apiBase: url.default('https://api.line.me'),
  /** Where the bytes of media lie. */
  dataBase: url.default('https://api-data.line.me'),
});
export type LineSettings = z.infer<typeof LineSettings>;

/** What the ledger keeps: one event of a webhook as it came; a webhook without events (the console's test); or what could not be read. */
export const ItemBody = z.union([
  z.object({ receivedAt: z.iso.datetime(), event: z.record(z.string(), z.unknown()) }),
  z.object({ receivedAt: z.iso.datetime(), unparsed: z.string() }),
  z.object({ receivedAt: z.iso.datetime(), json: z.unknown() }),
]);
export type ItemBody = z.infer<typeof ItemBody>;

const id = z.string().min(1).max(128);
/** Where an event comes from (webhook.yml: Source). `userId` may be absent in groups. */
export const Source = z.object({
  type: z.string(),
  userId: id.optional(),
  groupId: id.optional(),
  roomId: id.optional(),
});
export type Source = z.infer<typeof Source>;

/** What every event has (webhook.yml: Event); the parts of its kind are read where they are needed. */
export const LineEvent = z.looseObject({
  type: z.string().max(64),
  timestamp: z.number().optional(),
  mode: z.string().optional(),
  webhookEventId: id.optional(),
  replyToken: id.optional(),
  source: Source.optional(),
});
export type LineEvent = z.infer<typeof LineEvent>;

const ContentProvider = z.object({ type: z.string(), originalContentUrl: z.string().max(2_048).optional() });
/** A message of any kind (webhook.yml: MessageContent). A kind we do not know has its `type` and `id`. */
export const LineContent = z.looseObject({
  type: z.string().max(64),
  id,
  text: z.string().optional(),
  quoteToken: z.string().max(512).optional(),
  quotedMessageId: id.optional(),
  contentProvider: ContentProvider.optional(),
  imageSet: z.object({ id, index: z.number().int().nonnegative().max(10_000).optional() }).optional(),
  fileName: z.string().optional(),
  fileSize: z.number().int().nonnegative().optional(),
  title: z.string().optional(),
  address: z.string().optional(),
  latitude: z.number().optional(),
  longitude: z.number().optional(),
  keywords: z.array(z.string()).optional(),
});
export type LineContent = z.infer<typeof LineContent>;

export const Postback = z.object({
  data: z.string().max(2_000),
  params: z.record(z.string(), z.string()).optional(),
});
export type Postback = z.infer<typeof Postback>;

/** One object of a call: JSON as LINE takes it, or a file whose URL is made when it is sent. */
export const Piece = z.union([
  z.object({ object: z.looseObject({ type: z.string() }) }),
  z.object({
    file: z.object({
      fileId: z.string(),
      name: z.string(),
      as: z.enum(['image', 'video', 'audio', 'link']),
    }),
    /** Words of the link, should it go as one. */
    label: z.string(),
  }),
]);
export type Piece = z.infer<typeof Piece>;

/** One call of LINE. `key` names it over all attempts, so that a repeated push is made once. The token goes with the first part only. */
export const WireBody = z.object({
  key: z.string(),
  pieces: z.array(Piece).min(1).max(MAX_OBJECTS),
  quickReply: z.looseObject({ items: z.array(z.unknown()) }).optional(),
  reply: z.object({ token: z.string(), until: z.iso.datetime() }).optional(),
});
export type WireBody = z.infer<typeof WireBody>;
