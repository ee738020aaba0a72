import { z } from 'zod';

/** Longest text of one message, in bytes of UTF-8 (Instagram Platform, Send messages: "less than or equal to 1000 bytes"). */
export const MAX_TEXT_BYTES = 1_000;
/** Longest text above the buttons of a button template, in UTF-16 units (Button template). */
export const MAX_BUTTON_TEXT = 640;
/** Buttons of one template, and the length of a button's or quick reply's title (same page; Quick replies). */
export const MAX_BUTTONS = 3;
export const MAX_TITLE = 20;
/** Quick replies of one message (Quick replies). */
export const MAX_QUICK_REPLIES = 13;
/** Longest comment, in bytes: Instagram takes 2,200 characters, so a text of so many bytes fits whatever its letters. */
export const MAX_COMMENT_BYTES = 2_200;
/** Largest image, and largest other file, in bytes (Send messages, "Media types"). */
export const MAX_IMAGE_BYTES = 8 * 1024 * 1024;
export const MAX_FILE_BYTES = 25 * 1024 * 1024;

const numeric = z.string().regex(/^\d{5,32}$/);

/** Settings of one Instagram professional account. */
export const InstagramSettings = z.object({
  /** The account's id (`user_id`), which its webhooks name. */
  igUserId: numeric,
  /** The account's name without @: comments under it are known as our own. */
  username: z
    .string()
    .regex(/^[A-Za-z0-9_.]{1,30}$/)
    .optional(),
  /** The Facebook page it is linked to, when the token is that page's; absent = a token of Instagram login. */
  pageId: numeric.optional(),
  /** Comments and mentions: answered by people only, by the bot too, or kept in the ledger alone. */
  comments: z.enum(['people', 'bot', 'ignore']).default('people'),
  /** Language of the words we write for a story's mention in the thread. */
  words: z.enum(['ja', 'en']).default('ja'),
  /** Version of the Graph API. */
  apiVersion: z
    .string()
    .regex(/^v\d{1,3}\.\d$/)
    .default('v25.0'),
  apiBase: z.url({ protocol: /^https?$/ }).default('https://graph.instagram.com'),
});
export type InstagramSettings = z.infer<typeof InstagramSettings>;

const Json = z.record(z.string(), z.unknown());
const receivedAt = z.iso.datetime();

/** What the ledger keeps: one messaging event, one change (a comment, a mention), or what could not be read. */
export const ItemBody = z.union([
  z.object({ receivedAt, event: Json, standby: z.boolean().optional() }),
  z.object({ receivedAt, change: z.object({ field: z.string(), value: Json }), time: z.number().optional() }),
  z.object({ receivedAt, unparsed: z.string() }),
  z.object({ receivedAt, json: z.unknown() }),
]);
export type ItemBody = z.infer<typeof ItemBody>;

const id = z.string().min(1).max(256);
const text = z.string();
/** A time in milliseconds or seconds, as a number or in a string. */
const time = z.union([z.number(), z.string().regex(/^\d{1,16}$/)]).transform(Number);

const Referral = z.object({
  ref: text.optional(),
  source: text.optional(),
  type: text.optional(),
  ad_id: text.optional(),
});
export type Referral = z.infer<typeof Referral>;

/** One attachment (Instagram messaging, Webhooks: `messages`); payloads differ by type and may be null. */
export const Attachment = z.looseObject({
  type: z.string().max(64),
  payload: z
    .looseObject({
      url: text.nullish(),
      title: text.nullish(),
      generic: z
        .looseObject({
          elements: z.array(z.looseObject({ title: text.nullish(), subtitle: text.nullish() })).nullish(),
        })
        .nullish(),
      product: z
        .looseObject({
          elements: z.array(z.looseObject({ title: text.nullish(), subtitle: text.nullish() })).nullish(),
        })
        .nullish(),
    })
    .nullish(),
});
export type Attachment = z.infer<typeof Attachment>;

/** A message, to the account or (is_echo) from it. */
export const Message = z.looseObject({
  mid: id,
  text: text.optional(),
  is_echo: z.boolean().optional(),
  is_deleted: z.boolean().optional(),
  is_unsupported: z.boolean().optional(),
  quick_reply: z.object({ payload: text.optional() }).optional(),
  reply_to: z
    .looseObject({
      mid: id.optional(),
      story: z.looseObject({ id: id.optional(), url: text.optional() }).optional(),
    })
    .optional(),
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
/** What was seen: the last message, by its id. */
export const Seen = z.looseObject({ mid: id.optional() });

/** A comment under the account's media (Webhooks reference, Instagram: `comments`, `live_comments`). */
export const Comment = z.looseObject({
  id,
  from: z.looseObject({ id: id.optional(), username: text.optional() }).optional(),
  media: z.looseObject({ id: id.optional(), media_product_type: text.optional() }).optional(),
  parent_id: id.optional(),
  text: text.optional(),
});
/** The account was named in somebody's caption or comment (same page: `mentions`). Nothing says by whom, or how. */
export const Mention = z.looseObject({ media_id: id, comment_id: id.optional() });

const QuickReply = z.object({ content_type: z.literal('text'), title: z.string(), payload: z.string() });
const Button = z.object({ type: z.literal('web_url'), title: z.string(), url: z.string() });
/** A stored file of the message; Instagram fetches it by its URL. */
const File = z.object({ id: z.string(), as: z.enum(['image', 'video', 'audio', 'file']) });
export type WireFile = z.infer<typeof File>;

/**
 * One call. `way` keeps private and public apart from the moment it is rendered: `message` to the customer, `private-reply` to the author of a comment,
 * `comment` under a comment and `mention` where the account was named, both for everybody to read.
 */
export const WireBody = z.object({
  way: z.enum(['message', 'private-reply', 'comment', 'mention']),
  text: z.string(),
  /** The comment answered; absent on `message`, and on `mention` where a caption names the account. */
  commentId: z.string().optional(),
  /** The media a `mention` is on. */
  mediaId: z.string().optional(),
  buttons: z.array(Button).optional(),
  quickReplies: z.array(QuickReply).optional(),
  file: File.optional(),
  /** A person speaks: beyond 24 hours it may go out under the human-agent tag. */
  byHuman: z.boolean().optional(),
});
export type WireBody = z.infer<typeof WireBody>;
