import type { InboundEvent, Sender } from '#contracts/inbound.ts';
import { MINUTE } from '#contracts/time.ts';
import type { Ports } from '#server/ports.ts';
import type { Conversation } from '../domain/conversation/conversation.ts';
import { rootId } from '../domain/conversation/inbound-join.ts';
import type { Heads, InboundItem, Known } from '../domain/conversation/inbound-world.ts';
import type { Delivery, Message } from '../domain/conversation/message.ts';
import { claimsOf } from '../domain/customer/identify.ts';
import { type Scope, system } from '../ports/scope.ts';

/** Active conversations are looked for this far back. */
const ACTIVE_MS = 72 * 60 * MINUTE;

const scope: Scope = system('receive-messages');

const asMap = <T extends { id: string }>(rows: readonly T[]): Map<string, T> =>
  new Map(rows.map((r) => [r.id, r]));
const unique = (ids: Iterable<string | undefined>): string[] => [
  ...new Set([...ids].filter((id): id is string => Boolean(id))),
];

interface Asked {
  threads: string[];
  identities: string[];
}

/** Receipts that hints and changes of stored messages lead by. */
const namedReceipts = ({ account, events }: InboundItem): string[] =>
  events.flatMap((event) => {
    if (event.type === 'message')
      return (event.join ?? []).flatMap((h) =>
        h.by === 'reference' ? [`${account.id}|${h.externalId}`] : [],
      );
    if (
      event.type === 'echo' ||
      event.type === 'edit' ||
      event.type === 'reaction' ||
      event.type === 'unsend'
    )
      return [`${account.id}|${event.externalId}`];
    return [];
  });

const changedReceipts = (items: readonly InboundItem[]): Set<string> =>
  new Set(
    items.flatMap(({ account, events }) =>
      events.flatMap((e) =>
        e.type === 'edit' || e.type === 'reaction' || e.type === 'unsend'
          ? [`${account.id}|${e.externalId}`]
          : [],
      ),
    ),
  );

const hintsOf = (items: readonly InboundItem[]) =>
  items.flatMap(({ events }) => events.flatMap((e) => (e.type === 'message' ? (e.join ?? []) : [])));

/** Threads and identities of those who wrote. */
const askedBy = (items: readonly InboundItem[]): Asked => {
  const threads: string[] = [];
  const identities: string[] = [];
  const sender = (account: string, event: Extract<InboundEvent, { from: Sender }>): void => {
    threads.push(`${account}|${event.threadKey}`);
    for (const claim of claimsOf(event.from, account)) identities.push(claim.id);
  };
  for (const { account, events } of items)
    for (const event of events) if ('from' in event) sender(account.id, event);
  return { threads: unique(threads), identities: unique(identities) };
};

const loadCustomers = async (
  ports: Ports,
  ids: string[],
): Promise<Map<string, Awaited<ReturnType<Ports['stores']['customers']['many']>>[number]>> => {
  const customers = asMap(await ports.stores.customers.many(scope, ids));
  for (let hops = 0; hops < 5; hops++) {
    const roots = unique([...customers.values()].map((c) => c.mergedInto)).filter((id) => !customers.has(id));
    if (roots.length === 0) break;
    for (const c of await ports.stores.customers.many(scope, roots)) customers.set(c.id, c);
  }
  return customers;
};

type Rows = ReturnType<Heads['take']>;
const NOTHING: Rows = { threads: [], conversations: [], customers: [], identities: [] };

const without = (ids: readonly string[], rows: readonly { id: string }[]): string[] => {
  const known = new Set(rows.map((r) => r.id));
  return ids.filter((id) => !known.has(id));
};

/**
 * Receipts that must be read: of statuses always; of a message only when its thread is not remembered, for there the receipt's own `_id` refuses a
 * double and the batch is planned again.
 */
const receiptsToRead = (items: readonly InboundItem[], remembered: Rows): string[] => {
  const threads = new Set(remembered.threads.map((t) => t.id));
  return unique([
    ...items.flatMap(namedReceipts),
    ...items.flatMap(({ account, events, ledgerId }) =>
      events.map((event) => {
        if (event.type === 'status') return `${account.id}|${event.externalId}`;
        if (event.type !== 'message' && event.type !== 'person-wish') return undefined;
        if (threads.has(`${account.id}|${event.threadKey}`)) return undefined;
        return event.type === 'message' ? `${account.id}|${event.externalId}` : ledgerId;
      }),
    ),
  ]);
};

/** Conversations that mails name by number, among those of the customers who wrote. */
const loadNumbered = (
  ports: Ports,
  items: readonly InboundItem[],
  customers: Iterable<string>,
): Promise<Conversation[]> => {
  const numbers = hintsOf(items).flatMap((h) => (h.by === 'number' ? [h.number] : []));
  return numbers.length
    ? ports.stores.conversations.byNumber(scope, [...customers], numbers)
    : Promise.resolve([]);
};

/** What was sent on threads a watermark speaks of and is not read yet. */
const loadUnread = (
  ports: Ports,
  items: readonly InboundItem[],
  threads: readonly { id: string; conversationId: string }[],
): Promise<Delivery[]> => {
  const read = new Set(
    items.flatMap(({ account, events }) =>
      events.flatMap((e) => (e.type === 'read-up-to' ? [`${account.id}|${e.threadKey}`] : [])),
    ),
  );
  const ids = unique(threads.filter((t) => read.has(t.id)).map((t) => t.conversationId));
  return ids.length ? ports.stores.deliveries.unread(scope, ids) : Promise.resolve([]);
};

const loadChanged = (
  ports: Ports,
  items: readonly InboundItem[],
  receipts: readonly { id: string; messageId: string }[],
): Promise<Message[]> => {
  const wanted = changedReceipts(items);
  const ids = unique(receipts.filter((r) => wanted.has(r.id)).map((r) => r.messageId));
  return ids.length ? ports.stores.messages.many(scope, ids) : Promise.resolve([]);
};

/** Customers whose verified message may open a conversation: on a thread we do not know, or whose conversation is resolved. */
const openers = (
  items: readonly InboundItem[],
  known: Pick<Known, 'threads' | 'conversations' | 'identities' | 'customers'>,
): string[] =>
  unique(
    items.flatMap(({ account, events }) =>
      events.flatMap((event) => {
        if ((event.type !== 'message' && event.type !== 'person-wish') || !event.from.verified) return [];
        const thread = known.threads.get(`${account.id}|${event.threadKey}`);
        const current = thread && known.conversations.get(thread.conversationId);
        if (current && current.status !== 'resolved') return [];
        const named = claimsOf(event.from, account.id).map(({ id }) => known.identities.get(id)?.customerId);
        return [thread?.customerId, ...named].map((id) => id && rootId(known, id));
      }),
    ),
  );

/** Unresolved conversations those who open one may join instead, by customer; what was written under a merged id counts as the survivor's. */
const loadActive = async (
  ports: Ports,
  customers: readonly string[],
): Promise<Map<string, Conversation[]>> => {
  const since = new Date(ports.clock.now().getTime() - ACTIVE_MS);
  const rootOf = new Map<string, string>();
  await Promise.all(
    customers.map(async (id) => {
      for (const alias of await ports.stores.customers.aliases(scope, id)) rootOf.set(alias, id);
    }),
  );
  const active = new Map<string, Conversation[]>();
  if (rootOf.size === 0) return active;
  for (const c of await ports.stores.conversations.activeOf(scope, [...rootOf.keys()], since)) {
    const root = rootOf.get(c.customerId) ?? c.customerId;
    active.set(root, [...(active.get(root) ?? []), c]);
  }
  return active;
};

/** Adds the conversations that may be joined to those known, each once. */
const joinable = async (
  ports: Ports,
  items: readonly InboundItem[],
  known: Pick<Known, 'threads' | 'conversations' | 'identities' | 'customers'>,
): Promise<Map<string, Conversation[]>> => {
  const active = await loadActive(ports, openers(items, known));
  for (const [root, rows] of active)
    active.set(
      root,
      rows.map((row) => {
        const held = known.conversations.get(row.id) ?? row;
        known.conversations.set(row.id, held);
        return held;
      }),
    );
  return active;
};

/** Reads what the plan needs and is not remembered; outside the transaction, whose compare-and-swaps catch whatever changed since. */
export const loadInbound = async (
  ports: Ports,
  items: readonly InboundItem[],
  heads: Heads | undefined,
): Promise<Known> => {
  const { stores } = ports;
  const asked = askedBy(items);
  const head = heads?.take(asked.threads, asked.identities) ?? NOTHING;
  const [readThreads, readIdentities, receipts] = await Promise.all([
    stores.customers.threadsById(scope, without(asked.threads, head.threads)),
    stores.customers.identitiesById(scope, without(asked.identities, head.identities)),
    stores.deliveries.receipts(scope, receiptsToRead(items, head)),
  ]);
  const threads = [...head.threads, ...readThreads];
  const identities = [...head.identities, ...readIdentities];
  const customers = asMap(head.customers);
  const wanted = unique([...threads.map((t) => t.customerId), ...identities.map((i) => i.customerId)]);
  for (const [id, c] of await loadCustomers(ports, without(wanted, head.customers))) customers.set(id, c);
  const conversationIds = unique([
    ...hintsOf(items).flatMap((h) => (h.by === 'conversation' ? [h.id] : [])),
    ...threads.map((t) => t.conversationId),
    ...receipts.map((r) => r.conversationId),
  ]);
  const missing = without(conversationIds, head.conversations);
  const [read, deliveries, numbered, messages, unread] = await Promise.all([
    missing.length ? stores.conversations.many(scope, missing) : Promise.resolve([]),
    stores.deliveries.many(scope, unique(receipts.map((r) => r.deliveryId))),
    loadNumbered(ports, items, customers.keys()),
    loadChanged(ports, items, receipts),
    loadUnread(ports, items, threads),
  ]);
  const parties = {
    threads: asMap(threads),
    identities: asMap(identities),
    customers,
    conversations: asMap([...numbered, ...head.conversations, ...read]),
  };
  const active = await joinable(ports, items, parties);
  // Whose conversation it is, also where it was written under an id since merged.
  const owners = unique([...parties.conversations.values()].map((c) => c.customerId));
  for (const [id, c] of await loadCustomers(ports, without(owners, [...customers.values()])))
    customers.set(id, c);
  return {
    ...parties,
    active,
    receipts: asMap(receipts),
    deliveries: asMap(deliveries),
    messages: asMap(messages),
    unread,
  };
};
