import { createHash } from 'node:crypto';
import type { Collection, Document } from 'mongodb';
import type { Connection } from 'mongoose';
import { EMPTY_BOT_STATE } from '#contracts/bot.ts';
import type { ErasureCounts, ErasureStore } from '../ports/erasure-store.ts';
import { raiseLearning } from './learning-stores.ts';

type Docs = Collection<Document & { _id: string }>;

/** Everything of one customer, found before anything is taken away. */
interface Found {
  customerIds: string[];
  conversationIds: string[];
  fileIds: string[];
  /** Ledger items their messages were made of, and the receipts by which a second sighting would be known. */
  ledgerIds: string[];
  receiptIds: string[];
}

type Collections = (name: string) => Docs;

const find = async (at: Collections, customerIds: string[]): Promise<Found> => {
  const mine = { customerId: { $in: customerIds } };
  const [conversationIds, carried, threadIds, logged, inbound] = await Promise.all([
    at('conversations').distinct('_id', mine),
    at('messages').distinct('attachments.fileId', mine),
    at('threads').distinct('_id', mine),
    at('loggedTexts').distinct('fileIds', mine),
    at('messages')
      .find({ ...mine, ledgerId: { $gt: '' } }, { projection: { ledgerId: 1, accountId: 1, externalId: 1 } })
      .toArray(),
  ]);
  const uploaded = await at('files.files').distinct('_id', {
    $or: [
      { 'metadata.conversationId': { $in: conversationIds } },
      { 'metadata.owner.kind': 'customer', 'metadata.owner.id': { $in: threadIds } },
    ],
  });
  return {
    customerIds,
    conversationIds,
    fileIds: [...new Set([...([...carried, ...logged] as string[]).filter(Boolean), ...uploaded])],
    ledgerIds: inbound.map((message) => String(message.ledgerId)),
    receiptIds: inbound.map((message) => `${String(message.accountId)}|${String(message.externalId)}`),
  };
};

const hashed = (key: string): string => createHash('sha256').update(key).digest('base64url');

/**
 * Items of the customer's lanes lose body and lane. A provider's key stays, so that a redelivery is still known; a key of our own widget names
 * its visitor and is kept as a hash. The number of items stays, and no item claims a message: the ledger still balances.
 */
const tombstoneLedger = async (at: Collections, found: Found): Promise<number> => {
  const ledger = at('ledger');
  const own = { _id: { $in: found.ledgerIds } };
  const [lanes, accounts] = await Promise.all([
    ledger.distinct('lane', own),
    ledger.distinct('accountId', own),
  ]);
  const ofLanes = { accountId: { $in: accounts }, lane: { $in: lanes }, state: { $ne: 0 } };
  const tombstone = { lane: 'erased', outcome: 'erased', hasBody: false };
  for await (const item of ledger.find({ ...ofLanes, key: /^widget:/ })) {
    const { body: _body, waitsFor: _waits, reason: _reason, ...rest } = item;
    const key = `erased:${hashed(String(item.key))}`;
    const _id = `${String(item.accountId)}|${key}`;
    await ledger.replaceOne({ _id }, { ...rest, _id, key, ...tombstone }, { upsert: true });
    await ledger.deleteOne({ _id: item._id });
  }
  const result = await ledger.updateMany(ofLanes, {
    $set: tombstone,
    $unset: { body: '', waitsFor: '', reason: '' },
  });
  await at('receipts').deleteMany({ _id: { $in: found.receiptIds } });
  return result.modifiedCount;
};

/** Conversations keep status, times, tags and who served: what figures are made of. */
const emptyConversations = async (at: Collections, found: Found, pseudonym: string): Promise<number> => {
  const ids = { $in: found.conversationIds };
  await at('escalations').updateMany(
    { conversationId: ids },
    {
      $set: {
        customerId: pseudonym,
        'card.summary': '',
        'card.facts': [],
        'card.tried': [],
        'card.missing': [],
      },
      $unset: { 'card.promises': '', 'wish.address': '' },
    },
  );
  await at('timers').deleteMany({ subject: ids });
  await at('drafts').deleteMany({ conversationId: ids });
  await at('deliveries').deleteMany({ conversationId: ids });
  const result = await at('conversations').updateMany(
    { _id: ids },
    {
      $set: {
        customerId: pseudonym,
        customerName: '',
        lastLine: '',
        status: 'resolved',
        tokens: [],
        attributes: [],
        threads: [],
        mentions: [],
        'bot.state': EMPTY_BOT_STATE,
      },
      $unset: {
        subject: '',
        openSurvey: '',
        waitingSince: '',
        snoozedUntil: '',
        escalationId: '',
        promises: '',
      },
      $inc: { version: 1 },
    },
  );
  return result.modifiedCount;
};

/** Rows stay in their order with codes and numbers; who they were about is no longer told. */
const pseudonymise = async (at: Collections, found: Found, pseudonym: string): Promise<number> => {
  const of = { $in: found.customerIds };
  await at('surveys').updateMany(
    { customerId: of },
    { $set: { customerId: pseudonym }, $unset: { comment: '' } },
  );
  await at('facts').updateMany({ customerId: of }, { $set: { customerId: pseudonym } });
  await at('interactions').updateMany(
    { 'refs.customer': of, 'actor.kind': 'customer' },
    { $set: { 'actor.id': pseudonym } },
  );
  const result = await at('interactions').updateMany(
    { 'refs.customer': of },
    { $set: { 'refs.customer': pseudonym }, $unset: { 'refs.thread': '' } },
  );
  return result.modifiedCount;
};

/** See ErasureStore. The customer's own document is emptied last: until then asking again goes on where a crash stopped. */
export const createErasureStore = (connection: Connection): ErasureStore => {
  const at = (name: string): Docs => connection.collection(name) as unknown as Docs;
  /** A second run goes on under the first one's name. */
  const keepPseudonym = async (customerId: string | undefined, wanted: string): Promise<string> => {
    const filter = { _id: customerId ?? '' };
    await at('customers').updateOne({ ...filter, erasingAs: null }, { $set: { erasingAs: wanted } });
    const doc = await at('customers').findOne(filter, { projection: { erasingAs: 1 } });
    return typeof doc?.erasingAs === 'string' ? doc.erasingAs : wanted;
  };
  return {
    erase: async (_scope, ids, wanted, now): Promise<ErasureCounts> => {
      const customerIds = [...ids];
      const pseudonym = await keepPseudonym(customerIds[0], wanted);
      const found = await find(at, customerIds);
      const mine = { customerId: { $in: customerIds } };
      const ledgerItems = await tombstoneLedger(at, found);
      await at('files.files').deleteMany({ _id: { $in: found.fileIds } });
      await at('files.chunks').deleteMany({ files_id: { $in: found.fileIds } });
      const messages = await at('messages').deleteMany(mine);
      for (const name of [
        'identities',
        'threads',
        'orders',
        'loggedTexts',
        'botQuestions',
        'botCalls',
        'botTests',
        'assistExamples',
        'summaries',
      ])
        await at(name).deleteMany(mine);
      const learned = await at('botLessons').deleteMany(mine);
      if (learned.deletedCount > 0) await raiseLearning(connection);
      const conversations = await emptyConversations(at, found, pseudonym);
      const interactions = await pseudonymise(at, found, pseudonym);
      await at('customers').updateMany(
        { _id: { $in: customerIds } },
        {
          $set: {
            name: '',
            tags: [],
            attributes: [],
            tokens: [],
            verified: false,
            erasedAt: now,
            updatedAt: now,
          },
          $unset: { timeZone: '', lastSeenAt: '', lastPage: '', servedAt: '', erasingAs: '' },
          $inc: { version: 1 },
        },
      );
      return {
        pseudonym,
        messages: messages.deletedCount,
        conversations,
        files: found.fileIds.length,
        ledgerItems,
        interactions,
      };
    },
  };
};
