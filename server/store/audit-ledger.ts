import { createHash } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { DeliveryState } from '#contracts/message.ts';
import { DELIVERY_RANK } from '../domain/conversation/delivery.ts';

/** One difference between what was acknowledged and what is stored. Ids only. */
export interface LedgerDifference {
  kind:
    | 'applied-without-message'
    | 'message-twice'
    | 'message-without-ledger'
    | 'seq-gap'
    | 'still-pending'
    | 'delivery-behind';
  id: string;
  detail?: string;
}

export interface LedgerAudit {
  ledger: number;
  byState: Record<'pending' | 'applied' | 'poison' | 'waiting' | 'unrouted', number>;
  messages: number;
  conversations: number;
  differences: LedgerDifference[];
}

const STATES = ['pending', 'applied', 'poison', 'waiting', 'unrouted'] as const;
/** Ids held in memory per pass. */
const PER_PASS = 400_000;
const MAX_DIFFERENCES = 1_000;
/** Outcomes after which one message must exist. */
const MAKES_MESSAGE = 'message';

const slice = (id: string, passes: number): number =>
  passes === 1 ? 0 : createHash('md5').update(id).digest().readUInt32BE(0) % passes;

type Report = (difference: LedgerDifference) => void;

/** Counts the messages of each ledger item, a slice of ids at a time, and compares both ways. */
const compareMessages = async (connection: Connection, passes: number, report: Report): Promise<void> => {
  const ledger = connection.collection<{ _id: string; outcome?: string; state: number }>('ledger');
  const messages = connection.collection<{ _id: string; ledgerId?: string }>('messages');
  for (let pass = 0; pass < passes; pass++) {
    const made = new Map<string, number>();
    for await (const m of messages.find({ ledgerId: { $exists: true } }, { projection: { ledgerId: 1 } })) {
      if (m.ledgerId && slice(m.ledgerId, passes) === pass)
        made.set(m.ledgerId, (made.get(m.ledgerId) ?? 0) + 1);
    }
    for await (const item of ledger.find({ state: 1 }, { projection: { outcome: 1, state: 1 } })) {
      if (slice(item._id, passes) !== pass) continue;
      const n = made.get(item._id) ?? 0;
      if (item.outcome === MAKES_MESSAGE && n === 0)
        report({ kind: 'applied-without-message', id: item._id });
      if (n > 1) report({ kind: 'message-twice', id: item._id, detail: String(n) });
      made.delete(item._id);
    }
    for (const [id] of made) report({ kind: 'message-without-ledger', id });
  }
};

/** `seq` runs 1, 2, 3 … in every conversation, and the conversation knows its last. */
const compareSeqs = async (connection: Connection, report: Report): Promise<void> => {
  const rows = connection
    .collection('messages')
    .aggregate<{ _id: string; n: number; max: number; min: number }>(
      [{ $group: { _id: '$conversationId', n: { $sum: 1 }, max: { $max: '$seq' }, min: { $min: '$seq' } } }],
      { allowDiskUse: true },
    );
  const conversations = connection.collection<{ _id: string; seq: number }>('conversations');
  const known = new Map<string, number>();
  for await (const c of conversations.find({}, { projection: { seq: 1 } })) known.set(c._id, c.seq);
  for await (const row of rows) {
    const seq = known.get(row._id);
    if (row.min !== 1 || row.max !== row.n || seq !== row.max)
      report({
        kind: 'seq-gap',
        id: row._id,
        detail: `${row.min}..${row.max} of ${row.n}, conversation says ${seq ?? 'nothing'}`,
      });
  }
};

const rankOf = (state: string): number => DELIVERY_RANK[state as DeliveryState] ?? 0;

/** An applied status is not ahead of the delivery it was applied to. */
const compareStatuses = async (connection: Connection, report: Report): Promise<void> => {
  const ledger = connection.collection<{ _id: string; accountId: string; key: string }>('ledger');
  const receipts = connection.collection<{ _id: string; deliveryId?: string }>('receipts');
  const deliveries = connection.collection<{ _id: string; state: string }>('deliveries');
  for await (const item of ledger.find(
    { state: 1, outcome: 'status' },
    { projection: { accountId: 1, key: 1 } },
  )) {
    const [, id = '', state = ''] = item.key.split(':');
    const receipt = await receipts.findOne({ _id: `${item.accountId}|${id}` });
    const delivery = receipt?.deliveryId ? await deliveries.findOne({ _id: receipt.deliveryId }) : undefined;
    if (delivery && rankOf(delivery.state) < rankOf(state))
      report({ kind: 'delivery-behind', id: item._id, detail: `${delivery.state} < ${state}` });
  }
};

/**
 * Recounts every ledger item against messages and statuses. Run it on a quiet server: an item that is being applied shows as pending.
 * At most 1,000 differences are listed.
 */
export const auditLedger = async (connection: Connection): Promise<LedgerAudit> => {
  const differences: LedgerDifference[] = [];
  const report: Report = (d) => {
    if (differences.length < MAX_DIFFERENCES) differences.push(d);
  };
  const ledger = connection.collection<{ _id: string; state: number }>('ledger');
  const counts = await ledger
    .aggregate<{ _id: number; n: number }>([{ $group: { _id: '$state', n: { $sum: 1 } } }])
    .toArray();
  const byState = Object.fromEntries(
    STATES.map((name, i) => [name, counts.find((c) => c._id === i)?.n ?? 0]),
  ) as LedgerAudit['byState'];
  const messages = await connection.collection('messages').countDocuments({ ledgerId: { $exists: true } });
  const passes = Math.max(1, Math.ceil(Math.max(messages, byState.applied) / PER_PASS));
  await compareMessages(connection, passes, report);
  await compareSeqs(connection, report);
  await compareStatuses(connection, report);
  for (const item of await ledger
    .find({ state: 0 }, { projection: { _id: 1 } })
    .limit(100)
    .toArray())
    report({ kind: 'still-pending', id: item._id });
  return {
    ledger: counts.reduce((sum, c) => sum + c.n, 0),
    byState,
    messages,
    conversations: await connection.collection('conversations').countDocuments({}),
    differences,
  };
};
