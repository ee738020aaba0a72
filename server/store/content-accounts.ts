import type { Connection } from 'mongoose';
import { AppError } from '#contracts/errors.ts';
import type { ChannelAccountDoc, ContentStores } from '../ports/content-stores.ts';
import { type Doc, fromDoc, toDoc } from './connection.ts';
import { contentCollection } from './content-documents.ts';
import { isDuplicateKey } from './transaction.ts';

type AccountDoc = Doc<ChannelAccountDoc>;

/** Channel accounts. Secrets are stored as given: sealed by the caller, never in the clear. */
export const createAccountStore = (connection: Connection): ContentStores['accounts'] => {
  const { docs, put } = contentCollection<AccountDoc>(connection, 'channelAccounts');
  return {
    get: async (_scope, id) => {
      const doc = await docs.findOne({ _id: id });
      return doc ? fromDoc<ChannelAccountDoc>(doc) : undefined;
    },
    list: async () =>
      (await docs.find().sort({ channel: 1, name: 1, _id: 1 }).limit(1_000).toArray()).map((doc) =>
        fromDoc<ChannelAccountDoc>(doc),
      ),
    save: async (_scope, account, expectedVersion) => {
      if (expectedVersion === undefined) return put(toDoc(account));
      // Settings change, health does not: a `touch` between read and save is kept.
      const {
        _id,
        lastReceivedAt: _r,
        lastSentAt: _s,
        lastError: _e,
        tokenExpiresAt: _t,
        checkedAt: _a,
        cursor: _c,
        ...set
      } = toDoc(account);
      try {
        const result = await docs.updateOne({ _id, version: expectedVersion }, { $set: set });
        return result.matchedCount === 1;
      } catch (error) {
        if (isDuplicateKey(error)) throw new AppError('already-exists');
        throw error;
      }
    },
    cursor: async (_scope, id) => (await docs.findOne({ _id: id }, { projection: { cursor: 1 } }))?.cursor,
    setCursor: async (_scope, id, cursor) => {
      await docs.updateOne({ _id: id }, { $set: { cursor } });
    },
    touch: async (_scope, id, seen) => {
      const later = {
        ...(seen.receivedAt ? { lastReceivedAt: seen.receivedAt } : {}),
        ...(seen.sentAt ? { lastSentAt: seen.sentAt } : {}),
      };
      const { checkedAt, tokenExpiresAt } = seen;
      const set = {
        ...(typeof seen.error === 'string' ? { lastError: seen.error.slice(0, 200) } : {}),
        ...(checkedAt ? { checkedAt } : {}),
        ...(tokenExpiresAt ? { tokenExpiresAt } : {}),
      };
      const unset: { lastError?: ''; tokenExpiresAt?: '' } = {
        ...(seen.error === null ? { lastError: '' } : {}),
        ...(tokenExpiresAt === null ? { tokenExpiresAt: '' } : {}),
      };
      await docs.updateOne(
        { _id: id },
        {
          ...(Object.keys(later).length ? { $max: later } : {}),
          ...(Object.keys(set).length ? { $set: set } : {}),
          ...(Object.keys(unset).length ? { $unset: unset } : {}),
        },
      );
    },
  };
};
