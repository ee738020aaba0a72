import type { z } from 'zod';
import type { Account, InboundEvent, Sender } from '#channels/channel.ts';
import { AppError } from '#contracts/errors.ts';
import { type Attachment, MAX_TEXT, type SharedContact, type SharedPlace } from '#contracts/message.ts';
import {
  CallbackQuery,
  DeletedMessages,
  ItemBody,
  MemberUpdate,
  Message,
  ReactionUpdate,
  type TelegramSettings,
  type User,
} from './payload.ts';
import { messageKey, threadOf } from './thread.ts';

const unparseable = (reason: string): AppError => new AppError('unparseable', { reason });
const read = <T>(schema: z.ZodType<T>, value: unknown, what: string): T => {
  const result = schema.safeParse(value);
  if (!result.success) throw unparseable(what);
  return result.data;
};
/** Telegram's seconds. A time no calendar holds is none. */
const timeOf = (seconds: number): Date => {
  const at = new Date(seconds * 1_000);
  if (Number.isNaN(at.getTime())) throw unparseable('no time');
  return at;
};

/** Telegram vouches for its ids; they are the same for every bot. */
const senderOf = (user: User): Sender => {
  const name = [user.first_name, user.last_name].filter(Boolean).join(' ').slice(0, 200) || user.username;
  const language = user.language_code?.slice(0, 2);
  return {
    kind: 'telegram',
    value: String(user.id),
    verified: true,
    scoped: false,
    ...(name ? { name } : {}),
    ...(language === 'ja' || language === 'en' ? { language } : {}),
  };
};

const KINDS = [
  ['animation', 'video', 'video/mp4', 'animation.mp4'],
  ['document', 'file', 'application/octet-stream', 'file.bin'],
  ['video', 'video', 'video/mp4', 'video.mp4'],
  ['video_note', 'video', 'video/mp4', 'video.mp4'],
  ['audio', 'audio', 'audio/mpeg', 'audio.mp3'],
  ['voice', 'audio', 'audio/ogg', 'voice.ogg'],
] as const;

const attachmentsOf = (message: Message): Attachment[] => {
  const largest = message.photo?.toSorted((a, b) => (b.file_size ?? 0) - (a.file_size ?? 0))[0];
  const media: Attachment[] = [];
  const add = (fileId: string, kind: Attachment['kind'], mime: string, name: string): void => {
    if (fileId.length > 1_024) return;
    media.push({
      name: name.slice(0, 255),
      mime: mime.slice(0, 127),
      size: 0,
      kind,
      status: 'fetching',
      sourceUrl: fileId,
    });
  };
  if (largest) add(largest.file_id, 'image', 'image/jpeg', 'photo.jpg');
  // An animation comes as a document too.
  const found = KINDS.find(([kind]) => message[kind]);
  const file = found && message[found[0]];
  if (found && file) add(file.file_id, found[1], file.mime_type ?? found[2], file.file_name ?? found[3]);
  const { sticker } = message;
  if (sticker && !sticker.is_animated && !sticker.is_video)
    add(sticker.file_id, 'image', 'image/webp', 'sticker.webp');
  return media;
};

const placeOf = ({ venue, location }: Message): SharedPlace | undefined => {
  const at = venue?.location ?? location;
  if (!at || Math.abs(at.latitude) > 90 || Math.abs(at.longitude) > 180) return undefined;
  const named = venue ? { name: venue.title.slice(0, 200), address: venue.address.slice(0, 500) } : {};
  return { latitude: at.latitude, longitude: at.longitude, ...named };
};

const contactsOf = ({ contact }: Message): SharedContact[] =>
  contact
    ? [
        {
          name: [contact.first_name, contact.last_name].filter(Boolean).join(' ').slice(0, 200),
          phones: [contact.phone_number.slice(0, 40)],
          emails: [],
        },
      ]
    : [];

const wordsOf = (message: Message): string => {
  const text = message.text ?? message.caption ?? message.sticker?.emoji ?? '';
  if (text || !message.dice) return text.slice(0, MAX_TEXT);
  return `${message.dice.emoji} ${message.dice.value}`;
};

/** Name of a message's kind that we do not show: its first field that is not about the message itself. */
const ABOUT =
  /^(message_id|message_thread_id|from|sender_.*|business_connection_id|date|edit_date|chat|forward_.*|is_.*|reply_.*|external_reply|quote|via_bot|has_.*|media_group_id|author_signature|entities|caption.*|link_preview_options|effect_id|show_.*|paid_star_count)$/;
const unknownKind = (raw: unknown): string =>
  Object.keys((raw as object | undefined) ?? {})
    .find((name) => !ABOUT.test(name))
    ?.slice(0, 60) ?? 'message';

/** `/start` is how Telegram opens a chat; what stands after it comes from the link that was followed. */
const START = /^\/start(?:@\w+)?(?:\s+(.{1,64}))?$/s;

const messageOf = (raw: unknown, account: Account<TelegramSettings>): InboundEvent => {
  const message = read(Message, raw, 'message');
  const { chat, from } = message;
  const at = timeOf(message.date);
  if (!from || chat.type === 'channel') return { type: 'unsupported', kind: 'channel-post', at };
  const common = {
    externalId: messageKey(chat.id, message.message_id),
    threadKey: threadOf(chat.id, message.business_connection_id),
    at,
    counter: message.message_id,
    text: wordsOf(message),
    attachments: attachmentsOf(message),
  };
  // In a business chat the chat is the customer: whatever is not theirs was written by our side.
  if (message.business_connection_id && from.id !== chat.id)
    return {
      type: 'echo',
      ...common,
      from: { kind: 'telegram', value: String(chat.id), verified: true, scoped: false },
    };
  const start = START.exec(common.text);
  const mention = account.settings.botUsername ? `@${account.settings.botUsername}` : undefined;
  const text = mention ? common.text.replaceAll(mention, '').trim() : common.text;
  const place = placeOf(message);
  const contacts = contactsOf(message);
  const empty = !text && common.attachments.length === 0 && !place && contacts.length === 0;
  return {
    type: 'message',
    ...common,
    text,
    from: senderOf(from),
    ...(chat.type === 'private' ? {} : { isShared: true }),
    ...(start?.[1] ? { payload: start[1] } : {}),
    ...(place ? { place } : {}),
    ...(contacts.length ? { contacts } : {}),
    ...(empty ? { unsupported: unknownKind(raw) } : {}),
  };
};

const editOf = (raw: unknown): InboundEvent => {
  const message = read(Message, raw, 'edit');
  const at = timeOf(message.edit_date ?? message.date);
  if (!message.from || message.chat.type === 'channel')
    return { type: 'unsupported', kind: 'channel-post', at };
  return {
    type: 'edit',
    externalId: messageKey(message.chat.id, message.message_id),
    text: wordsOf(message),
    threadKey: threadOf(message.chat.id, message.business_connection_id),
    from: senderOf(message.from),
    at,
  };
};

/** A tapped button: what it says is what the customer says. */
const callbackOf = (raw: unknown, receivedAt: Date): InboundEvent => {
  const query = read(CallbackQuery, raw, 'callback');
  const message = Message.safeParse(query.message);
  if (!message.success) return { type: 'unsupported', kind: 'callback-without-message', at: receivedAt };
  const buttons = message.data.reply_markup?.inline_keyboard.flat() ?? [];
  const label = buttons.find((button) => button.callback_data === query.data)?.text;
  const payload = query.data?.startsWith('#') ? undefined : query.data;
  return {
    type: 'message',
    externalId: `callback:${query.id}`,
    threadKey: threadOf(message.data.chat.id, message.data.business_connection_id),
    from: senderOf(query.from),
    at: receivedAt,
    text: (label ?? query.data ?? '').slice(0, MAX_TEXT),
    attachments: [],
    ...(payload ? { payload: payload.slice(0, 200) } : {}),
  };
};

const reactionOf = (raw: unknown): InboundEvent => {
  const { chat, message_id, user, date, new_reaction } = read(ReactionUpdate, raw, 'reaction');
  const at = timeOf(date);
  if (!user) return { type: 'unsupported', kind: 'anonymous-reaction', at };
  const [first] = new_reaction;
  return {
    type: 'reaction',
    externalId: messageKey(chat.id, message_id),
    emoji: first ? (first.emoji ?? '⭐') : '',
    threadKey: threadOf(chat.id, undefined),
    from: senderOf(user),
    at,
  };
};

const memberOf = (raw: unknown): InboundEvent => {
  const { chat, from, date, new_chat_member } = read(MemberUpdate, raw, 'member');
  const at = timeOf(date);
  if (chat.type !== 'private') return { type: 'unsupported', kind: 'group-membership', at };
  const state = new_chat_member.status === 'kicked' ? 'unreachable' : 'reachable';
  return { type: 'contact', state, threadKey: threadOf(chat.id, undefined), from: senderOf(from), at };
};

const unsendOf = (raw: unknown, part: number, receivedAt: Date): InboundEvent => {
  const { chat, business_connection_id, message_ids } = read(DeletedMessages, raw, 'deletion');
  const id = message_ids[part];
  if (id === undefined) throw unparseable('no such message');
  return {
    type: 'unsend',
    externalId: messageKey(chat.id, id),
    threadKey: threadOf(chat.id, business_connection_id),
    from: { kind: 'telegram', value: String(chat.id), verified: true, scoped: false },
    at: receivedAt,
  };
};

/** Reads what `split` kept (Bot API, Update). */
export const parse = (body: unknown, account: Account<TelegramSettings>): InboundEvent[] => {
  const item = read(ItemBody, body, 'item');
  const receivedAt = new Date(item.receivedAt);
  if ('unparsed' in item) throw unparseable('not JSON');
  const { update } = item;
  const message = update.message ?? update.business_message;
  if (message) return [messageOf(message, account)];
  const edit = update.edited_message ?? update.edited_business_message;
  if (edit) return [editOf(edit)];
  if (update.callback_query) return [callbackOf(update.callback_query, receivedAt)];
  if (update.message_reaction) return [reactionOf(update.message_reaction)];
  if (update.my_chat_member) return [memberOf(update.my_chat_member)];
  if (update.deleted_business_messages)
    return [unsendOf(update.deleted_business_messages, item.part ?? 0, receivedAt)];
  const kind = Object.keys(update).find((name) => name !== 'update_id') ?? 'update';
  return [{ type: 'unsupported', kind: kind.slice(0, 60), at: receivedAt }];
};
