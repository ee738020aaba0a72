import type { z } from 'zod';
import type { Account, InboundEvent, Sender } from '#channels/channel.ts';
import { emojiOf, timeOf } from '#channels/meta-messaging.ts';
import { AppError } from '#contracts/errors.ts';
import { MAX_TEXT } from '#contracts/message.ts';
import { contentOf } from './content.ts';
import { feedEvent } from './feed.ts';
import {
  Edit,
  ItemBody,
  Message,
  MessagingEvent,
  type MessengerSettings,
  Postback,
  Reaction,
  Read,
  type Referral,
} from './payload.ts';

const unparseable = (reason: string): AppError => new AppError('unparseable', { reason });
const read = <T>(schema: z.ZodType<T>, value: unknown, what: string): T => {
  const result = schema.safeParse(value);
  if (!result.success) throw unparseable(what);
  return result.data;
};

/** A person, by the id Meta gives them for this page alone. */
const person = (id: string): Sender => ({ kind: 'messenger', value: id, verified: true, scoped: true });

interface Common {
  threadKey: string;
  from: Sender;
  at: Date;
}

/** Where a person came from (an m.me link, an ad), kept with the conversation. */
const cameBy = (referral: Referral | undefined): { fields?: Record<string, string> } => {
  const { ref, ad_id: ad } = referral ?? {};
  if (!ref && !ad) return {};
  return { fields: { ...(ref ? { ref: ref.slice(0, 500) } : {}), ...(ad ? { ad: ad.slice(0, 100) } : {}) } };
};

const messageOf = (raw: unknown, common: Common, isEcho: boolean, standby: boolean): InboundEvent => {
  const message = read(Message, raw, 'message');
  const { mid: externalId } = message;
  if (message.is_deleted) return { type: 'unsend', ...common, externalId };
  const content = contentOf(message.attachments ?? []);
  const text = [message.text ?? '', ...content.lines].filter(Boolean).join('\n').slice(0, MAX_TEXT);
  if (isEcho) return { type: 'echo', ...common, externalId, text, attachments: content.media };
  const isEmpty = !text && content.media.length === 0 && !content.place;
  const payload = message.quick_reply?.payload;
  const replyTo = message.reply_to?.mid;
  return {
    type: 'message',
    ...common,
    externalId,
    text,
    attachments: content.media,
    ...(payload ? { payload: payload.slice(0, 200) } : {}),
    ...(replyTo ? { replyTo } : {}),
    ...(content.place ? { place: content.place } : {}),
    ...(standby ? { automatic: 'standby' as const } : {}),
    ...(content.isSticker && !text ? { isGesture: true } : {}),
    ...(isEmpty ? { unsupported: (content.unsupported ?? 'message').slice(0, 64) } : {}),
    ...cameBy(message.referral),
  };
};

/** A tapped button, menu item or Get Started: what it says is what the customer says. */
const postbackOf = (raw: unknown, common: Common, standby: boolean): InboundEvent => {
  const { mid, title, payload, referral } = read(Postback, raw, 'postback');
  return {
    type: 'message',
    ...common,
    externalId: mid ?? `postback:${common.from.value}:${common.at.getTime()}`,
    text: (title || payload || '').slice(0, MAX_TEXT),
    attachments: [],
    ...(payload ? { payload: payload.slice(0, 200) } : {}),
    ...(standby ? { automatic: 'standby' as const } : {}),
    ...(title || payload ? {} : { unsupported: 'postback' }),
    ...cameBy(referral),
  };
};

/** Name of an event's kind: its first field that is not about the event itself. */
const kindOf = (event: Record<string, unknown>): string =>
  (Object.keys(event).find((name) => !['sender', 'recipient', 'timestamp'].includes(name)) ?? 'event').slice(
    0,
    60,
  );

type Item = Extract<ItemBody, { event: unknown }>;

const eventOf = (item: Item, account: Account<MessengerSettings>, receivedAt: Date): InboundEvent => {
  const { event, standby = false, mid } = item;
  const { sender, recipient, timestamp } = read(MessagingEvent, event, 'event');
  const at = timeOf(timestamp, receivedAt);
  const raw = event as Record<string, unknown>;
  const isOwn = sender?.id === account.settings.pageId;
  const isEcho = isOwn || (raw.message as { is_echo?: unknown } | undefined)?.is_echo === true;
  const id = isEcho ? recipient?.id : sender?.id;
  if (raw.delivery !== undefined && mid) return { type: 'status', externalId: mid, state: 'delivered', at };
  if (!id) return { type: 'unsupported', kind: kindOf(raw), at };
  const common: Common = { threadKey: id, from: person(id), at };
  if (raw.message !== undefined) return messageOf(raw.message, common, isEcho, standby);
  if (isOwn) return { type: 'unsupported', kind: `own-${kindOf(raw)}`, at };
  if (raw.postback !== undefined) return postbackOf(raw.postback, common, standby);
  if (raw.message_edit !== undefined) {
    const edit = read(Edit, raw.message_edit, 'edit');
    return { type: 'edit', ...common, externalId: edit.mid, text: edit.text.slice(0, MAX_TEXT) };
  }
  if (raw.reaction !== undefined) {
    const { mid: externalId, action, emoji, reaction } = read(Reaction, raw.reaction, 'reaction');
    return {
      type: 'reaction',
      ...common,
      externalId,
      emoji: action === 'unreact' ? '' : emojiOf(reaction, emoji),
    };
  }
  if (raw.read !== undefined)
    return { type: 'read-up-to', ...common, at: timeOf(read(Read, raw.read, 'read').watermark, at) };
  return { type: 'unsupported', kind: kindOf(raw), at };
};

/** Reads what `split` kept (Messenger Platform, Webhook events reference). */
export const parse = (body: unknown, account: Account<MessengerSettings>): InboundEvent[] => {
  const item = read(ItemBody, body, 'item');
  const receivedAt = new Date(item.receivedAt);
  if ('unparsed' in item) throw unparseable('not an event');
  if ('event' in item) return [eventOf(item, account, receivedAt)];
  if ('change' in item) return [feedEvent(item.change, account, timeOf(item.time, receivedAt))];
  return [{ type: 'unsupported', kind: 'webhook', at: receivedAt }];
};
