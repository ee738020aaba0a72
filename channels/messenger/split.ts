import type { RawRequest, SplitItem } from '#channels/channel.ts';
import { hashKey, isObject, type Json, UNPARSED_LIMIT } from '#channels/raw-json.ts';
import type { ItemBody } from './payload.ts';

const wordOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' && value.length <= 256
    ? value
    : typeof value === 'number'
      ? String(value)
      : undefined;
const inside = (value: unknown, name: string): string | undefined =>
  isObject(value) ? wordOf(value[name]) : undefined;
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const hashOf = (value: unknown): string => hashKey(Buffer.isBuffer(value) ? value : JSON.stringify(value));

/** A fact of a webhook before it is an item. */
interface Fact {
  key: string;
  lane: string;
  body: Json;
}

/** Keys of one messaging event; the mids of a delivery are a fact each. */
const keysOf = (event: Json, person: string): { key: string; mid?: string }[] => {
  const { message, postback, delivery, read, reaction, message_edit: edit } = event;
  const stamp = wordOf(event.timestamp) ?? '';
  const mid = inside(message, 'mid');
  if (mid && isObject(message)) {
    if (message.is_deleted === true) return [{ key: `unsend:${mid}` }];
    return [{ key: `${message.is_echo === true ? 'echo' : 'message'}:${mid}` }];
  }
  const asked = inside(postback, 'mid');
  if (asked) return [{ key: `message:${asked}` }];
  if (isObject(delivery)) {
    const mids = listOf(delivery.mids).flatMap((one) => wordOf(one) ?? []);
    if (mids.length > 0) return mids.map((one) => ({ key: `status:${one}:delivered`, mid: one }));
  }
  const watermark = inside(read, 'watermark');
  if (watermark) return [{ key: `read:${person}:${watermark}` }];
  const reacted = inside(reaction, 'mid');
  if (reacted) return [{ key: `reaction:${reacted}:${stamp}:${inside(reaction, 'action') ?? ''}` }];
  const changed = inside(edit, 'mid');
  if (changed) return [{ key: `edit:${changed}:${inside(edit, 'num_edit') ?? stamp}` }];
  return [{ key: hashOf(event) }];
};

const factsOfEvent = (event: unknown, account: string, standby: boolean): Fact[] => {
  if (!isObject(event))
    return [
      {
        key: hashOf(event),
        lane: 'other',
        body: { unparsed: JSON.stringify(event).slice(0, UNPARSED_LIMIT) },
      },
    ];
  const sender = inside(event.sender, 'id');
  const person = (sender === account ? inside(event.recipient, 'id') : sender) ?? 'other';
  return keysOf(event, person).map(({ key, mid }) => ({
    key,
    lane: person,
    body: { event, ...(standby ? { standby } : {}), ...(mid ? { mid } : {}) },
  }));
};

/** A feed change by what it is about: a comment or post is added and taken back once, but edited again and again. */
const feedKey = (value: Json, time: string): string => {
  const about = wordOf(value.comment_id) ?? wordOf(value.post_id);
  const verb = wordOf(value.verb) ?? 'add';
  if (!about || value.item === 'reaction' || value.item === 'like') return hashOf([value, time]);
  if (verb === 'add') return `message:${about}`;
  if (verb === 'remove') return `unsend:${about}`;
  return `edit:${about}:${verb}:${time}`;
};

const feedLane = (value: Json, page: string): string => {
  const { post_id: post, parent_id: parent, comment_id: comment } = value;
  const under = wordOf(parent);
  const isReply = under !== undefined && under !== post && !under.startsWith(`${page}_`);
  const top = isReply ? under : (comment ?? post);
  return `feed:${wordOf(post) ?? ''}:${wordOf(top) ?? ''}`;
};

const factsOfChange = (change: unknown, account: string, time: unknown): Fact[] => {
  const field = isObject(change) ? wordOf(change.field) : undefined;
  const value = isObject(change) ? change.value : undefined;
  if (!field || !isObject(value)) {
    const unparsed = JSON.stringify(change).slice(0, UNPARSED_LIMIT);
    return [{ key: hashOf(unparsed), lane: 'other', body: { unparsed } }];
  }
  // The console's samples give messaging events as changes.
  if (isObject(value.sender) && field !== 'feed' && field !== 'mention')
    return factsOfEvent(value, account, field === 'standby');
  const isFeed = field === 'feed' || field === 'mention';
  const stamp = typeof time === 'number' ? { time } : {};
  return [
    {
      key: isFeed ? feedKey(value, wordOf(time) ?? '') : hashOf([field, value, wordOf(time)]),
      lane: isFeed ? feedLane(value, account) : 'other',
      body: { change: { field, value }, ...stamp },
    },
  ];
};

const factsOfEntry = (entry: Json, account: string): Fact[] => [
  ...listOf(entry.messaging).flatMap((event) => factsOfEvent(event, account, false)),
  ...listOf(entry.standby).flatMap((event) => factsOfEvent(event, account, true)),
  ...listOf(entry.changes).flatMap((change) => factsOfChange(change, account, entry.time)),
];

/**
 * Each entry × messaging event, standby event and change is an item of the page it names (Webhooks, "Event notifications": up to 1,000 a request, of several
 * pages). The lane is the person, or the comment with its replies.
 */
export const split = (request: RawRequest): SplitItem[] => {
  const receivedAt = request.receivedAt.toISOString();
  const item = (accountRef: string, key: string, lane: string, body: Json): SplitItem => ({
    accountRef,
    key,
    lane,
    body: { receivedAt, ...body } as ItemBody,
  });
  const raw = request.body.toString('utf8');
  let json: unknown;
  try {
    json = JSON.parse(raw);
  } catch {
    json = undefined;
  }
  if (!isObject(json))
    return [item('', hashOf(request.body), 'other', { unparsed: raw.slice(0, UNPARSED_LIMIT) })];
  const items = listOf(json.entry).flatMap((entry) => {
    if (!isObject(entry)) return [];
    const account = wordOf(entry.id) ?? '';
    return factsOfEntry(entry, account).map((fact) => item(account, fact.key, fact.lane, fact.body));
  });
  return items.length > 0 ? items : [item('', hashOf(request.body), 'other', { json })];
};
