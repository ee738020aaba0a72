import type { Collection } from 'mongodb';
import type { Connection } from 'mongoose';
import type { Timer, TimerStore } from '../ports/core-stores.ts';
import { type Doc, fromDoc } from './connection.ts';
import { sessionOf } from './transaction.ts';

/** `_id` = kind + ':' + subject, so a subject has at most one timer of a kind; each set raises the generation and makes older wake-ups void. */
export const createTimerStore = (connection: Connection): TimerStore => {
  const docs = connection.collection('timers') as unknown as Collection<Doc<Timer>>;
  const idOf = (kind: string, subject: string): string => `${kind}:${subject}`;
  return {
    set: async (_scope, { kind, subject, dueAt, data }, tx) => {
      const doc = await docs.findOneAndUpdate(
        { _id: idOf(kind, subject) },
        { $set: { kind, subject, dueAt, data }, $inc: { generation: 1 } } as never,
        { ...sessionOf(tx), upsert: true, returnDocument: 'after' },
      );
      if (!doc) throw new Error('an upsert answered nothing');
      return fromDoc<Timer>(doc as never);
    },
    cancel: async (_scope, kind, subject, tx) =>
      (await docs.deleteOne({ _id: idOf(kind, subject) }, sessionOf(tx))).deletedCount === 1,
    get: async (_scope, kind, subject) => {
      const doc = await docs.findOne({ _id: idOf(kind, subject) });
      return doc ? fromDoc<Timer>(doc as never) : undefined;
    },
    due: async (_scope, now, limit) =>
      (
        await docs
          .find({ dueAt: { $lte: now } } as never)
          .sort({ dueAt: 1 })
          .limit(limit)
          .toArray()
      ).map((d) => fromDoc<Timer>(d as never)),
    take: async (_scope, id, generation, tx) => {
      const doc = await docs.findOneAndDelete({ _id: id, generation } as never, sessionOf(tx));
      return doc ? fromDoc<Timer>(doc as never) : undefined;
    },
  };
};
