import { MINUTE } from '#contracts/time.ts';
import type { Ports } from '#server/ports.ts';
import { worstState } from '../domain/conversation/delivery.ts';
import { planInbound } from '../domain/conversation/inbound-plan.ts';
import {
  emptyPlan,
  type Heads,
  type InboundItem,
  type InboundPlan,
} from '../domain/conversation/inbound-world.ts';
import type { LedgerItem } from '../ports/ledger-store.ts';
import { lostRace, type Scope, system, type Tx } from '../ports/scope.ts';
import { loadInbound } from './load-inbound.ts';
import { applySurveyAnswer } from './record-survey-answer.ts';
import { FIRST, wakeDelivery } from './wake-delivery.ts';

/** A status whose message we do not know yet waits this long for our own receipt. */
const RECEIPT_WAIT_MS = 10 * MINUTE;

const scope: Scope = system('receive-messages');

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
  const settings = await ports.stores.settings.current(scope);
  // Planned inside: a lost race reads and plans again.
  let first = true;
  const plan = await ports.stores.transaction(scope, async (tx) => {
    const planned = planInbound(
      emptyPlan(await loadInbound(ports, items, first ? heads : undefined)),
      items,
      {
        now,
        newId: ports.newId,
        defaultLanguage: settings.language,
        policy: settings,
      },
    );
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
