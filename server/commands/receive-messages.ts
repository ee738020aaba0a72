import type { InboundEvent, Sender } from '#contracts/inbound.ts';
import { MINUTE } from '#contracts/time.ts';
import type { Ports } from '#server/ports.ts';
import type { Conversation } from '../domain/conversation/conversation.ts';
import { worstState } from '../domain/conversation/delivery.ts';
import { planInbound } from '../domain/conversation/inbound-plan.ts';
import {
  emptyPlan,
  type Heads,
  type InboundItem,
  type InboundPlan,
  type Known,
} from '../domain/conversation/inbound-world.ts';
import type { Delivery, Message } from '../domain/conversation/message.ts';
import { claimsOf } from '../domain/customer/identify.ts';
import type { LedgerItem } from '../ports/ledger-store.ts';
import { lostRace, type Scope, system, type Tx } from '../ports/scope.ts';
import { applySurveyAnswer } from './record-survey-answer.ts';
import { FIRST, wakeDelivery } from './wake-delivery.ts';

/** A status whose message we do not know yet waits this long for our own receipt. */
const RECEIPT_WAIT_MS = 10 * MINUTE;
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
  verified: boolean;
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
  let verified = false;
  const sender = (account: string, event: Extract<InboundEvent, { from: Sender }>): void => {
    threads.push(`${account}|${event.threadKey}`);
    for (const claim of claimsOf(event.from, account)) identities.push(claim.id);
    verified ||= event.from.verified;
  };
  for (const { account, events } of items)
    for (const event of events) if ('from' in event) sender(account.id, event);
  return { threads: unique(threads), identities: unique(identities), verified };
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

/** Unresolved conversations of verified customers who write on a thread we do not know: they may join one. */
const loadActive = async (ports: Ports, customers: Iterable<string>): Promise<Conversation[]> => {
  const since = new Date(ports.clock.now().getTime() - ACTIVE_MS);
  return ports.stores.conversations.activeOf(scope, [...customers], since);
};

/** Reads what the plan needs and is not remembered; outside the transaction, whose compare-and-swaps catch whatever changed since. */
const load = async (
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
  const elsewhere = asked.verified && asked.threads.length > threads.length && customers.size > 0;
  const conversationIds = unique([
    ...hintsOf(items).flatMap((h) => (h.by === 'conversation' ? [h.id] : [])),
    ...threads.map((t) => t.conversationId),
    ...receipts.map((r) => r.conversationId),
  ]);
  const missing = without(conversationIds, head.conversations);
  const [read, deliveries, active, numbered, messages, unread] = await Promise.all([
    missing.length ? stores.conversations.many(scope, missing) : Promise.resolve([]),
    stores.deliveries.many(scope, unique(receipts.map((r) => r.deliveryId))),
    elsewhere ? loadActive(ports, customers.keys()) : Promise.resolve([]),
    loadNumbered(ports, items, customers.keys()),
    loadChanged(ports, items, receipts),
    loadUnread(ports, items, threads),
  ]);
  const known = asMap([...numbered, ...head.conversations, ...read, ...active]);
  const byCustomer = new Map<string, Conversation[]>();
  for (const c of active)
    byCustomer.set(c.customerId, [...(byCustomer.get(c.customerId) ?? []), known.get(c.id) ?? c]);
  return {
    threads: asMap(threads),
    identities: asMap(identities),
    customers,
    conversations: known,
    active: byCustomer,
    receipts: asMap(receipts),
    deliveries: asMap(deliveries),
    messages: asMap(messages),
    unread,
  };
};

const pick = <T>(ids: Iterable<string>, from: ReadonlyMap<string, T>): T[] =>
  [...ids].flatMap((id) => from.get(id) ?? []);

const writeParties = (ports: Ports, plan: InboundPlan, tx: Tx): Promise<boolean> => {
  const { known, base, touched } = plan;
  const customers = pick(touched.customers, known.customers);
  const threads = pick(touched.threads, known.threads);
  const identities = pick(touched.identities, known.identities);
  return ports.stores.customers.applyBatch(
    scope,
    {
      newCustomers: customers.filter((c) => !base.customers.has(c.id)),
      customers: customers.flatMap((customer) => {
        const baseVersion = base.customers.get(customer.id);
        return baseVersion === undefined ? [] : [{ customer, baseVersion }];
      }),
      newIdentities: identities.filter((i) => !base.identities.has(i.id)),
      identities: identities.filter((i) => base.identities.has(i.id)),
      newThreads: threads.filter((t) => !base.threads.has(t.id)),
      threads: threads.flatMap((thread) => {
        const baseVersion = base.threads.get(thread.id);
        return baseVersion === undefined ? [] : [{ thread, baseVersion }];
      }),
    },
    tx,
  );
};

const writeConversations = (ports: Ports, plan: InboundPlan, tx: Tx): Promise<boolean> => {
  const changed = pick(plan.touched.conversations, plan.known.conversations);
  return ports.stores.conversations.applyBatch(
    scope,
    changed.filter((c) => !plan.base.conversations.has(c.id)),
    changed.flatMap((conversation) => {
      const baseVersion = plan.base.conversations.get(conversation.id);
      return baseVersion === undefined ? [] : [{ conversation, baseVersion }];
    }),
    tx,
  );
};

/** Moves deliveries upward and the message's summary with them. */
const writeStatuses = async (ports: Ports, plan: InboundPlan, tx: Tx): Promise<void> => {
  const { deliveries, messages } = ports.stores;
  for (const { delivery, state, reason } of plan.statuses) {
    await deliveries.update(
      scope,
      delivery.id,
      ['queued', 'sending', 'uncertain', 'sent', 'delivered', 'read', 'failed'],
      { state, ...(reason ? { reason } : {}) },
      tx,
    );
    const all = await deliveries.ofMessage(scope, delivery.messageId, tx);
    await messages.update(
      scope,
      delivery.messageId,
      delivery.conversationId,
      { delivery: worstState(all) },
      tx,
    );
  }
};

/** Marks the batch's items as applied; a single one that never waited is kept as applied at once. */
const writeLedger = async (
  ports: Ports,
  plan: InboundPlan,
  unwritten: LedgerItem | undefined,
  tx: Tx,
): Promise<void> => {
  const { ledger } = ports.stores;
  if (!unwritten) {
    if (!(await ledger.markApplied(scope, plan.marks, tx))) lostRace();
    return;
  }
  const [mark] = plan.marks;
  if (!mark) throw new MustWait();
  await ledger.insertApplied(scope, unwritten, mark.outcome, tx);
};

const write = async (
  ports: Ports,
  plan: InboundPlan,
  unwritten: LedgerItem | undefined,
  tx: Tx,
): Promise<void> => {
  const { stores } = ports;
  if (!(await writeConversations(ports, plan, tx))) lostRace();
  await writeLedger(ports, plan, unwritten, tx);
  if (!(await writeParties(ports, plan, tx))) lostRace();
  await stores.messages.insert(scope, plan.messages, tx);
  for (const { message, set } of plan.changes)
    await stores.messages.update(scope, message.id, message.conversationId, set, tx);
  if (plan.receipts.length) await stores.deliveries.addReceipt(scope, plan.receipts, tx);
  await stores.deliveries.insert(scope, plan.deliveries, tx);
  await writeStatuses(ports, plan, tx);
  for (const answer of plan.surveyAnswers)
    plan.interactions.push(...(await applySurveyAnswer(ports, tx, answer)));
  await stores.interactions.insert(scope, plan.interactions, tx);
};

/** Sets aside statuses that came before our own receipt, and looks once more: the receipt may have been written meanwhile. */
const wait = async (ports: Ports, plan: InboundPlan, now: Date): Promise<void> => {
  if (plan.waits.length === 0) return;
  const until = new Date(now.getTime() + RECEIPT_WAIT_MS);
  for (const { id, waitsFor } of plan.waits)
    await ports.stores.ledger.markWaiting(scope, id, waitsFor, until);
  const arrived = await ports.stores.deliveries.receipts(
    scope,
    plan.waits.map((w) => w.waitsFor),
  );
  await ports.stores.ledger.wake(
    scope,
    arrived.map((r) => r.id),
  );
};

/** The single item waits for our own receipt: it has to be kept first. */
export class MustWait extends Error {
  override readonly name = 'MustWait';
}

/**
 * Applies a batch of ledger items, each lane's in arrival order, in one transaction: identify the customer, find or open the conversation, append the
 * message under its `seq`, move statuses, store the events, mark the ledger. Throws what the store threw; the drain decides what to do about it.
 * `unwritten`: the shorter way of an idle process: the only item is not in the ledger yet and is kept as applied in the same transaction.
 * Throws LedgerKnows or MustWait when that cannot be.
 */
export const receiveMessages = async (
  ports: Ports,
  items: readonly InboundItem[],
  options: { heads?: Heads; unwritten?: LedgerItem } = {},
): Promise<void> => {
  const { heads } = options;
  const now = ports.clock.now();
  const { language } = await ports.stores.settings.current(scope);
  // Planned inside: a lost race reads and plans again.
  let first = true;
  const plan = await ports.stores.transaction(scope, async (tx) => {
    const planned = planInbound(emptyPlan(await load(ports, items, first ? heads : undefined)), items, {
      now,
      newId: ports.newId,
      defaultLanguage: language,
    });
    first = false;
    await write(ports, planned, options.unwritten, tx);
    return planned;
  });
  heads?.put(plan);
  await wait(ports, plan, now);
  for (const d of plan.deliveries) void wakeDelivery(ports, d, FIRST);
  ports.dispatch(plan.interactions, {
    conversations: pick(plan.touched.conversations, plan.known.conversations),
    messages: plan.messages,
  });
};
