import { createHash } from 'node:crypto';
import type { RawRequest, SplitItem } from '#channels/channel.ts';
import { isObject, type Json, tryJson, UNPARSED_LIMIT } from '#channels/raw-json.ts';
import type { ItemBody, User } from './payload.ts';
import { dmThread, publicThread } from './thread.ts';

const MAX_ID = 64;
const MAX_NAME = 200;
/** Parts of a webhook that are about its events and no events. */
const ABOUT = new Set(['for_user_id', 'users', 'apps', 'user_has_blocked', 'is_blocked_by']);

const inside = (value: unknown, ...path: string[]): unknown =>
  path.reduce<unknown>((at, name) => (isObject(at) ? at[name] : undefined), value);
const idAt = (value: unknown, ...path: string[]): string | undefined => {
  const id = inside(value, ...path);
  return typeof id === 'string' && id !== '' && id.length <= MAX_ID ? id : undefined;
};

interface Fact {
  key: string;
  lane: string;
  /** Users the event names, by id. */
  who: (string | undefined)[];
}

const readers: Record<string, (event: Json, forUser: string) => Fact | undefined> = {
  direct_message_events: (event, forUser) => {
    const id = idAt(event, 'id');
    const sender = idAt(event, 'message_create', 'sender_id');
    const recipient = idAt(event, 'message_create', 'target', 'recipient_id');
    const customer = sender === forUser ? recipient : sender;
    return id && customer ? { key: `message:${id}`, lane: dmThread(customer), who: [customer] } : undefined;
  },
  tweet_create_events: (event, forUser) => {
    const id = idAt(event, 'id_str');
    const author = idAt(event, 'user', 'id_str');
    const initial = idAt(event, 'edit_history', 'initial_tweet_id');
    const customer = author === forUser ? idAt(event, 'in_reply_to_user_id_str') : author;
    const lane = customer ? publicThread(customer) : 'own';
    if (!id || !author) return undefined;
    return { key: initial && initial !== id ? `edit:${initial}:${id}` : `message:${id}`, lane, who: [] };
  },
  tweet_delete_events: (event) => {
    const id = idAt(event, 'status', 'id');
    const author = idAt(event, 'status', 'user_id');
    return id && author ? { key: `unsend:${id}`, lane: publicThread(author), who: [] } : undefined;
  },
  direct_message_mark_read_events: (event) => {
    const id = idAt(event, 'last_read_event_id');
    const reader = idAt(event, 'sender_id');
    return id && reader ? { key: `read:${reader}:${id}`, lane: dmThread(reader), who: [reader] } : undefined;
  },
};

const usersOf = (all: unknown, who: Fact['who']): Record<string, User> => {
  const users: Record<string, User> = {};
  for (const id of who) {
    const user = id && isObject(all) && Object.hasOwn(all, id) ? all[id] : undefined;
    if (!id || !isObject(user)) continue;
    const text = (name: string) => {
      const value = user[name];
      return typeof value === 'string' ? { [name]: value.slice(0, MAX_NAME) } : {};
    };
    users[id] = { id, ...text('name'), ...text('screen_name') };
  }
  return users;
};

/** One fact for each event of each list. `for_user_id` names the account: one app serves several. The lane is the person, apart for posts and messages. */
export const split = (request: RawRequest): SplitItem[] => {
  const receivedAt = request.receivedAt.toISOString();
  const text = request.body.toString('utf8');
  const hash = createHash('sha256').update(request.body).digest('hex');
  const webhook = tryJson(text);
  const unread = (accountRef = ''): SplitItem[] => [
    {
      accountRef,
      key: `hash:${hash}`,
      lane: 'other',
      body: { receivedAt, unparsed: text.slice(0, UNPARSED_LIMIT) } satisfies ItemBody,
    },
  ];
  if (!isObject(webhook)) return unread();
  const forUser = idAt(webhook, 'for_user_id') ?? '';
  const items = Object.entries(webhook)
    .filter(([kind]) => !ABOUT.has(kind))
    .flatMap(([kind, value]) =>
      (Array.isArray(value) ? value : [value]).map((event) => [kind, event] as const),
    )
    .flatMap(([kind, event], at): SplitItem[] => {
      if (!isObject(event)) return [];
      const reader = Object.hasOwn(readers, kind) ? readers[kind] : undefined;
      const fact = reader?.(event, forUser) ?? { key: `hash:${hash}:${at}`, lane: 'other', who: [] };
      const users = usersOf(webhook.users, fact.who);
      const body: ItemBody = { receivedAt, forUser, kind: kind.slice(0, 60), event, users };
      return [{ accountRef: forUser, key: fact.key, lane: fact.lane, body }];
    });
  return items.length > 0 ? items : unread(forUser);
};
