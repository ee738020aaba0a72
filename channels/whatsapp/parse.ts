import type { z } from 'zod';
import type { Account, InboundEvent, Sender } from '#channels/channel.ts';
import { AppError } from '#contracts/errors.ts';
import { MAX_TEXT } from '#contracts/message.ts';
import { groupThread, isUserId, numberOf, toE164 } from './address.ts';
import { linkOf, originOf, saidOf } from './content.ts';
import { reasonOf } from './failures.ts';
import { Contact, ItemBody, Message, Status, type WhatsappSettings } from './payload.ts';

type Kept = Extract<ItemBody, { kind: string }>;

const unparseable = (reason: string): AppError => new AppError('unparseable', { reason });
const read = <T>(schema: z.ZodType<T>, value: unknown, what: string): T => {
  const result = schema.safeParse(value);
  if (!result.success) throw unparseable(what);
  return result.data;
};
/** WhatsApp's seconds. A time no calendar holds is none. */
const timeOf = (seconds: number): Date => {
  const at = new Date(seconds * 1_000);
  if (Number.isNaN(at.getTime())) throw unparseable('no time');
  return at;
};
const userIdOf = (...ids: (string | undefined)[]): string | undefined =>
  ids.find((id) => id !== undefined && isUserId(id));

interface Person {
  phone: string | undefined;
  userId: string | undefined;
  parentId: string | undefined;
}

/** Whom a message is of: by number, by user id where they keep the number to themselves, mostly by both. */
const senderOf = ({ phone, userId, parentId }: Person, contact: Contact | undefined): Sender => {
  const name = (contact?.profile?.name || contact?.profile?.username)?.slice(0, 200);
  const username = contact?.profile?.username?.slice(0, 100);
  const [own, ...others] = [
    ...(phone ? [{ kind: 'phone' as const, value: toE164(phone), verified: true }] : []),
    ...[userId, parentId].flatMap((id) =>
      id ? [{ kind: 'whatsapp' as const, value: id, verified: true }] : [],
    ),
  ];
  if (!own) throw unparseable('nobody');
  return {
    ...own,
    scoped: false,
    ...(name ? { name } : {}),
    ...(others.length > 0 ? { also: others } : {}),
    ...(username ? { attributes: { whatsappUsername: username } } : {}),
  };
};

interface Base {
  threadKey: string;
  from: Sender;
  at: Date;
}

const baseOf = (message: Message, person: Person, contact: Contact | undefined): Base => ({
  threadKey: message.group_id ? groupThread(message.group_id) : (person.phone ?? person.userId ?? ''),
  from: senderOf(person, contact),
  at: timeOf(message.timestamp),
});

/** An edit, a deletion or a reaction, of either side. */
const changeOf = (message: Message, base: Base, ours?: true): InboundEvent | undefined => {
  const { edit, revoke, reaction } = message;
  const by = { ...base, ...(ours ? { ours } : {}) };
  if (edit?.message)
    return { type: 'edit', ...by, externalId: edit.original_message_id, text: saidOf(edit.message).text };
  if (revoke) return { type: 'unsend', ...by, externalId: revoke.original_message_id };
  if (reaction)
    return {
      type: 'reaction',
      ...by,
      externalId: reaction.message_id,
      emoji: (reaction.emoji ?? '').slice(0, 64),
    };
  return undefined;
};

/** Words of a changed number or user id. The new one is learnt as the same person's, for WhatsApp vouches for it. */
const systemOf = (message: Message, person: Person): InboundEvent | undefined => {
  const { system } = message;
  if (!system) return undefined;
  const old: Person = {
    ...person,
    userId: userIdOf(system.previous_user_id) ?? person.userId,
    parentId: userIdOf(system.previous_parent_user_id) ?? person.parentId,
  };
  const next: Person = {
    phone: numberOf(system.new_wa_id ?? system.wa_id),
    userId: userIdOf(system.user_id),
    parentId: userIdOf(system.parent_user_id),
  };
  const base = baseOf(message, old, undefined);
  const learnt = next.phone || next.userId || next.parentId ? senderOf(next, undefined) : undefined;
  const also = [
    ...(base.from.also ?? []),
    ...(learnt ? [{ kind: learnt.kind, value: learnt.value, verified: true }, ...(learnt.also ?? [])] : []),
  ];
  return {
    type: 'message',
    ...base,
    from: { ...base.from, ...(also.length > 0 ? { also } : {}) },
    externalId: message.id,
    text: (system.body ?? '').slice(0, MAX_TEXT),
    attachments: [],
    automatic: 'auto-reply',
    ...(system.body ? {} : { unsupported: (system.type ?? 'system').slice(0, 60) }),
  };
};

const kindOf = ({ type, unsupported, errors, interactive }: Message): string =>
  (
    unsupported?.type ||
    interactive?.type ||
    (type === 'unsupported' ? errors?.[0]?.title : undefined) ||
    type
  ).slice(0, 60);

const messageOf = (item: Kept): InboundEvent => {
  const message = read(Message, item.value, 'message');
  const contact = Contact.safeParse(item.contact).data;
  const person: Person = {
    phone: numberOf(message.from) ?? (message.from ? undefined : numberOf(contact?.wa_id)),
    userId: userIdOf(message.from_user_id, message.from, contact?.user_id),
    parentId: userIdOf(message.from_parent_user_id, contact?.parent_user_id),
  };
  if (message.type === 'request_welcome')
    return { type: 'unsupported', kind: 'request_welcome', at: timeOf(message.timestamp) };
  const system = systemOf(message, person);
  if (system) return system;
  const base = baseOf(message, person, contact);
  const change = changeOf(message, base);
  if (change) return change;
  const { fields: filled, ...said } = saidOf(message);
  const empty = !said.text && said.attachments.length === 0 && !said.place && !said.contacts;
  const fields = { ...filled, ...originOf(message) };
  const link = linkOf(message);
  return {
    type: 'message',
    ...base,
    externalId: message.id,
    ...said,
    ...(message.context?.id ? { replyTo: message.context.id.slice(0, 256) } : {}),
    ...(Object.keys(fields).length > 0 ? { fields } : {}),
    ...(link ? { link } : {}),
    ...(item.field === 'standby' ? { automatic: 'standby' as const } : {}),
    ...(message.group_id ? { isShared: true, personOnly: true } : {}),
    // What WhatsApp did not show us cannot be quoted for sure.
    ...(empty ? { unsupported: kindOf(message) } : { handle: { quote: message.id } }),
  };
};

/** Written to the customer in the WhatsApp Business app, or by another sender of the number. */
const echoOf = (item: Kept): InboundEvent => {
  const message = read(Message, item.value, 'echo');
  const contact = Contact.safeParse(item.contact).data;
  const person: Person = {
    phone: numberOf(message.to),
    userId: userIdOf(message.to_user_id, message.to, contact?.user_id),
    parentId: userIdOf(message.to_parent_user_id, contact?.parent_user_id),
  };
  const base = baseOf(message, person, contact);
  const change = changeOf(message, base, true);
  if (change) return change;
  const { text, attachments, place, contacts } = saidOf(message);
  const words = [
    text,
    ...(place ? [place.name, place.address, `${place.latitude}, ${place.longitude}`] : []),
    ...(contacts ?? []).flatMap(({ name, phones, emails }) => [name, ...phones, ...emails]),
  ];
  const shown = words.filter(Boolean).join('\n');
  return {
    type: 'echo',
    ...base,
    externalId: message.id,
    text: shown || attachments.length > 0 ? shown.slice(0, MAX_TEXT) : `[${kindOf(message)}]`,
    attachments,
  };
};

const STATES = {
  sent: 'sent',
  delivered: 'delivered',
  read: 'read',
  played: 'read',
  failed: 'failed',
} as const;

const statusOf = (item: Kept): InboundEvent => {
  const status = read(Status, item.value, 'status');
  const at = timeOf(status.timestamp);
  const state = STATES[status.status as keyof typeof STATES] as
    | (typeof STATES)[keyof typeof STATES]
    | undefined;
  const participant = status.recipient_participant_id ?? status.recipient_participant_user_id;
  // That one member of a group did not get it is no failure of the message.
  if (!state || (participant && state === 'failed'))
    return { type: 'unsupported', kind: `status-${status.status}`.slice(0, 60), at };
  const [error] = status.errors ?? [];
  return {
    type: 'status',
    externalId: status.id,
    state,
    at,
    ...(state === 'failed'
      ? {
          reason: reasonOf(
            error && { code: error.code, message: error.message ?? '', error_data: error.error_data },
          ),
        }
      : {}),
  };
};

/** Reads what `split` kept (Cloud API webhook reference, messages and smb_message_echoes). */
export const parse = (body: unknown, _account: Account<WhatsappSettings>): InboundEvent[] => {
  const item = read(ItemBody, body, 'item');
  if ('unparsed' in item) throw unparseable('not a webhook of WhatsApp');
  if (item.kind === 'message') return [messageOf(item)];
  if (item.kind === 'echo') return [echoOf(item)];
  if (item.kind === 'status') return [statusOf(item)];
  const kind = item.kind === 'error' ? `error-${String(item.value.code ?? '')}` : item.field;
  return [{ type: 'unsupported', kind: kind.slice(0, 60), at: new Date(item.receivedAt) }];
};
