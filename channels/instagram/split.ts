import type { Account, RawRequest, SplitItem } from '#channels/channel.ts';
import { hashKey, isObject, type Json, UNPARSED_LIMIT } from '#channels/raw-json.ts';
import type { InstagramSettings, ItemBody } from './payload.ts';

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

const keyOf = (event: Json): string => {
  const { message, postback, read, reaction, message_edit: edit } = event;
  const stamp = wordOf(event.timestamp) ?? '';
  const mid = inside(message, 'mid');
  if (mid && isObject(message)) {
    if (message.is_deleted === true) return `unsend:${mid}`;
    return `${message.is_echo === true ? 'echo' : 'message'}:${mid}`;
  }
  const asked = inside(postback, 'mid');
  if (asked) return `message:${asked}`;
  const seen = inside(read, 'mid');
  if (seen) return `status:${seen}:read`;
  const reacted = inside(reaction, 'mid');
  if (reacted) return `reaction:${reacted}:${stamp}:${inside(reaction, 'action') ?? ''}`;
  const changed = inside(edit, 'mid');
  if (changed) return `edit:${changed}:${inside(edit, 'num_edit') ?? stamp}`;
  return hashOf(event);
};

const unparsed = (value: unknown): Fact => ({
  key: hashOf(value),
  lane: 'other',
  body: { unparsed: JSON.stringify(value).slice(0, UNPARSED_LIMIT) },
});

const factOfEvent = (event: unknown, account: string, standby: boolean): Fact => {
  if (!isObject(event)) return unparsed(event);
  const sender = inside(event.sender, 'id');
  const person = (sender === account ? inside(event.recipient, 'id') : sender) ?? 'other';
  return { key: keyOf(event), lane: person, body: { event, ...(standby ? { standby } : {}) } };
};

const COMMENTS = ['comments', 'live_comments'];

const factOfChange = (change: unknown, account: string, time: unknown): Fact => {
  const field = isObject(change) ? wordOf(change.field) : undefined;
  const value = isObject(change) ? change.value : undefined;
  if (!field || !isObject(value)) return unparsed(change);
  // The console's samples give messaging events as changes.
  if (isObject(value.sender)) return factOfEvent(value, account, field === 'standby');
  const comment = wordOf(value.id);
  const media = inside(value.media, 'id') ?? wordOf(value.media_id) ?? '';
  const body = { change: { field, value }, ...(typeof time === 'number' ? { time } : {}) };
  if (COMMENTS.includes(field) && comment)
    return {
      key: `message:${comment}`,
      lane: `comment:${media}:${wordOf(value.parent_id) ?? comment}`,
      body,
    };
  if (field === 'mentions' && media) {
    const named = wordOf(value.comment_id) ?? '';
    return { key: `message:mention:${media}:${named}`, lane: `mention:${media}:${named}`, body };
  }
  return { key: hashOf([field, value, wordOf(time)]), lane: 'other', body };
};

const factsOfEntry = (entry: Json, account: string): Fact[] => {
  const changes = listOf(entry.changes);
  // Instagram login's examples carry a change in the entry itself.
  const all = entry.field === undefined ? changes : [...changes, { field: entry.field, value: entry.value }];
  return [
    ...listOf(entry.messaging).map((event) => factOfEvent(event, account, false)),
    ...listOf(entry.standby).map((event) => factOfEvent(event, account, true)),
    ...all.map((change) => factOfChange(change, account, entry.time)),
  ];
};

/**
 * Each entry × messaging event, standby event and change is an item of the account it names (Instagram Platform, Webhooks: up to 1,000 a request, of
 * several accounts). The lane is the person, or the comment with its replies. The console sends its samples for the account `0`.
 */
export const split = (request: RawRequest, { settings }: Account<InstagramSettings>): SplitItem[] => {
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
    const named = wordOf(entry.id) ?? '';
    // By way of Facebook the entry may name the linked page.
    const account = named === settings.pageId ? settings.igUserId : named;
    return factsOfEntry(entry, account).map((fact) => item(account, fact.key, fact.lane, fact.body));
  });
  return items.length > 0 ? items : [item('', hashOf(request.body), 'other', { json })];
};
