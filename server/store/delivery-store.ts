import type { Collection } from 'mongodb';
import type { Connection } from 'mongoose';
import type { Delivery, Receipt } from '../domain/conversation/message.ts';
import type { DeliveryStore } from '../ports/core-stores.ts';
import { type Doc, fromDoc, toDoc } from './connection.ts';
import { isDuplicateKey, sessionOf } from './transaction.ts';

const UNDONE = ['queued', 'sending'] as const;

export const createDeliveryStore = (connection: Connection): DeliveryStore => {
  const docs = connection.collection('deliveries') as unknown as Collection<Doc<Delivery>>;
  const receipts = connection.collection('receipts') as unknown as Collection<Doc<Receipt>>;
  const map = (d: unknown): Delivery => fromDoc<Delivery>(d as Doc<Delivery>);
  return {
    insert: async (_scope, deliveries, tx) => {
      if (deliveries.length) await docs.insertMany(deliveries.map(toDoc) as never, sessionOf(tx));
    },
    get: async (_scope, id, tx) => {
      const doc = await docs.findOne({ _id: id }, sessionOf(tx));
      return doc ? map(doc) : undefined;
    },
    many: async (_scope, ids) =>
      ids.length ? (await docs.find({ _id: { $in: [...ids] } }).toArray()).map(map) : [],
    ofMessage: async (_scope, messageId, tx) =>
      (
        await docs
          .find({ messageId } as never, sessionOf(tx))
          .sort({ attempt: 1, part: 1 })
          .toArray()
      ).map(map),
    nextOfLane: async (_scope, conversationId, accountId) => {
      const doc = await docs
        .find({ conversationId, accountId, state: { $in: [...UNDONE] } } as never)
        .sort({ seq: 1, attempt: 1, part: 1 })
        .limit(1)
        .next();
      return doc ? map(doc) : undefined;
    },
    claim: async (_scope, id, by, now) => {
      try {
        const result = await docs.updateOne(
          { _id: id, state: 'queued' } as never,
          [
            {
              $set: {
                state: 'sending',
                claimedBy: by,
                claimedAt: now,
                tries: { $add: ['$tries', 1] },
                firstTriedAt: { $ifNull: ['$firstTriedAt', now] },
              },
            },
          ] as never,
        );
        return result.modifiedCount === 1;
      } catch (error) {
        if (isDuplicateKey(error)) return false; // Another process is sending on this lane.
        throw error;
      }
    },
    update: async (_scope, id, fromStates, set, tx) => {
      const { id: _id, ...rest } = set;
      const result = await docs.updateOne(
        { _id: id, state: { $in: [...fromStates] } } as never,
        { $set: rest } as never,
        sessionOf(tx),
      );
      return result.matchedCount === 1;
    },
    stuck: async (_scope, before, limit) =>
      (
        await docs
          .find({ state: 'sending', claimedAt: { $lt: before } } as never)
          .limit(limit)
          .toArray()
      ).map(map),
    claimedBy: async (_scope, processIds, limit) =>
      (
        await docs
          .find({ state: 'sending', claimedBy: { $in: [...processIds] } } as never)
          .limit(limit)
          .toArray()
      ).map(map),
    due: async (_scope, now, limit) =>
      (
        await docs
          .find({ state: 'queued', dueAt: { $lte: now } } as never)
          .sort({ dueAt: 1 })
          .limit(limit)
          .toArray()
      ).map(map),
    unread: async (_scope, conversationIds) =>
      (
        await docs
          .find({
            conversationId: { $in: [...conversationIds] },
            state: { $in: ['sent', 'delivered'] },
          } as never)
          .sort({ at: -1 })
          .limit(500)
          .toArray()
      ).map(map),
    receipts: async (_scope, ids, tx) =>
      ids.length === 0
        ? []
        : (await receipts.find({ _id: { $in: [...ids] } }, sessionOf(tx)).toArray()).map((d) =>
            fromDoc<Receipt>(d as Doc<Receipt>),
          ),
    addReceipt: async (_scope, rows, tx) => {
      if (!rows.length) return;
      try {
        await receipts.insertMany(rows.map(toDoc) as never, { ...sessionOf(tx), ordered: false });
      } catch (error) {
        if (tx || !isDuplicateKey(error)) throw error; // Outside a transaction the same receipt twice is the same fact.
      }
    },
  };
};
