import type { Collection } from 'mongodb';
import type { Connection } from 'mongoose';
import type { AnyInteraction } from '#contracts/events.ts';
import type { InteractionStore } from '../ports/core-stores.ts';
import { type Doc, fromDoc, toDoc } from './connection.ts';
import { afterCursor, toPage } from './cursor.ts';
import { both } from './scope-filter.ts';
import { sessionOf } from './transaction.ts';

const NEWEST = [
  ['at', -1],
  ['_id', -1],
] as const;

/** Append-only: rows are inserted, `pending` is cleared, nothing else is ever changed (erasure pseudonymises refs through its own path). */
export const createInteractionStore = (connection: Connection): InteractionStore => {
  const docs = connection.collection('interactions') as unknown as Collection<Doc<AnyInteraction>>;
  const map = (d: unknown): AnyInteraction => fromDoc(d as Doc<AnyInteraction>);
  return {
    insert: async (_scope, rows, tx) => {
      if (rows.length) await docs.insertMany(rows.map((r) => toDoc(r)) as never, sessionOf(tx));
    },
    clearPending: async (_scope, ids) => {
      if (ids.length)
        await docs.updateMany({ _id: { $in: [...ids] } } as never, { $set: { pending: false } } as never);
    },
    pending: async (_scope, before, limit) =>
      (
        await docs
          .find({ pending: true, recordedAt: { $lt: before } } as never)
          .sort({ recordedAt: 1 })
          .limit(limit)
          .toArray()
      ).map(map),
    ofCustomer: async (scope, customerIds, ask) => {
      const ids =
        scope.kind === 'customer' ? customerIds.filter((id) => id === scope.customerId) : [...customerIds];
      const filter = both(
        { 'refs.customer': { $in: ids } },
        ask.types ? { type: { $in: ask.types } } : {},
        ask.conversationId ? { 'refs.conversation': ask.conversationId } : {},
        afterCursor(NEWEST, ask.cursor),
      );
      const rows = await docs
        .find(filter as never)
        .sort(Object.fromEntries(NEWEST))
        .limit(ask.limit + 1)
        .maxTimeMS(5_000)
        .toArray();
      return toPage(rows as never[], ask, NEWEST, map);
    },
    ofConversation: async (_scope, conversationId, ask) =>
      (
        await docs
          .find(
            both(
              { 'refs.conversation': conversationId },
              ask.types ? { type: { $in: ask.types } } : {},
            ) as never,
          )
          .sort({ at: 1, _id: 1 })
          .limit(ask.limit)
          .toArray()
      ).map(map),
    scan: async function* (_scope, ask) {
      const range = { ...(ask.from ? { $gte: ask.from } : {}), ...(ask.to ? { $lt: ask.to } : {}) };
      const filter = both(
        ask.types ? { type: { $in: ask.types } } : {},
        Object.keys(range).length ? { at: range } : {},
        ask.recordedUntil ? { recordedAt: { $lte: ask.recordedUntil } } : {},
      );
      let batch: AnyInteraction[] = [];
      for await (const doc of docs
        .find(filter as never)
        .sort({ at: 1, _id: 1 })
        .batchSize(ask.batch)
        .allowDiskUse(true)) {
        batch.push(map(doc));
        if (batch.length < ask.batch) continue;
        yield batch;
        batch = [];
      }
      if (batch.length) yield batch;
    },
  };
};
