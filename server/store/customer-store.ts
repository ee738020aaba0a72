import type { Collection } from 'mongodb';
import type { Connection } from 'mongoose';
import type { Customer, Identity, Order, Thread } from '../domain/customer/customer.ts';
import type { CustomerStore } from '../ports/core-stores.ts';
import type { Scope } from '../ports/scope.ts';
import { type Doc, fromDoc, toDoc } from './connection.ts';
import { afterCursor, toPage } from './cursor.ts';
import { both } from './scope-filter.ts';
import { sessionOf } from './transaction.ts';

const BY_UPDATED = [
  ['updatedAt', -1],
  ['_id', -1],
] as const;
const MAX_ALIASES = 200;

/** Replaces rows whose version is still the one they were read with; false when any was not. */
const swap = async (
  collection: Collection<{ _id: string }>,
  rows: readonly (readonly [{ _id: string }, number])[],
  session: ReturnType<typeof sessionOf>,
): Promise<boolean> => {
  if (rows.length === 0) return true;
  const operations = rows.map(([{ _id, ...rest }, version]) => ({
    updateOne: { filter: { _id, version }, update: { $set: rest } },
  }));
  return (
    (await collection.bulkWrite(operations as never, { ...session, ordered: true })).matchedCount ===
    rows.length
  );
};

export const createCustomerStore = (connection: Connection): CustomerStore => {
  const docs = connection.collection('customers') as unknown as Collection<Doc<Customer>>;
  const identities = connection.collection('identities') as unknown as Collection<Doc<Identity>>;
  const threads = connection.collection('threads') as unknown as Collection<Doc<Thread>>;
  const orders = connection.collection('orders') as unknown as Collection<Doc<Order>>;
  const customer = (d: unknown): Customer => fromDoc<Customer>(d as Doc<Customer>);
  const own = (scope: Scope): Record<string, unknown> =>
    scope.kind === 'customer' ? { _id: scope.customerId } : {};
  return {
    get: async (scope, id, tx) => {
      const doc = await docs.findOne(both({ _id: id }, own(scope)) as never, sessionOf(tx));
      return doc ? customer(doc) : undefined;
    },
    many: async (scope, ids, tx) =>
      ids.length === 0
        ? []
        : (
            await docs.find(both({ _id: { $in: [...ids] } }, own(scope)) as never, sessionOf(tx)).toArray()
          ).map(customer),
    insert: async (_scope, row, tx) => {
      await docs.insertOne(toDoc(row) as never, sessionOf(tx));
    },
    update: async (scope, id, version, set, tx) => {
      const { id: _id, version: _version, ...rest } = set;
      const filter = both({ _id: id, ...(version === undefined ? {} : { version }) }, own(scope));
      const doc = await docs.findOneAndUpdate(
        filter as never,
        { $set: rest, $inc: { version: 1 } } as never,
        { ...sessionOf(tx), returnDocument: 'after' },
      );
      return doc ? customer(doc) : undefined;
    },
    unmerge: async (scope, id, version, tx) => {
      const doc = await docs.findOneAndUpdate(
        both({ _id: id, version }, own(scope)) as never,
        { $unset: { mergedInto: 1 }, $inc: { version: 1 } } as never,
        { ...sessionOf(tx), returnDocument: 'after' },
      );
      return doc ? customer(doc) : undefined;
    },
    list: async (scope, ask) => {
      const filter = both(
        { erasedAt: null, mergedInto: null },
        ask.tokens?.length
          ? {
              $or: [
                { tokens: { $all: ask.tokens } },
                ...(ask.orIds?.length ? [{ _id: { $in: ask.orIds } }] : []),
              ],
            }
          : {},
        own(scope),
        afterCursor(BY_UPDATED, ask.cursor),
      );
      const rows = await docs
        .find(filter as never)
        .sort(Object.fromEntries(BY_UPDATED))
        .limit(ask.limit + 1)
        .maxTimeMS(5_000)
        .toArray();
      return toPage(rows as never[], ask, BY_UPDATED, customer);
    },
    aliases: async (_scope, id) => {
      const found = new Set([id]);
      for (let frontier = [id]; frontier.length && found.size < MAX_ALIASES; ) {
        const rows = await docs
          .find({ mergedInto: { $in: frontier } } as never, { projection: { _id: 1 } })
          .limit(MAX_ALIASES)
          .toArray();
        frontier = rows.map((r) => String(r._id)).filter((x) => !found.has(x));
        for (const x of frontier) found.add(x);
      }
      return [...found];
    },
    identities: async (_scope, ids) =>
      (
        await identities
          .find({ customerId: { $in: [...ids] } } as never)
          .limit(200)
          .toArray()
      ).map((d) => fromDoc<Identity>(d as never)),
    identity: async (_scope, id, tx) => {
      const doc = await identities.findOne({ _id: id }, sessionOf(tx));
      return doc ? fromDoc<Identity>(doc as never) : undefined;
    },
    upsertIdentity: async (_scope, row, tx) => {
      const { _id, ...rest } = toDoc(row);
      await identities.updateOne({ _id }, { $set: rest } as never, { ...sessionOf(tx), upsert: true });
    },
    setOptOut: async (_scope, id, optedOut, tx) =>
      (
        await identities.updateOne(
          { _id: id, optedOut: !optedOut } as never,
          { $set: { optedOut } } as never,
          sessionOf(tx),
        )
      ).modifiedCount === 1,
    threads: async (_scope, ids) =>
      (
        await threads
          .find({ customerId: { $in: [...ids] } } as never)
          .limit(200)
          .toArray()
      ).map((d) => fromDoc<Thread>(d as never)),
    thread: async (_scope, id, tx) => {
      const doc = await threads.findOne({ _id: id }, sessionOf(tx));
      return doc ? fromDoc<Thread>(doc as never) : undefined;
    },
    upsertThread: async (_scope, row, tx) => {
      const { _id, ...rest } = toDoc(row);
      await threads.updateOne({ _id }, { $set: rest } as never, { ...sessionOf(tx), upsert: true });
    },
    threadsById: async (_scope, ids) =>
      ids.length
        ? (await threads.find({ _id: { $in: [...ids] } }).toArray()).map((d) => fromDoc<Thread>(d as never))
        : [],
    identitiesById: async (_scope, ids) =>
      ids.length
        ? (await identities.find({ _id: { $in: [...ids] } }).toArray()).map((d) =>
            fromDoc<Identity>(d as never),
          )
        : [],
    applyBatch: async (_scope, batch, tx) => {
      const session = sessionOf(tx);
      if (batch.newCustomers.length) await docs.insertMany(batch.newCustomers.map(toDoc) as never, session);
      if (batch.newIdentities.length)
        await identities.insertMany(batch.newIdentities.map(toDoc) as never, session);
      if (batch.newThreads.length) await threads.insertMany(batch.newThreads.map(toDoc) as never, session);
      const swaps = [
        await swap(
          docs as never,
          batch.customers.map((c) => [toDoc(c.customer), c.baseVersion]),
          session,
        ),
        await swap(
          threads as never,
          batch.threads.map((t) => [toDoc(t.thread), t.baseVersion]),
          session,
        ),
      ];
      for (const { _id, verified, optedOut } of batch.identities.map(toDoc)) {
        await identities.updateOne({ _id }, { $set: { verified, optedOut } } as never, session);
      }
      return swaps.every(Boolean);
    },
    orders: async (scope, ids) => {
      const allowed = scope.kind === 'customer' ? ids.filter((i) => i === scope.customerId) : ids;
      return (
        await orders
          .find({ customerId: { $in: [...allowed] } } as never)
          .sort({ placedAt: -1 })
          .limit(100)
          .toArray()
      ).map((d) => fromDoc<Order>(d as never));
    },
    insertOrders: async (_scope, rows, tx) => {
      if (rows.length) await orders.insertMany(rows.map(toDoc) as never, sessionOf(tx));
    },
    npsDue: async (_scope, askedBefore, servedSince, limit) =>
      (
        await docs
          .find({
            servedAt: { $gte: servedSince },
            blocked: false,
            $or: [{ lastNpsAt: null }, { lastNpsAt: { $lt: askedBefore } }],
          } as never)
          .limit(limit)
          .toArray()
      ).map(customer),
  };
};
