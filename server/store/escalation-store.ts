import type { Collection } from 'mongodb';
import type { Connection } from 'mongoose';
import type { Escalation } from '../domain/routing/escalation.ts';
import type { EscalationStore } from '../ports/core-stores.ts';
import { type Doc, fromDoc, toDoc } from './connection.ts';
import { PRIORITY_RANK } from './conversation-store.ts';
import { sessionOf } from './transaction.ts';

type EscalationDoc = Doc<Escalation> & { priorityRank: number };

export const createEscalationStore = (connection: Connection): EscalationStore => {
  const docs = connection.collection('escalations') as unknown as Collection<EscalationDoc>;
  const map = (d: unknown): Escalation => {
    const { priorityRank: _rank, ...rest } = d as EscalationDoc;
    return fromDoc<Escalation>(rest as unknown as Doc<Escalation>);
  };
  return {
    get: async (_scope, id, tx) => {
      const doc = await docs.findOne({ _id: id }, sessionOf(tx));
      return doc ? map(doc) : undefined;
    },
    insert: async (_scope, row, tx) => {
      await docs.insertOne(
        { ...toDoc(row), priorityRank: PRIORITY_RANK[row.priority] } as never,
        sessionOf(tx),
      );
    },
    update: async (_scope, id, version, change, tx) => {
      const { id: _id, version: _version, ...set } = change.set ?? {};
      const rank = set.priority ? { priorityRank: PRIORITY_RANK[set.priority] } : {};
      const unset = Object.fromEntries((change.unset ?? []).map((k) => [k, 1 as const]));
      const doc = await docs.findOneAndUpdate(
        { _id: id, version } as never,
        {
          $set: { ...set, ...rank },
          $inc: { version: 1 },
          ...(Object.keys(unset).length ? { $unset: unset } : {}),
        } as never,
        { ...sessionOf(tx), returnDocument: 'after' },
      );
      return doc ? map(doc) : undefined;
    },
    waiting: async (_scope, queueId, limit) =>
      (
        await docs
          .find({ state: { $in: ['queued', 'offered'] }, ...(queueId ? { queueId } : {}) } as never)
          .sort({ priorityRank: 1, tier: 1, queuedAt: 1, _id: 1 })
          .limit(limit)
          .toArray()
      ).map(map),
    line: async (_scope, queueId, limit) =>
      (
        await docs
          .find(
            {
              state: { $in: ['queued', 'offered'] },
              queueId: queueId ?? { $exists: false },
            } as never,
            { projection: { _id: 1 } },
          )
          .sort({ priorityRank: 1, tier: 1, queuedAt: 1, _id: 1 })
          .limit(limit)
          .toArray()
      ).map((row) => row._id),
    offeredTo: async (_scope, agentId, tx) =>
      (
        await docs
          .find({ offeredTo: agentId, state: 'offered' } as never, sessionOf(tx))
          .limit(50)
          .toArray()
      ).map(map),
    ofConversation: async (_scope, conversationId, limit) =>
      (
        await docs
          .find({ conversationId } as never)
          .sort({ createdAt: -1 })
          .limit(limit)
          .toArray()
      ).map(map),
    lastWaits: async (_scope, queueId, n) => {
      const rows = await docs
        .find({ queueId, acceptedAt: { $exists: true } } as never, {
          projection: { queuedAt: 1, acceptedAt: 1 },
        })
        .sort({ acceptedAt: -1 })
        .limit(n)
        .toArray();
      return rows.flatMap((r) =>
        r.queuedAt && r.acceptedAt ? [r.acceptedAt.getTime() - r.queuedAt.getTime()] : [],
      );
    },
    lastAgentOf: async (_scope, customerIds) => {
      const row = await docs
        .find({ customerId: { $in: [...customerIds] }, acceptedAt: { $exists: true } } as never)
        .sort({ acceptedAt: -1 })
        .limit(1)
        .next();
      return row?.acceptedBy;
    },
  };
};
