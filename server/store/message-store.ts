import type { Collection } from 'mongodb';
import type { Connection } from 'mongoose';
import type { Message } from '../domain/conversation/message.ts';
import type { MessageStore } from '../ports/core-stores.ts';
import type { Scope } from '../ports/scope.ts';
import { type Doc, fromDoc, toDoc } from './connection.ts';
import { afterCursor, toPage } from './cursor.ts';
import { both, seesNotes } from './scope-filter.ts';
import { sessionOf } from './transaction.ts';

const BY_TIME = [
  ['at', -1],
  ['_id', -1],
] as const;

/**
 * Messages by conversation. Callers reach them through a conversation they were allowed to read; here the scope decides on notes
 * and holds a customer to their own.
 */
export const createMessageStore = (connection: Connection): MessageStore => {
  const docs = connection.collection('messages') as unknown as Collection<Doc<Message>>;
  const visible = (scope: Scope): Record<string, unknown> =>
    scope.kind === 'customer' ? { customerId: scope.customerId, direction: { $ne: 'note' } } : {};
  return {
    insert: async (_scope, messages, tx) => {
      if (messages.length) await docs.insertMany(messages.map(toDoc) as never, sessionOf(tx));
    },
    get: async (scope, id, tx) => {
      const doc = await docs.findOne(both({ _id: id }, visible(scope)), sessionOf(tx));
      return doc ? fromDoc<Message>(doc as never) : undefined;
    },
    many: async (scope, ids) =>
      (await docs.find(both({ _id: { $in: [...ids] } }, visible(scope)) as never).toArray()).map((d) =>
        fromDoc<Message>(d as never),
      ),
    page: async (scope, conversationId, ask) => {
      const range = {
        ...(ask.afterSeq !== undefined ? { $gt: ask.afterSeq } : {}),
        ...(ask.beforeSeq !== undefined ? { $lt: ask.beforeSeq } : {}),
      };
      const notes = ask.visible === 'public' || !seesNotes(scope) ? { direction: { $ne: 'note' } } : {};
      const filter = both(
        { conversationId, ...(Object.keys(range).length ? { seq: range } : {}) },
        notes,
        visible(scope),
      );
      // Without a lower bound the newest page is wanted: read backwards, answer forwards.
      const backwards = ask.afterSeq === undefined;
      const rows = await docs
        .find(filter as never)
        .sort({ seq: backwards ? -1 : 1 })
        .limit(ask.limit)
        .toArray();
      const messages = rows.map((d) => fromDoc<Message>(d as never));
      return backwards ? messages.reverse() : messages;
    },
    byClientId: async (scope, conversationId, clientId, tx) => {
      const doc = await docs.findOne(
        both({ conversationId, clientId }, visible(scope)) as never,
        sessionOf(tx),
      );
      return doc ? fromDoc<Message>(doc as never) : undefined;
    },
    lastInbound: async (_scope, conversationId, threadId, beforeSeq) => {
      const doc = await docs
        .find({ conversationId, threadId, direction: 'inbound', seq: { $lt: beforeSeq } } as never)
        .sort({ seq: -1 })
        .limit(1)
        .next();
      return doc ? fromDoc<Message>(doc as never) : undefined;
    },
    update: async (_scope, id, conversationId, set, tx) => {
      const { id: _id, version: _version, ...rest } = set;
      const doc = await docs.findOneAndUpdate(
        { _id: id, conversationId } as never,
        { $set: rest, $inc: { version: 1 } } as never,
        { ...sessionOf(tx), returnDocument: 'after' },
      );
      return doc ? fromDoc<Message>(doc as never) : undefined;
    },
    search: async (scope, tokens, page) => {
      const rows = await docs
        .find(
          both({ tokens: { $all: [...tokens] } }, visible(scope), afterCursor(BY_TIME, page.cursor)) as never,
        )
        .sort(Object.fromEntries(BY_TIME))
        .limit(page.limit + 1)
        .maxTimeMS(5_000)
        .toArray();
      return toPage(rows as never[], page, BY_TIME, (d) => fromDoc<Message>(d));
    },
    fetching: async (_scope, before, limit) => {
      const filter = { 'attachments.status': 'fetching', acceptedAt: { $lt: before } };
      const rows = await docs
        .find(filter as never, { projection: { _id: 1 } })
        .limit(limit)
        .toArray();
      return rows.map((row) => row._id);
    },
  };
};
