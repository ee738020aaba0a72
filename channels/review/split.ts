import { createHash } from 'node:crypto';
import type { RawRequest, SplitItem } from '#channels/channel.ts';
import { isObject, type Json, tryJson, UNPARSED_LIMIT } from '#channels/raw-json.ts';
import { reviewsOf } from './csv.ts';
import { type ItemBody, MAX_EVENTS, MAX_ID } from './payload.ts';

const idOf = (value: unknown): string | undefined => {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  return typeof value === 'string' && value !== '' && value.length <= MAX_ID ? value : undefined;
};
const hashOf = (value: string | Buffer): string => createHash('sha256').update(value).digest('hex');

/** The events of a request: one object, `{"events": [ … ]}`, or the rows of a CSV; 1 to 1,000 of them. */
const eventsOf = ({ contentType }: RawRequest, text: string): Json[] | undefined => {
  const isCsv = contentType.split(';')[0]?.trim().toLowerCase() === 'text/csv';
  const json = isCsv ? { events: reviewsOf(text) } : tryJson(text);
  if (!isObject(json)) return undefined;
  if (!('events' in json)) return [json];
  const { events } = json;
  const fits = Array.isArray(events) && events.length > 0 && events.length <= MAX_EVENTS;
  return fits && events.every(isObject) ? events : undefined;
};

/** Names the fact: what has no id is known by what it says, so that an import made twice is one. */
const factOf = (event: Json): { key: string; lane: string; event: Json } => {
  const type = idOf(event.type) ?? 'event';
  const own = hashOf(JSON.stringify(event)).slice(0, 32);
  const id = idOf(event.id);
  const review = idOf(event.reviewId);
  if (type === 'review') {
    const known = id ?? `row-${own}`;
    return {
      key: `message:${known}`,
      lane: known,
      event: id === undefined ? { ...event, id: known } : event,
    };
  }
  const lane = review ?? idOf(event.messageId) ?? 'other';
  if ((type === 'comment' || type === 'answer') && id) return { key: `message:${id}`, lane, event };
  const about = id ?? review;
  if (type === 'removal' && about) return { key: `unsend:${about}`, lane, event };
  if (type === 'edit' && about) return { key: `edit:${about}:${own}`, lane, event };
  if (type === 'status') return { key: `status:${lane}:${idOf(event.state) ?? ''}`, lane, event };
  return { key: `event:${own}`, lane, event };
};

/** One fact for each review, comment or change. The lane is the review. */
export const split = (request: RawRequest): SplitItem[] => {
  const receivedAt = request.receivedAt.toISOString();
  const text = request.body.toString('utf8');
  const item = (key: string, lane: string, body: ItemBody): SplitItem => ({
    accountRef: '',
    key,
    lane,
    body,
  });
  const events = eventsOf(request, text);
  if (!events) {
    const unparsed = text.slice(0, UNPARSED_LIMIT);
    return [item(`hash:${hashOf(request.body)}`, 'other', { receivedAt, unparsed })];
  }
  return events.map((one) => {
    const { key, lane, event } = factOf(one);
    return item(key, lane, { receivedAt, event });
  });
};
