import { randomUUID } from 'node:crypto';
import { MongoClient } from 'mongodb';
import { percentile } from './measure.ts';

const DURATION_MS = 4_000;

const body = { text: 'x'.repeat(400) };

/** Runs `work` from `senders` loops for four seconds; operations per second and p50. */
const closedLoop = async (
  senders: number,
  work: (sender: number) => Promise<void>,
): Promise<{ rate: number; p50: number }> => {
  const endAt = performance.now() + DURATION_MS;
  const times: number[] = [];
  await Promise.all(
    Array.from({ length: senders }, async (_, sender) => {
      while (performance.now() < endAt) {
        const at = performance.now();
        await work(sender);
        times.push(performance.now() - at);
      }
    }),
  );
  return { rate: times.length / (DURATION_MS / 1_000), p50: percentile(times, 0.5) };
};

export interface RawLimits {
  /** One durable insert per item, by senders. */
  insert: Record<number, { rate: number; p50: number }>;
  /** One transaction of five writes per item: what applying a message bare costs. */
  transaction: Record<number, { rate: number; p50: number }>;
}

/** What MongoDB alone gives on this machine now: the limit every figure stands beside. */
export const measureRawLimits = async (uri: string, senders: readonly number[]): Promise<RawLimits> => {
  const client = await MongoClient.connect(uri, {
    maxPoolSize: 100,
    writeConcern: { w: 'majority', journal: true },
  });
  const db = client.db('bench_raw');
  const names = ['ledger', 'conversations', 'messages', 'interactions', 'customers'];
  for (const name of names) await db.createCollection(name).catch(() => undefined);
  await db.collection('messages').createIndex({ c: 1, seq: 1 }, { unique: true });
  const limits: RawLimits = { insert: {}, transaction: {} };
  const seqs = new Map<number, number>();
  for (const n of senders) {
    limits.insert[n] = await closedLoop(n, async () => {
      await db.collection<{ _id: string }>('ledger').insertOne({ _id: randomUUID(), ...body });
    });
    limits.transaction[n] = await closedLoop(n, async (sender) => {
      const seq = (seqs.get(sender) ?? 0) + 1;
      seqs.set(sender, seq);
      const conversation = `${n}-${sender}`;
      await client.withSession((session) =>
        session.withTransaction(async () => {
          await db
            .collection<{ _id: string }>('ledger')
            .insertOne({ _id: randomUUID(), ...body }, { session });
          await db
            .collection<{ _id: string; seq: number }>('conversations')
            .updateOne({ _id: conversation }, { $set: { seq } }, { session, upsert: true });
          await db.collection('messages').insertOne({ c: conversation, seq, ...body }, { session });
          await db
            .collection('interactions')
            .insertOne({ c: conversation, type: 'message.received' }, { session });
          await db
            .collection<{ _id: string; at: number }>('customers')
            .updateOne({ _id: conversation }, { $set: { at: seq } }, { session, upsert: true });
        }),
      );
    });
  }
  await db.dropDatabase();
  await client.close();
  return limits;
};
