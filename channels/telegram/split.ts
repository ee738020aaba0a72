import type { RawRequest, SplitItem } from '#channels/channel.ts';
import { hashKey, isObject, type Json, tryJson, UNPARSED_LIMIT } from '#channels/raw-json.ts';
import type { ItemBody } from './payload.ts';
import { messageKey, threadOf } from './thread.ts';

const numberOf = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;

const MESSAGES = ['message', 'business_message', 'channel_post'];
const EDITS = ['edited_message', 'edited_business_message', 'edited_channel_post'];

interface Fact {
  key: string;
  lane: string;
  counter?: number;
  part?: number;
}

const laneOf = (event: Json): string => {
  const chat = isObject(event.chat) ? numberOf(event.chat.id) : undefined;
  const connection =
    typeof event.business_connection_id === 'string' ? event.business_connection_id : undefined;
  return chat === undefined ? 'other' : threadOf(chat, connection);
};

/** Facts of the one event an update holds; undefined for kinds without ids of their own. */
const factsOf = (kind: string, event: Json): Fact[] | undefined => {
  const lane = laneOf(event);
  const chat = isObject(event.chat) ? numberOf(event.chat.id) : undefined;
  const id = numberOf(event.message_id);
  if (chat !== undefined && id !== undefined) {
    const message = messageKey(chat, id);
    if (MESSAGES.includes(kind)) return [{ key: `message:${message}`, lane, counter: id }];
    if (EDITS.includes(kind))
      return [{ key: `edit:${message}:${String(event.edit_date)}`, lane, counter: id }];
    if (kind === 'message_reaction') {
      const user = isObject(event.user) ? numberOf(event.user.id) : undefined;
      return [{ key: `reaction:${message}:${String(event.date)}:${String(user)}`, lane }];
    }
  }
  if (kind === 'callback_query' && typeof event.id === 'string')
    return [
      {
        key: `message:callback:${event.id}`,
        lane: isObject(event.message) ? laneOf(event.message) : 'other',
      },
    ];
  if (kind === 'deleted_business_messages' && chat !== undefined && Array.isArray(event.message_ids))
    return event.message_ids.flatMap((one, part) =>
      numberOf(one) === undefined ? [] : [{ key: `unsend:${messageKey(chat, one)}`, lane, part }],
    );
  return undefined;
};

/**
 * One update, one fact, but for deletions, which name several messages. The lane is the chat; inside it the message's number orders, for Telegram may send
 * updates of one chat side by side.
 */
export const split = (request: RawRequest): SplitItem[] => {
  const receivedAt = request.receivedAt.toISOString();
  const hash = hashKey(request.body);
  const text = request.body.toString('utf8');
  const item = (fact: Fact, body: ItemBody): SplitItem => ({
    accountRef: '',
    key: fact.key,
    lane: fact.lane,
    body,
    ...(fact.counter === undefined ? {} : { counter: fact.counter }),
  });
  const update = tryJson(text);
  if (!isObject(update))
    return [item({ key: hash, lane: 'other' }, { receivedAt, unparsed: text.slice(0, UNPARSED_LIMIT) })];
  const [kind = '', event] =
    Object.entries(update).find(([name, value]) => name !== 'update_id' && isObject(value)) ?? [];
  const number = numberOf(update.update_id);
  const other = number === undefined ? hash : `update:${number}`;
  const facts = (isObject(event) ? factsOf(kind, event) : undefined) ?? [{ key: other, lane: 'other' }];
  const all = facts.length > 0 ? facts : [{ key: other, lane: 'other' }];
  return all.map((fact) =>
    item(fact, { receivedAt, update, ...(fact.part === undefined ? {} : { part: fact.part }) }),
  );
};
