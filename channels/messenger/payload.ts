import { z } from 'zod';

/** Longest text of one message, in UTF-16 units (Send API reference, `message.text`). */
export const MAX_TEXT_PART = 2_000;
/** Longest text above the buttons of a button template (Template reference, Button). */
export const MAX_BUTTON_TEXT = 640;
/** Buttons of one template, and the length of a button's or quick reply's title (same page; Quick replies). */
export const MAX_BUTTONS = 3;
export const MAX_TITLE = 20;
/** Quick replies of one message (Quick replies). */
export const MAX_QUICK_REPLIES = 13;
/** Longest comment, in UTF-16 units (Graph API, Object comments). */
export const MAX_COMMENT = 8_000;
/** Largest attachment, in bytes (Attachment Upload API). */
export const MAX_FILE_BYTES = 25 * 1024 * 1024;

/** Settings of one Facebook page. */
export const MessengerSettings = z.object({
  /** The page's id, which its webhooks name. */
  pageId: z.string().regex(/^\d{5,32}$/),
  /** The app's id: with it, `check` tells when the token ends. */
  appId: z
    .string()
    .regex(/^\d{5,32}$/)
    .optional(),
  /** Comments and posts on the page: answered by people only, by the bot too, or kept in the ledger alone. */
  comments: z.enum(['people', 'bot', 'ignore']).default('people'),
  /** Version of the Graph API. */
  apiVersion: z
    .string()
    .regex(/^v\d{1,3}\.\d$/)
    .default('v25.0'),
  apiBase: z.url({ protocol: /^https?$/ }).default('https://graph.facebook.com'),
});
export type MessengerSettings = z.infer<typeof MessengerSettings>;

const Json = z.record(z.string(), z.unknown());
const receivedAt = z.iso.datetime();

/** What the ledger keeps: one messaging event (`mid`: the one of a delivery's messages it is about), one change of the page's feed, or what could not be read. */
export const ItemBody = z.union([
  z.object({ receivedAt, event: Json, standby: z.boolean().optional(), mid: z.string().optional() }),
  z.object({ receivedAt, change: z.object({ field: z.string(), value: Json }), time: z.number().optional() }),
  z.object({ receivedAt, unparsed: z.string() }),
  z.object({ receivedAt, json: z.unknown() }),
]);
export type ItemBody = z.infer<typeof ItemBody>;

const id = z.string().min(1).max(256);
const text = z.string();
/** A time in milliseconds or seconds, as a number or in a string: the reference shows all four. */
const time = z.union([z.number(), z.string().regex(/^\d{1,16}$/)]).transform(Number);

const Referral = z.object({
  ref: text.optional(),
  source: text.optional(),
  type: text.optional(),
  ad_id: text.optional(),
});
export type Referral = z.infer<typeof Referral>;

/** One attachment (reference, `messages` webhook); payloads differ by type and may be null. */
export const Attachment = z.looseObject({
  type: z.string().max(64),
  title: text.nullish(),
  url: text.nullish(),
  payload: z
    .looseObject({
      url: text.nullish(),
      title: text.nullish(),
      sticker_id: z.union([z.number(), text]).nullish(),
      coordinates: z.object({ lat: z.number(), long: z.number() }).nullish(),
      text: text.nullish(),
      elements: z.array(z.looseObject({ title: text.nullish(), subtitle: text.nullish() })).nullish(),
      product: z
        .looseObject({
          elements: z.array(z.looseObject({ title: text.nullish(), subtitle: text.nullish() })).nullish(),
        })
        .nullish(),
    })
    .nullish(),
});
export type Attachment = z.infer<typeof Attachment>;

/** A message, to the page or (is_echo) from it. */
export const Message = z.looseObject({
  mid: id,
  text: text.optional(),
  is_echo: z.boolean().optional(),
  is_deleted: z.boolean().optional(),
  is_unsupported: z.boolean().optional(),
  quick_reply: z.object({ payload: text.optional() }).optional(),
  reply_to: z.looseObject({ mid: id.optional() }).optional(),
  attachments: z.array(Attachment).max(100).optional(),
  referral: Referral.optional(),
});
export type Message = z.infer<typeof Message>;

/** One event of `messaging` or `standby`: who, to whom, when; the parts of its kind are read where they are needed. */
export const MessagingEvent = z.looseObject({
  sender: z.looseObject({ id: id.optional() }).optional(),
  recipient: z.looseObject({ id: id.optional() }).optional(),
  timestamp: time.optional(),
});
export type MessagingEvent = z.infer<typeof MessagingEvent>;

export const Postback = z.looseObject({
  mid: id.optional(),
  title: text.optional(),
  payload: text.optional(),
  referral: Referral.optional(),
});
export const Reaction = z.looseObject({
  mid: id,
  action: text,
  emoji: text.optional(),
  reaction: text.optional(),
});
export const Edit = z.looseObject({ mid: id, text: text.default('') });
export const Read = z.looseObject({ watermark: time });

/** A change of the page's feed, or a mention of it (Webhooks reference, Page: `feed`, `mention`). */
export const FeedValue = z.looseObject({
  item: z.string().max(64).optional(),
  verb: z.string().max(64).default('add'),
  from: z.object({ id, name: text.optional() }).optional(),
  sender_id: id.optional(),
  sender_name: text.optional(),
  post_id: id.optional(),
  comment_id: id.optional(),
  parent_id: id.optional(),
  message: text.optional(),
  created_time: time.optional(),
  photo: text.optional(),
  photos: z.array(text).max(100).optional(),
  video: text.optional(),
  link: text.optional(),
  permalink_url: text.optional(),
  reaction_type: text.optional(),
  post: z.looseObject({ permalink_url: text.optional() }).optional(),
});
export type FeedValue = z.infer<typeof FeedValue>;

const QuickReply = z.object({ content_type: z.literal('text'), title: z.string(), payload: z.string() });
const Button = z.object({ type: z.literal('web_url'), title: z.string(), url: z.string() });
/** A stored file of the message, sent by its URL or, where that is not public, uploaded. */
const File = z.object({
  id: z.string(),
  name: z.string(),
  mime: z.string(),
  as: z.enum(['image', 'video', 'audio', 'file']),
});
export type WireFile = z.infer<typeof File>;

/**
 * One call. `way` keeps private and public apart from the moment it is rendered: `message` to the customer, `private-reply` to the author of a comment or
 * post, `comment` for everybody to read.
 */
export const WireBody = z.object({
  way: z.enum(['message', 'private-reply', 'comment']),
  text: z.string(),
  /** The comment or post answered, by its id; absent on `message`. */
  target: z.string().optional(),
  isPost: z.boolean().optional(),
  buttons: z.array(Button).optional(),
  quickReplies: z.array(QuickReply).optional(),
  file: File.optional(),
  /** A person speaks: beyond 24 hours it may go out under the human-agent tag. */
  byHuman: z.boolean().optional(),
});
export type WireBody = z.infer<typeof WireBody>;
