import { createHash } from 'node:crypto';
import type { RawRequest, SplitItem } from '#channels/channel.ts';
import { isObject, type Json, tryJson, UNPARSED_LIMIT } from '#channels/raw-json.ts';
import { webhookIdOf } from '#channels/standard-webhooks.ts';
import { type ItemBody, MAX_EVENTS, MAX_ID } from './payload.ts';

const idOf = (value: unknown): string | undefined => {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  return typeof value === 'string' && value !== '' && value.length <= MAX_ID ? value : undefined;
};

/** Events about a message that is known already, and what tells two of them apart. */
const keyOf = (event: Json, own: string): string => {
  const type = idOf(event.type) ?? 'event';
  const about = idOf(event.messageId);
  const at = idOf(event.sentAt) ?? own;
  if (type === 'message' || type === 'echo') return `${type}:${idOf(event.id) ?? own}`;
  if (about && type === 'status') return `status:${about}:${idOf(event.state) ?? ''}`;
  if (about && type === 'unsend') return `unsend:${about}`;
  if (about && type === 'edit') return `edit:${about}:${at}`;
  const who = isObject(event.sender) ? idOf(event.sender.id) : undefined;
  if (about && type === 'reaction') return `reaction:${about}:${who ?? ''}:${at}`;
  return `event:${idOf(event.id) ?? own}`;
};

/** The events of a request: one object, or `{"events": [ … ]}` with 1 to 1,000 of them. */
const eventsOf = (text: string): Json[] | undefined => {
  const json = tryJson(text);
  if (!isObject(json)) return undefined;
  if (!('events' in json)) return [json];
  const { events } = json;
  const fits = Array.isArray(events) && events.length > 0 && events.length <= MAX_EVENTS;
  return fits && events.every(isObject) ? events : undefined;
};

/**
 * One fact for each event. What has no id of its own is known by the request's `webhook-id`, which a redelivery keeps, and its place. The lane is the
 * thread; a status may name its thread, else it has a lane of its own.
 */
export const split = (request: RawRequest): SplitItem[] => {
  const receivedAt = request.receivedAt.toISOString();
  const hash = createHash('sha256').update(request.body).digest('hex');
  const text = request.body.toString('utf8');
  const item = (key: string, lane: string, body: ItemBody): SplitItem => ({
    accountRef: '',
    key,
    lane,
    body,
  });
  const events = eventsOf(text);
  if (!events)
    return [item(`hash:${hash}`, 'other', { receivedAt, unparsed: text.slice(0, UNPARSED_LIMIT) })];
  const webhook = webhookIdOf(request) ?? hash;
  return events.map((event, at) => {
    const own = `${webhook}:${at}`;
    const sender = isObject(event.sender) ? idOf(event.sender.id) : undefined;
    const lane = idOf(event.threadId) ?? sender ?? idOf(event.messageId) ?? 'other';
    const counter = event.counter;
    return {
      ...item(keyOf(event, own), lane, { receivedAt, id: idOf(event.id) ?? own, event }),
      ...(typeof counter === 'number' && Number.isSafeInteger(counter) && counter >= 0 ? { counter } : {}),
    };
  });
};
