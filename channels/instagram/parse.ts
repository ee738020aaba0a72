import type { z } from 'zod';
import type { Account, InboundEvent, Sender } from '#channels/channel.ts';
import { emojiOf, timeOf } from '#channels/meta-messaging.ts';
import { AppError } from '#contracts/errors.ts';
import { MAX_TEXT } from '#contracts/message.ts';
import { changeEvent } from './comments.ts';
import { contentOf, mediumOf } from './content.ts';
import {
  Edit,
  type InstagramSettings,
  ItemBody,
  Message,
  MessagingEvent,
  Postback,
  Reaction,
  type Referral,
  Seen,
} from './payload.ts';
import en from './strings.en.json' with { type: 'json' };
import ja from './strings.ja.json' with { type: 'json' };

const STRINGS = { en, ja };
const unparseable = (reason: string): AppError => new AppError('unparseable', { reason });
const read = <T>(schema: z.ZodType<T>, value: unknown, what: string): T => {
  const result = schema.safeParse(value);
  if (!result.success) throw unparseable(what);
  return result.data;
};

/** A person, by the id Instagram gives them for this account alone. */
const person = (id: string): Sender => ({ kind: 'instagram', value: id, verified: true, scoped: true });

interface Common {
  threadKey: string;
  from: Sender;
  at: Date;
}

/** Where a person came from (an ig.me link, an ad) or which story they speak of, kept with the conversation. */
const fieldsOf = (referral: Referral | undefined, story?: string): { fields?: Record<string, string> } => {
  const { ref, ad_id: ad } = referral ?? {};
  if (!ref && !ad && !story) return {};
  return {
    fields: {
      ...(ref ? { ref: ref.slice(0, 500) } : {}),
      ...(ad ? { ad: ad.slice(0, 100) } : {}),
      ...(story ? { story: story.slice(0, 100) } : {}),
    },
  };
};

const messageOf = (
  raw: unknown,
  common: Common,
  { settings }: Account<InstagramSettings>,
  flags: { isEcho: boolean; standby: boolean },
): InboundEvent => {
  const message = read(Message, raw, 'message');
  const { mid: externalId, reply_to: replied } = message;
  if (message.is_deleted) return { type: 'unsend', ...common, externalId };
  const content = contentOf(message.attachments ?? []);
  const story = mediumOf('story', replied?.story?.url);
  const attachments = [...content.media, ...(story ? [story] : [])];
  const mentioned = content.isStoryMention ? STRINGS[settings.words]['parse.story-mention'] : '';
  const text = [mentioned, message.text ?? '', ...content.lines]
    .filter(Boolean)
    .join('\n')
    .slice(0, MAX_TEXT);
  if (flags.isEcho) return { type: 'echo', ...common, externalId, text, attachments };
  const payload = message.quick_reply?.payload;
  return {
    type: 'message',
    ...common,
    externalId,
    text,
    attachments,
    ...(payload ? { payload: payload.slice(0, 200) } : {}),
    ...(replied?.mid ? { replyTo: replied.mid } : {}),
    ...(flags.standby ? { automatic: 'standby' as const } : {}),
    // Being named in a story asks nothing.
    ...(content.isStoryMention && !message.text ? { isGesture: true } : {}),
    ...(text || attachments.length > 0
      ? {}
      : { unsupported: (content.unsupported ?? 'message').slice(0, 64) }),
    ...fieldsOf(message.referral, replied?.story?.id),
  };
};

/** A tapped ice breaker, button or menu item: what it says is what the customer says. */
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
    ...fieldsOf(referral),
  };
};

/** Name of an event's kind: its first field that is not about the event itself. */
const kindOf = (event: Record<string, unknown>): string =>
  (Object.keys(event).find((name) => !['sender', 'recipient', 'timestamp'].includes(name)) ?? 'event').slice(
    0,
    60,
  );

type Item = Extract<ItemBody, { event: unknown }>;

const eventOf = (
  { event: raw, standby = false }: Item,
  common: Common,
  account: Account<InstagramSettings>,
  { isOwn, isEcho }: { isOwn: boolean; isEcho: boolean },
): InboundEvent => {
  if (raw.message !== undefined) return messageOf(raw.message, common, account, { isEcho, standby });
  if (isOwn) return { type: 'unsupported', kind: `own-${kindOf(raw)}`, at: common.at };
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
  return { type: 'unsupported', kind: kindOf(raw), at: common.at };
};

/** The message named was seen, and so was what was sent before it. */
const seenOf = (raw: unknown, common: Common): InboundEvent[] => {
  const { mid } = read(Seen, raw, 'seen');
  const upTo: InboundEvent = { type: 'read-up-to', ...common };
  return mid ? [upTo, { type: 'status', externalId: mid, state: 'read', at: common.at }] : [upTo];
};

const eventsOf = (item: Item, account: Account<InstagramSettings>, receivedAt: Date): InboundEvent[] => {
  const { sender, recipient, timestamp } = read(MessagingEvent, item.event, 'event');
  const at = timeOf(timestamp, receivedAt);
  const { igUserId, pageId } = account.settings;
  const isOwn = sender?.id !== undefined && [igUserId, pageId].includes(sender.id);
  const isEcho = isOwn || (item.event.message as { is_echo?: unknown } | undefined)?.is_echo === true;
  const id = isEcho ? recipient?.id : sender?.id;
  if (!id) return [{ type: 'unsupported', kind: kindOf(item.event), at }];
  const common: Common = { threadKey: id, from: person(id), at };
  if (item.event.read !== undefined && !isOwn) return seenOf(item.event.read, common);
  return [eventOf(item, common, account, { isOwn, isEcho })];
};

/** Reads what `split` kept (Instagram Platform, Webhooks; Instagram messaging, Webhooks). */
export const parse = (body: unknown, account: Account<InstagramSettings>): InboundEvent[] => {
  const item = read(ItemBody, body, 'item');
  const receivedAt = new Date(item.receivedAt);
  if ('unparsed' in item) throw unparseable('not an event');
  if ('event' in item) return eventsOf(item, account, receivedAt);
  if ('change' in item) return [changeEvent(item.change, account, timeOf(item.time, receivedAt))];
  return [{ type: 'unsupported', kind: 'webhook', at: receivedAt }];
};
