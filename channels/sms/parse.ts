import type { Account, InboundEvent, Sender } from '#channels/channel.ts';
import { AppError } from '#contracts/errors.ts';
import { type Attachment, MAX_TEXT } from '#contracts/message.ts';
import type { Language } from '#contracts/time.ts';
import { failureOf } from './failures.ts';
import { consentOfOptOutType, keywordOf } from './keywords.ts';
import { ItemBody, MAX_MEDIA, type SmsSettings } from './payload.ts';
import { canonicalAddress, toE164 } from './phone.ts';
import { reportedState } from './split.ts';
import en from './strings.en.json' with { type: 'json' };
import ja from './strings.ja.json' with { type: 'json' };

type Form = Record<string, string>;
const STRINGS = { en, ja };

const EXTENSIONS: Record<string, string> = {
  'image/jpeg': 'jpg',
  'image/jpg': 'jpg',
  'image/png': 'png',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/heic': 'heic',
  'video/mp4': 'mp4',
  'video/3gpp': '3gp',
  'video/quicktime': 'mov',
  'audio/mpeg': 'mp3',
  'audio/mp3': 'mp3',
  'audio/wav': 'wav',
  'audio/x-wav': 'wav',
  'audio/mp4': 'm4a',
  'audio/amr': 'amr',
  'audio/ogg': 'ogg',
  'application/pdf': 'pdf',
  'text/vcard': 'vcf',
  'text/x-vcard': 'vcf',
  'text/plain': 'txt',
};

const kindOf = (mime: string): Attachment['kind'] =>
  mime.startsWith('image/')
    ? 'image'
    : mime.startsWith('audio/')
      ? 'audio'
      : mime.startsWith('video/')
        ? 'video'
        : 'file';

const attachmentsOf = (form: Form): Attachment[] => {
  const count = Math.min(Number.parseInt(form.NumMedia ?? '0', 10) || 0, MAX_MEDIA);
  const attachments: Attachment[] = [];
  for (let n = 0; n < count; n += 1) {
    const sourceUrl = form[`MediaUrl${n}`];
    if (!sourceUrl || sourceUrl.length > 2_048) continue;
    const mime = (form[`MediaContentType${n}`] ?? 'application/octet-stream').toLowerCase().slice(0, 127);
    const name = `media-${n + 1}.${EXTENSIONS[mime] ?? 'bin'}`;
    attachments.push({ name, mime, size: 0, kind: kindOf(mime), status: 'fetching', sourceUrl });
  }
  return attachments;
};

/** Kana or kanji say Japanese, letters English; else the number's country. */
const languageOf = (text: string, number: string): Language | undefined => {
  if (/[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u.test(text)) return 'ja';
  if (number.startsWith('+81')) return 'ja';
  return /\p{Script=Latin}/u.test(text) ? 'en' : undefined;
};

const senderOf = (address: string, text: string): Sender => {
  const number = toE164(address);
  const language = languageOf(text, number ?? '');
  const spoken = language ? { language } : {};
  // The carrier vouches for a number; a short code or a name means something to this account only.
  if (number) return { kind: 'phone', value: number, verified: true, scoped: false, ...spoken };
  return { kind: 'external', value: canonicalAddress(address), verified: true, scoped: true, ...spoken };
};

const dutyReply = (consent: 'opt-out' | 'opt-in' | 'help', language: Language, name: string): string =>
  STRINGS[language][`duty.${consent}`].replaceAll('{name}', () => name);

const messageOf = (form: Form, at: Date, account: Account<SmsSettings>): InboundEvent => {
  const { MessageSid, SmsSid, SmsMessageSid, From } = form;
  const externalId = MessageSid ?? SmsSid ?? SmsMessageSid;
  if (!externalId || !From) throw new AppError('unparseable', { reason: 'no sender' });
  const prefix = /^([a-z]+):/i.exec(From)?.[1];
  if (prefix) return { type: 'unsupported', kind: `message:${prefix.toLowerCase()}`, at };
  const text = (form.Body ?? '').slice(0, MAX_TEXT);
  const from = senderOf(From, text);
  const keyword = keywordOf(text);
  const byProvider = consentOfOptOutType(form.OptOutType);
  const consent = byProvider ?? keyword?.consent;
  const weReply =
    consent !== undefined && byProvider === undefined && account.settings.keywordReplies === 'ours';
  const language = keyword?.language === 'ja' || from.value.startsWith('+81') ? 'ja' : 'en';
  return {
    type: 'message',
    externalId,
    threadKey: from.value,
    from,
    at,
    text,
    attachments: attachmentsOf(form),
    ...(consent ? { consent } : {}),
    ...(weReply ? { dutyReply: dutyReply(consent, language, account.name) } : {}),
  };
};

const statusOf = (form: Form, state: string, at: Date): InboundEvent => {
  const externalId = form.MessageSid ?? form.SmsSid ?? form.SmsMessageSid;
  if (!externalId) throw new AppError('unparseable', { reason: 'no message id' });
  const common = { type: 'status', externalId, at } as const;
  const recipient = form.To ? { recipient: canonicalAddress(form.To) } : {};
  switch (state) {
    case 'sent':
    case 'delivered':
    case 'read':
      return { ...common, state, ...recipient };
    case 'failed':
    case 'undelivered':
    case 'canceled':
      return {
        ...common,
        state: 'failed',
        reason: failureOf(Number.parseInt(form.ErrorCode ?? '', 10)).code,
        ...recipient,
      };
    default:
      // accepted, scheduled, queued, sending: on its way, which we know.
      return { type: 'unsupported', kind: `status:${state.slice(0, 40)}`, at };
  }
};

/** Reads what `split` kept. Twilio tells no time with a message, so the time of arrival stands for it. */
export const parse = (body: unknown, account: Account<SmsSettings>): InboundEvent[] => {
  const item = ItemBody.safeParse(body);
  if (!item.success) throw new AppError('unparseable', { reason: 'not an item' });
  const at = new Date(item.data.receivedAt);
  if ('unparsed' in item.data) throw new AppError('unparseable', { reason: 'neither form nor JSON' });
  if ('json' in item.data) return [{ type: 'unsupported', kind: 'json', at }];
  const { form } = item.data;
  if (!(form.MessageSid ?? form.SmsSid ?? form.SmsMessageSid))
    return [{ type: 'unsupported', kind: 'form', at }];
  const state = reportedState(form);
  return [state === undefined ? messageOf(form, at, account) : statusOf(form, state, at)];
};
