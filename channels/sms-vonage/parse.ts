import type { Account, InboundEvent, Sender } from '#channels/channel.ts';
import { AppError } from '#contracts/errors.ts';
import { type Attachment, MAX_TEXT } from '#contracts/message.ts';
import type { Language } from '#contracts/time.ts';
import { failureOf } from './failures.ts';
import { keywordOf } from './keywords.ts';
import { InboundMessage, ItemBody, MessageStatus, type VonageSettings } from './payload.ts';
import { canonicalAddress, isNumber } from './phone.ts';
import en from './strings.en.json' with { type: 'json' };
import ja from './strings.ja.json' with { type: 'json' };

const STRINGS = { en, ja };
const MAX_URL = 2_048;

/** Media of an MMS: kind, type and name that stand until it is fetched. */
const MEDIA = [
  ['image', 'image', 'image/jpeg', 'image.jpg'],
  ['audio', 'audio', 'audio/mpeg', 'audio.mp3'],
  ['video', 'video', 'video/mp4', 'video.mp4'],
  ['file', 'file', 'application/octet-stream', 'file.bin'],
  ['vcard', 'file', 'text/vcard', 'contact.vcf'],
] as const;

/** Kana or kanji say Japanese, letters English; else the number's country. */
const languageOf = (text: string, number: string): Language | undefined => {
  if (/[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u.test(text)) return 'ja';
  if (number.startsWith('+81')) return 'ja';
  return /\p{Script=Latin}/u.test(text) ? 'en' : undefined;
};

/** The carrier vouches for a number; a short code or a name means something to this account only. */
const senderOf = (from: string, text: string): Sender => {
  const value = canonicalAddress(from);
  const language = languageOf(text, value);
  const kind = isNumber(value) ? 'phone' : 'external';
  return { kind, value, verified: true, scoped: kind !== 'phone', ...(language ? { language } : {}) };
};

const attachmentsOf = (message: InboundMessage): Attachment[] =>
  MEDIA.flatMap(([field, kind, mime, name]): Attachment[] => {
    const media = message[field];
    if (!media) return [];
    const shown = { name: (media.name || name).slice(0, 255), mime, size: 0, kind };
    return media.url.length <= MAX_URL && URL.canParse(media.url)
      ? [{ ...shown, status: 'fetching', sourceUrl: media.url }]
      : [{ ...shown, status: 'failed', reason: 'bad-url' }];
  });

const timeOf = (timestamp: string | undefined, receivedAt: Date): Date => {
  const at = new Date(timestamp ?? 'none');
  return Number.isNaN(at.getTime()) ? receivedAt : at;
};

const messageOf = (
  message: InboundMessage,
  receivedAt: Date,
  account: Account<VonageSettings>,
): InboundEvent => {
  const at = timeOf(message.timestamp, receivedAt);
  const { channel, message_type: type } = message;
  if (channel !== 'sms' && channel !== 'mms')
    return { type: 'unsupported', kind: `channel:${channel.slice(0, 40)}`, at };
  const caption = MEDIA.map(([field]) => message[field]?.caption).find(Boolean);
  const text = (message.text ?? caption ?? '').slice(0, MAX_TEXT);
  const attachments = attachmentsOf(message);
  const from = senderOf(message.from, text);
  const keyword = keywordOf(text);
  const replies = keyword !== undefined && account.settings.keywordReplies === 'ours';
  const language = keyword?.language === 'ja' || from.value.startsWith('+81') ? 'ja' : 'en';
  return {
    type: 'message',
    externalId: message.message_uuid,
    threadKey: from.value,
    from,
    at,
    text,
    attachments,
    ...(keyword ? { consent: keyword.consent } : {}),
    ...(replies
      ? { dutyReply: STRINGS[language][`duty.${keyword.consent}`].replaceAll('{name}', () => account.name) }
      : {}),
    ...(text === '' && attachments.length === 0 ? { unsupported: type.slice(0, 60) || 'message' } : {}),
  };
};

const STATES = {
  submitted: 'sent',
  delivered: 'delivered',
  read: 'read',
  rejected: 'failed',
  undeliverable: 'failed',
} as const;

const statusOf = (event: unknown, receivedAt: Date): InboundEvent => {
  const read = MessageStatus.safeParse(event);
  if (!read.success) throw new AppError('unparseable', { reason: 'status' });
  const { message_uuid: externalId, to, timestamp, status, error } = read.data;
  const at = timeOf(timestamp, receivedAt);
  const state = Object.hasOwn(STATES, status) ? STATES[status as keyof typeof STATES] : undefined;
  if (!state) return { type: 'unsupported', kind: `status:${status.slice(0, 40)}`, at };
  return {
    type: 'status',
    externalId,
    state,
    at,
    ...(to ? { recipient: canonicalAddress(to) } : {}),
    ...(state === 'failed' ? { reason: failureOf(error)?.code ?? 'delivery-rejected' } : {}),
  };
};

/** Reads what `split` kept. A long SMS comes joined by Vonage. */
export const parse = (body: unknown, account: Account<VonageSettings>): InboundEvent[] => {
  const item = ItemBody.safeParse(body);
  if (!item.success) throw new AppError('unparseable', { reason: 'not an item' });
  if ('unparsed' in item.data) throw new AppError('unparseable', { reason: 'not JSON' });
  const { event } = item.data;
  const receivedAt = new Date(item.data.receivedAt);
  if ('status' in event && 'message_uuid' in event) return [statusOf(event, receivedAt)];
  const message = InboundMessage.safeParse(event);
  if (message.success) return [messageOf(message.data, receivedAt, account)];
  if ('message_uuid' in event) throw new AppError('unparseable', { reason: 'message' });
  return [{ type: 'unsupported', kind: 'json', at: receivedAt }];
};
