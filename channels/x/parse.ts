import type { z } from 'zod';
import type { Account, InboundEvent, Sender } from '#channels/channel.ts';
import { AppError } from '#contracts/errors.ts';
import { MAX_TEXT, type SharedPlace } from '#contracts/message.ts';
import { attachmentsOf, plainText } from './media.ts';
import {
  DirectMessage,
  DmRead,
  ItemBody,
  Location,
  Post,
  PostDeleted,
  type User,
  type XSettings,
} from './payload.ts';
import { dmThread, publicThread } from './thread.ts';

interface Context {
  account: Account<XSettings>;
  /** Our own user id. */
  us: string;
  users: Record<string, User>;
  receivedAt: Date;
}

const read = <T>(schema: z.ZodType<T>, value: unknown, what: string): T => {
  const result = schema.safeParse(value);
  if (!result.success) throw new AppError('unparseable', { reason: what });
  return result.data;
};
/** X's milliseconds as text. A time no calendar holds is none. */
const timeOf = (milliseconds: string | undefined, fallback: Date): Date => {
  const at = new Date(Number(milliseconds ?? 'none'));
  return Number.isNaN(at.getTime()) ? fallback : at;
};

/** X vouches for its user ids; they are the same for every app. */
const senderOf = (
  id: string,
  user?: { name?: string | undefined; screen_name?: string | undefined },
): Sender => {
  const name = (user?.name || user?.screen_name || '').slice(0, 200);
  return { kind: 'x', value: id, verified: true, scoped: false, ...(name ? { name } : {}) };
};

const placeOf = (location: unknown): SharedPlace | undefined => {
  const found = Location.safeParse(location);
  const [longitude = 999, latitude = 999] = found.data?.shared_coordinate.coordinates.coordinates ?? [];
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? { latitude, longitude } : undefined;
};

const dmOf = (event: unknown, { us, users, receivedAt }: Context): InboundEvent => {
  const message = read(DirectMessage, event, 'direct message');
  const { sender_id: sender, target, message_data: data } = message.message_create;
  const isOurs = sender === us;
  const customer = isOurs ? target.recipient_id : sender;
  const { attachment } = data;
  const media = attachment?.media ? [attachment.media] : [];
  const place = attachment?.type === 'location' ? placeOf(attachment.location) : undefined;
  const attachments = attachmentsOf(media);
  const common = {
    externalId: message.id,
    threadKey: dmThread(customer),
    from: senderOf(customer, users[customer]),
    at: timeOf(message.created_timestamp, receivedAt),
    text: plainText(data.text, { ...data.entities, media }).slice(0, MAX_TEXT),
    attachments,
  };
  if (isOurs) return { type: 'echo', ...common };
  const payload = data.quick_reply_response?.metadata?.slice(0, 200);
  const isEmpty = !common.text && attachments.length === 0 && !place;
  return {
    type: 'message',
    ...common,
    ...(payload ? { payload } : {}),
    ...(place ? { place } : {}),
    ...(isEmpty ? { unsupported: (attachment?.type ?? 'message').slice(0, 60) } : {}),
  };
};

const wordsOf = (post: Post, username: string) => {
  const long = post.extended_tweet;
  const entities = long?.entities ?? post.entities;
  const media = (long?.extended_entities ?? post.extended_entities ?? entities)?.media ?? [];
  const text = plainText(long?.full_text ?? post.full_text ?? post.text ?? '', { ...entities, media });
  // Names a reply begins with are X's own way to say whom it answers.
  const bare = text.replace(new RegExp(`^(?:@\\w{1,15}\\s+)*@${username}\\b\\s*`, 'i'), '');
  return { text: bare.slice(0, MAX_TEXT), attachments: attachmentsOf(media) };
};

const mentions = (post: Post, us: string): boolean =>
  post.in_reply_to_user_id_str === us ||
  post.quoted_status?.user.id_str === us ||
  [post.entities, post.extended_tweet?.entities].some((entities) =>
    entities?.user_mentions?.some(({ id_str }) => id_str === us),
  );

/** A post of ours: an answer written on X itself, where we know the thread. */
const ownPostOf = (post: Post, at: Date, { us, account }: Context): InboundEvent => {
  const customer = post.in_reply_to_user_id_str;
  if (!customer || customer === us) return { type: 'unsupported', kind: 'own-post', at };
  return {
    type: 'echo',
    externalId: post.id_str,
    threadKey: publicThread(customer),
    from: senderOf(customer),
    at,
    isShared: true,
    ...wordsOf(post, account.settings.username),
  };
};

const postOf = (event: unknown, context: Context): InboundEvent => {
  const { account, us, receivedAt } = context;
  const post = read(Post, event, 'post');
  const written = new Date(post.created_at ?? 'none');
  const at = timeOf(post.timestamp_ms, Number.isNaN(written.getTime()) ? receivedAt : written);
  const { user, edit_history: history, lang } = post;
  if (post.retweeted_status) return { type: 'unsupported', kind: 'repost', at };
  const isOurs = user.id_str === us;
  const words = wordsOf(post, account.settings.username);
  if (history && history.initial_tweet_id !== post.id_str)
    return {
      type: 'edit',
      externalId: history.initial_tweet_id,
      text: words.text,
      threadKey: publicThread(isOurs ? (post.in_reply_to_user_id_str ?? us) : user.id_str),
      from: senderOf(user.id_str),
      at,
      ...(isOurs ? { ours: true } : {}),
    };
  if (isOurs) return ownPostOf(post, at, context);
  if (account.settings.mentions === 'off' || !mentions(post, us))
    return { type: 'unsupported', kind: account.settings.mentions === 'off' ? 'mention' : 'post', at };
  const from = senderOf(user.id_str, user);
  return {
    type: 'message',
    externalId: post.id_str,
    threadKey: publicThread(user.id_str),
    from: lang === 'ja' || lang === 'en' ? { ...from, language: lang } : from,
    at,
    ...words,
    isPublic: true,
    ...(account.settings.mentions === 'bot' ? {} : { personOnly: true }),
    link: `https://x.com/${user.screen_name ?? 'i'}/status/${post.id_str}`.slice(0, 2_048),
    ...(post.in_reply_to_status_id_str ? { replyTo: post.in_reply_to_status_id_str } : {}),
    ...(words.text || words.attachments.length > 0 ? {} : { unsupported: 'empty' }),
  };
};

const deletionOf = (event: unknown, { us, receivedAt }: Context): InboundEvent => {
  const { status, timestamp_ms } = read(PostDeleted, event, 'deletion');
  return {
    type: 'unsend',
    externalId: status.id,
    threadKey: publicThread(status.user_id),
    from: senderOf(status.user_id),
    at: timeOf(timestamp_ms, receivedAt),
    ...(status.user_id === us ? { ours: true } : {}),
  };
};

const readOf = (event: unknown, { us, users, receivedAt }: Context): InboundEvent => {
  const { sender_id: reader, created_timestamp } = read(DmRead, event, 'read');
  const at = timeOf(created_timestamp, receivedAt);
  if (reader === us) return { type: 'unsupported', kind: 'own-read', at };
  return { type: 'read-up-to', threadKey: dmThread(reader), from: senderOf(reader, users[reader]), at };
};

/** Reads what `split` kept (Account Activity API, "Account Activity data objects"). */
export const parse = (body: unknown, account: Account<XSettings>): InboundEvent[] => {
  const item = read(ItemBody, body, 'item');
  if ('unparsed' in item) throw new AppError('unparseable', { reason: 'no events' });
  const receivedAt = new Date(item.receivedAt);
  const context: Context = {
    account,
    us: item.forUser || account.settings.userId,
    users: item.users,
    receivedAt,
  };
  switch (item.kind) {
    case 'direct_message_events':
      return [dmOf(item.event, context)];
    case 'tweet_create_events':
      return [postOf(item.event, context)];
    case 'tweet_delete_events':
      return [deletionOf(item.event, context)];
    case 'direct_message_mark_read_events':
      return [readOf(item.event, context)];
    default:
      // Typing, likes, follows, our own blocks and mutes, revocation.
      return [{ type: 'unsupported', kind: item.kind || 'event', at: receivedAt }];
  }
};
