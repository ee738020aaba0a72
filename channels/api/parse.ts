import type { z } from 'zod';
import type { Account, InboundEvent, Sender } from '#channels/channel.ts';
import { failureOf } from '#channels/standard-webhooks.ts';
import { AppError } from '#contracts/errors.ts';
import { type Attachment, MAX_TEXT } from '#contracts/message.ts';
import {
  type ApiSettings,
  ContactPart,
  EditPart,
  EventBase,
  type FilePart,
  ItemBody,
  MessagePart,
  ReactionPart,
  type SenderPart,
  StatusPart,
  SurveyPart,
  UnsendPart,
} from './payload.ts';
import { claimsOf } from './verify.ts';

const MAX_URL = 2_048;
const MAX_ATTRIBUTES = 50;
type Context = { account: Account<ApiSettings>; receivedAt: Date; id: string };
type Common = { threadKey: string; from: Sender; at: Date; counter?: number };

const read = <T>(schema: z.ZodType<T>, value: unknown): T => {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new AppError('unparseable', { reason: (issue?.path.join('.') || 'event').slice(0, 100) });
};

const languageOf = (tag: string | undefined): 'ja' | 'en' | undefined => {
  const language = tag?.slice(0, 2).toLowerCase();
  return language === 'ja' || language === 'en' ? language : undefined;
};
const emailOf = (text: string | undefined): string | undefined => {
  const email = text?.trim().toLowerCase() ?? '';
  return email.length <= 320 && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) ? email : undefined;
};
const phoneOf = (text: string | undefined): string | undefined => {
  const phone = text?.replace(/[\s().-]/g, '') ?? '';
  return /^\+[1-9]\d{6,14}$/.test(phone) ? phone : undefined;
};

/** Claimed addresses; where the token names one of a kind, that one alone, as verified. */
const addressesOf = (
  claimed: Pick<SenderPart, 'email' | 'phone'>,
  vouched: Pick<SenderPart, 'email' | 'phone'>,
): NonNullable<Sender['also']> => {
  const kinds = [
    ['email', emailOf],
    ['phone', phoneOf],
  ] as const;
  return kinds.flatMap(([kind, normal]) => {
    const sure = normal(vouched[kind]);
    const value = sure ?? normal(claimed[kind]);
    return value ? [{ kind, value, verified: sure !== undefined }] : [];
  });
};

/** The signed request vouches for the sender's id; for addresses only an identity token does. */
const senderOf = async (sender: SenderPart, { account, receivedAt }: Context): Promise<Sender> => {
  const vouched =
    (sender.token && (await claimsOf(sender.token, { sub: sender.id, account, at: receivedAt }))) || {};
  const name = vouched.name ?? sender.name;
  const language = languageOf(vouched.language ?? sender.language);
  const also = addressesOf(sender, vouched);
  const attributes = Object.entries({ ...sender.attributes, ...vouched.attributes }).slice(0, MAX_ATTRIBUTES);
  return {
    kind: 'external',
    value: sender.id,
    verified: true,
    scoped: account.settings.userIds === 'account',
    ...(name ? { name } : {}),
    ...(language ? { language } : {}),
    ...(also.length > 0 ? { also } : {}),
    ...(attributes.length > 0 ? { attributes: Object.fromEntries(attributes) } : {}),
  };
};

const kindOf = (mime: string): Attachment['kind'] => {
  const [family] = mime.split('/');
  return family === 'image' || family === 'audio' || family === 'video' ? family : 'file';
};

/** Files to fetch. An address nobody can fetch stands as failed, so that the agent sees something was there. */
const attachmentOf = ({ url, name, mime, size }: FilePart): Attachment => {
  const type = mime?.toLowerCase() || 'application/octet-stream';
  const path = URL.canParse(url) ? new URL(url).pathname.split('/').at(-1) : undefined;
  const shown = { name: (name || path || 'file').slice(0, 255), mime: type, kind: kindOf(type) };
  const fetchable = url.length <= MAX_URL && /^https?:\/\//i.test(url) && URL.canParse(url);
  return fetchable
    ? { ...shown, size: size ?? 0, status: 'fetching', sourceUrl: url }
    : { ...shown, size: 0, status: 'failed', reason: 'bad-url' };
};

const wordsOf = (body: z.infer<typeof MessagePart>) => ({
  text: body.text.slice(0, MAX_TEXT),
  attachments: body.attachments.map(attachmentOf),
});

const messageOf = (event: unknown, common: Common, id: string): InboundEvent => {
  const body = read(MessagePart, event);
  const { payload, replyTo, topic, isPublic, isShared, peopleOnly, link, unsupported, place } = body;
  const { contacts, fields } = body;
  const words = wordsOf(body);
  const isEmpty =
    !words.text && !unsupported && !place && words.attachments.length === 0 && !contacts?.length;
  return {
    type: 'message',
    externalId: id,
    ...common,
    ...words,
    ...(payload ? { payload } : {}),
    ...(replyTo ? { replyTo } : {}),
    ...(topic ? { topic } : {}),
    ...(isPublic ? { isPublic } : {}),
    ...(isShared ? { isShared } : {}),
    ...(peopleOnly ? { personOnly: true } : {}),
    ...(link ? { link } : {}),
    ...(place ? { place } : {}),
    ...(contacts?.length ? { contacts } : {}),
    ...(fields ? { fields } : {}),
    ...(unsupported || isEmpty ? { unsupported: unsupported || 'empty' } : {}),
  };
};

/** Events that need a sender, by type. */
const READERS: Record<string, (event: unknown, common: Common, id: string) => InboundEvent> = {
  message: messageOf,
  echo: (event, common, id) => ({
    type: 'echo',
    externalId: id,
    ...common,
    ...wordsOf(read(MessagePart, event)),
  }),
  edit: (event, common) => {
    const { messageId, text } = read(EditPart, event);
    return { type: 'edit', externalId: messageId, text: text.slice(0, MAX_TEXT), ...common };
  },
  reaction: (event, common) => {
    const { messageId, emoji } = read(ReactionPart, event);
    return { type: 'reaction', externalId: messageId, emoji, ...common };
  },
  unsend: (event, common) => ({
    type: 'unsend',
    externalId: read(UnsendPart, event).messageId,
    ...common,
  }),
  read: (_event, common) => ({ type: 'read-up-to', ...common }),
  contact: (event, common) => ({ type: 'contact', ...read(ContactPart, event), ...common }),
  'person-wish': (_event, common) => ({ type: 'person-wish', ...common }),
  end: (_event, common) => ({ type: 'end', ...common }),
  'survey-answer': (event, common) => {
    const { surveyId, score, comment } = read(SurveyPart, event);
    return { type: 'survey-answer', surveyId, score, ...(comment ? { comment } : {}), ...common };
  },
};

const eventOf = async (event: unknown, context: Context): Promise<InboundEvent> => {
  const base = read(EventBase, event);
  const at = base.sentAt ? new Date(base.sentAt) : context.receivedAt;
  if (base.type === 'status') {
    const { messageId, state, reason } = read(StatusPart, event);
    const failed = state === 'failed' ? { reason: failureOf(reason) } : {};
    return { type: 'status', externalId: messageId, state, at, ...failed };
  }
  const reader = Object.hasOwn(READERS, base.type) ? READERS[base.type] : undefined;
  if (!reader) return { type: 'unsupported', kind: base.type.slice(0, 60), at };
  if (!base.sender) throw new AppError('unparseable', { reason: 'sender' });
  const common: Common = {
    threadKey: base.threadId ?? base.sender.id,
    from: await senderOf(base.sender, context),
    at,
    ...(base.counter === undefined ? {} : { counter: base.counter }),
  };
  return reader(event, common, context.id);
};

/** Reads what `split` kept. An event without `sentAt` happened when it came in. */
export const parse = async (body: unknown, account: Account<ApiSettings>): Promise<InboundEvent[]> => {
  const item = read(ItemBody, body);
  if ('unparsed' in item) throw new AppError('unparseable', { reason: 'no events' });
  const { id, event, receivedAt } = item;
  return [await eventOf(event, { account, id, receivedAt: new Date(receivedAt) })];
};
