import type { RawRequest, SplitItem } from '#channels/channel.ts';
import { hashKey, isObject, type Json, UNPARSED_LIMIT } from '#channels/raw-json.ts';
import type { ItemBody } from './payload.ts';

type Kept = Extract<ItemBody, { kind: string }>;
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const wordOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' && value.length <= 256 ? value : undefined;

interface Fact {
  kind: Kept['kind'];
  key: string | undefined;
  lane: string | undefined;
  value: Json;
  contact?: Json | undefined;
}

/** Contacts of a change by their number and user id; the one there is, when a message names none of them. */
const contactsOf = (value: Json): ((...ids: unknown[]) => Json | undefined) => {
  const contacts = listOf(value.contacts).filter(isObject);
  const byId = new Map<string, Json>();
  for (const contact of contacts)
    for (const id of [wordOf(contact.wa_id), wordOf(contact.user_id)]) if (id) byId.set(id, contact);
  const only = contacts.length === 1 ? contacts[0] : undefined;
  return (...ids) => {
    const known = ids.map(wordOf).find((id) => id !== undefined && byId.has(id));
    return known === undefined ? only : byId.get(known);
  };
};

/** What the message is a fact about: itself, or the message it edits, takes back or reacts to. */
const keyOf = (message: Json): string | undefined => {
  const id = wordOf(message.id);
  if (id === undefined) return undefined;
  const target = (part: unknown, member: string): string =>
    (isObject(part) ? wordOf(part[member]) : undefined) ?? 'unknown';
  if (message.type === 'edit') return `edit:${target(message.edit, 'original_message_id')}:${id}`;
  if (message.type === 'revoke') return `unsend:${target(message.revoke, 'original_message_id')}:${id}`;
  if (message.type === 'reaction') return `reaction:${target(message.reaction, 'message_id')}:${id}`;
  return `message:${id}`;
};

const statusKeyOf = (status: Json): string | undefined => {
  const id = wordOf(status.id);
  const state = wordOf(status.status);
  if (id === undefined || state === undefined) return undefined;
  const participant = wordOf(status.recipient_participant_id) ?? wordOf(status.recipient_participant_user_id);
  return `status:${id}:${state}${participant ? `:${participant}` : ''}`;
};

const factsOf = (value: Json): Fact[] => {
  const contactOf = contactsOf(value);
  const messages = listOf(value.messages).filter(isObject);
  const echoes = listOf(value.message_echoes).filter(isObject);
  const statuses = listOf(value.statuses).filter(isObject);
  const first = (...words: unknown[]): string | undefined =>
    words.map(wordOf).find((word) => word !== undefined);
  return [
    ...messages.map((message) => ({
      kind: 'message' as const,
      key: keyOf(message),
      lane: first(message.group_id, message.from, message.from_user_id),
      value: message,
      contact: contactOf(message.from, message.from_user_id),
    })),
    ...echoes.map((message) => ({
      kind: 'echo' as const,
      key: keyOf(message)?.replace(/^message:/, 'echo:'),
      lane: first(message.to, message.to_user_id),
      value: message,
      contact: contactOf(message.to, message.to_user_id),
    })),
    ...statuses.map((status) => ({
      kind: 'status' as const,
      key: statusKeyOf(status),
      lane: first(status.recipient_id, status.recipient_user_id),
      value: status,
    })),
    ...listOf(value.errors)
      .filter(isObject)
      .map((error) => ({ kind: 'error' as const, key: undefined, lane: undefined, value: error })),
  ];
};

/**
 * Every entry × change × message, status and echo of a batch, each routed by the phone-number id its change names (webhook reference, "Payload
 * structures"). The lane is the person. A change of any other field is one item by hash.
 */
export const split = (request: RawRequest): SplitItem[] => {
  const receivedAt = request.receivedAt.toISOString();
  const text = request.body.toString('utf8');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  const entries = isObject(json) ? listOf(json.entry).filter(isObject) : [];
  const items = entries.flatMap((entry) =>
    listOf(entry.changes)
      .filter(isObject)
      .flatMap((change): SplitItem[] => {
        const field = wordOf(change.field) ?? 'unknown';
        const value = isObject(change.value) ? change.value : { value: change.value ?? null };
        const metadata = isObject(value.metadata) ? value.metadata : {};
        const accountRef = wordOf(metadata.phone_number_id) ?? '';
        const facts = factsOf(value);
        const other: Fact = { kind: 'other', key: undefined, lane: undefined, value };
        return (facts.length > 0 ? facts : [other]).map((fact) => ({
          accountRef,
          key: fact.key ?? hashKey(JSON.stringify([entry.id ?? '', field, fact.kind, fact.value])),
          lane: fact.lane ?? 'other',
          body: {
            receivedAt,
            field: field.slice(0, 60),
            kind: fact.kind,
            value: fact.value,
            ...(fact.contact ? { contact: fact.contact } : {}),
          } satisfies ItemBody,
        }));
      }),
  );
  if (items.length > 0) return items;
  const body: ItemBody = { receivedAt, unparsed: text.slice(0, UNPARSED_LIMIT) };
  return [{ accountRef: '', key: hashKey(request.body), lane: 'other', body }];
};
