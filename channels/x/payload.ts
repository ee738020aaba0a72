import { z } from 'zod';

/** Longest text of a direct message (POST /2/dm_conversations/with/:participant_id/messages: 10,000 characters), in UTF-16 units. */
export const MAX_DM = 10_000;
/** Weighted length of a post. */
export const MAX_POST_WEIGHT = 280;
export const MAX_MEDIA_BYTES = 25 * 1024 * 1024;

/** Settings of one X account and the app that acts for it. */
export const XSettings = z.object({
  /** User id of the account, in digits; webhooks name it in `for_user_id`. */
  userId: z.string().regex(/^\d{1,19}$/),
  /** Name of the account without @. */
  username: z.string().regex(/^\w{1,15}$/),
  /** Mentions, replies and quotes: answered by people only, by the bot too, or not taken in. */
  mentions: z.enum(['people', 'bot', 'off']).default('people'),
  /** Where the X API answers: X's, or a simulator. */
  apiBase: z.url({ protocol: /^https?$/ }).default('https://api.x.com'),
});
export type XSettings = z.infer<typeof XSettings>;

const User = z.object({
  id: z.string(),
  name: z.string().optional(),
  screen_name: z.string().optional(),
});
export type User = z.infer<typeof User>;

/** What the ledger keeps: one event of a webhook with who it is for and whom it names, or what could not be read. */
export const ItemBody = z.union([
  z.object({
    receivedAt: z.iso.datetime(),
    forUser: z.string(),
    kind: z.string(),
    event: z.record(z.string(), z.unknown()),
    users: z.record(z.string(), User),
  }),
  z.object({ receivedAt: z.iso.datetime(), unparsed: z.string() }),
]);
export type ItemBody = z.infer<typeof ItemBody>;

const Url = z.object({ url: z.string(), expanded_url: z.string().optional() });
const Media = z.object({
  type: z.string().optional(),
  url: z.string().optional(),
  media_url_https: z.string().optional(),
  video_info: z
    .object({
      variants: z.array(
        z.object({
          content_type: z.string().optional(),
          bitrate: z.number().optional(),
          url: z.string(),
        }),
      ),
    })
    .optional(),
});
export type Media = z.infer<typeof Media>;
const Entities = z.object({
  urls: z.array(Url).optional(),
  media: z.array(Media).optional(),
  user_mentions: z
    .array(z.object({ id_str: z.string().optional(), screen_name: z.string().optional() }))
    .optional(),
});
export type Entities = z.infer<typeof Entities>;

/** A direct message ("Message Create Object"). */
export const DirectMessage = z.object({
  id: z.string().min(1).max(64),
  created_timestamp: z.string(),
  message_create: z.object({
    target: z.object({ recipient_id: z.string().min(1).max(64) }),
    sender_id: z.string().min(1).max(64),
    message_data: z.object({
      text: z.string().default(''),
      entities: Entities.optional(),
      quick_reply_response: z.object({ metadata: z.string().optional() }).optional(),
      attachment: z
        .object({ type: z.string(), media: Media.optional(), location: z.unknown().optional() })
        .optional(),
    }),
  }),
});
export type DirectMessage = z.infer<typeof DirectMessage>;

/** A place shared in a direct message; X writes longitude first. */
export const Location = z.object({
  shared_coordinate: z.object({ coordinates: z.object({ coordinates: z.tuple([z.number(), z.number()]) }) }),
});

/** A post, as much as is read (Post object of the Account Activity API). */
export const Post = z.object({
  id_str: z.string().min(1).max(64),
  created_at: z.string().optional(),
  timestamp_ms: z.string().optional(),
  text: z.string().optional(),
  full_text: z.string().optional(),
  extended_tweet: z
    .object({
      full_text: z.string(),
      entities: Entities.optional(),
      extended_entities: Entities.optional(),
    })
    .optional(),
  entities: Entities.optional(),
  extended_entities: Entities.optional(),
  user: z.object({
    id_str: z.string().min(1).max(64),
    name: z.string().optional(),
    screen_name: z.string().optional(),
  }),
  in_reply_to_status_id_str: z.string().nullish(),
  in_reply_to_user_id_str: z.string().nullish(),
  quoted_status: z.object({ user: z.object({ id_str: z.string() }) }).nullish(),
  retweeted_status: z.unknown().optional(),
  edit_history: z.object({ initial_tweet_id: z.string() }).nullish(),
  lang: z.string().nullish(),
});
export type Post = z.infer<typeof Post>;

export const PostDeleted = z.object({
  status: z.object({ id: z.string().min(1).max(64), user_id: z.string().min(1).max(64) }),
  timestamp_ms: z.string().optional(),
});
export const DmRead = z.object({
  created_timestamp: z.string(),
  sender_id: z.string().min(1).max(64),
  target: z.object({ recipient_id: z.string() }),
});

/** One call: a direct message to a user, or a post that answers another. */
export const WireBody = z.discriminatedUnion('way', [
  z.object({
    way: z.literal('dm'),
    to: z.string(),
    text: z.string(),
    link: z.object({ fileId: z.string() }).optional(),
  }),
  z.object({ way: z.literal('reply'), replyTo: z.string(), text: z.string() }),
]);
export type WireBody = z.infer<typeof WireBody>;
