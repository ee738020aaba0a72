import type { Collection } from 'mongodb';
import type { Connection } from 'mongoose';
import { InboxView } from '#contracts/conversation.ts';
import type { Conversation } from '../domain/conversation/conversation.ts';
import type { ConversationFilter, ConversationStore } from '../ports/core-stores.ts';
import type { Scope } from '../ports/scope.ts';
import { type Doc, fromDoc, toDoc } from './connection.ts';
import { afterCursor, toPage } from './cursor.ts';
import { both, conversationScope } from './scope-filter.ts';
import { sessionOf } from './transaction.ts';

export const PRIORITY_RANK = { urgent: 0, high: 1, normal: 2, low: 3 } as const;
type ConversationDoc = Doc<Conversation> & { priorityRank: number };
/** A view's count stops here: "1,000+" is as true to a person. */
const COUNT_CAP = 1_000;
const LIVE = ['bot', 'queued', 'open', 'snoozed'] as const;

export const conversationDoc = (c: Conversation): ConversationDoc => ({
  ...toDoc(c),
  priorityRank: PRIORITY_RANK[c.priority],
});

const SORTS = {
  newest: [
    ['lastAt', -1],
    ['_id', -1],
  ],
  oldest: [
    ['lastAt', 1],
    ['_id', 1],
  ],
  waiting: [
    ['waitingSince', 1],
    ['_id', 1],
  ],
  priority: [
    ['priorityRank', 1],
    ['lastAt', -1],
    ['_id', -1],
  ],
} as const;

/** The built-in views as conditions. */
const viewCondition = (
  view: ConversationFilter['view'],
  agentId: string | undefined,
): Record<string, unknown> => {
  switch (view) {
    case 'mine':
      return { assigneeId: agentId, status: 'open' };
    case 'unassigned':
      return { status: 'open', assigneeId: null };
    case 'queue':
      return { status: 'queued' };
    case 'mentions':
      return { mentions: agentId };
    case 'bot':
      return { status: 'bot' };
    case 'snoozed':
      return { status: 'snoozed' };
    case 'missed':
      return { missed: true };
    case 'resolved':
      return { status: 'resolved' };
    case 'spam':
      return { spam: true };
    default:
      return {};
  }
};

const condition = (filter: ConversationFilter): Record<string, unknown> => ({
  ...viewCondition(filter.view, filter.agentId),
  ...(filter.view !== 'spam' && !filter.includeSpam ? { spam: false } : {}),
  ...(filter.statuses ? { status: { $in: filter.statuses } } : {}),
  ...(filter.assigneeId !== undefined ? { assigneeId: filter.assigneeId } : {}),
  ...(filter.teamId ? { teamId: filter.teamId } : {}),
  ...(filter.channel ? { channel: filter.channel } : {}),
  ...(filter.tag ? { tags: filter.tag } : {}),
  ...(filter.priority ? { priority: filter.priority } : {}),
  ...(filter.language ? { language: filter.language } : {}),
  ...(filter.customerIds ? { customerId: { $in: filter.customerIds } } : {}),
  ...(filter.ids ? { _id: { $in: filter.ids } } : {}),
  ...(filter.tokens?.length ? { tokens: { $all: filter.tokens } } : {}),
});

/** Fields an inbound item can change; read marks and the like are written by others without a version and must survive. */
const INBOUND_FIELDS = [
  'seq',
  'version',
  'status',
  'speaker',
  'lastLine',
  'lastAuthor',
  'lastAt',
  'threads',
  'accountId',
  'channel',
  'cycle',
  'cycleAt',
  'humanInvolved',
  'language',
  'missed',
  'spam',
  'customerName',
  'updatedAt',
  'waitingSince',
  'snoozedUntil',
  'resolvedAt',
  'openSurvey',
  'firstHumanReplyAt',
  'assigneeId',
  'queueId',
  'escalationId',
  'promises',
] as const satisfies readonly (keyof Conversation)[];

const inboundChange = (c: Conversation): Record<string, unknown> => {
  const set: Record<string, unknown> = { 'bot.seenSeq': c.bot.seenSeq };
  const unset: Record<string, 1> = {};
  for (const field of INBOUND_FIELDS) {
    if (c[field] === undefined) unset[field] = 1;
    else set[field] = c[field];
  }
  return { $set: set, ...(Object.keys(unset).length ? { $unset: unset } : {}) };
};

export const createConversationStore = (connection: Connection): ConversationStore => {
  const docs = connection.collection('conversations') as unknown as Collection<ConversationDoc>;
  const map = (doc: ConversationDoc): Conversation => {
    const { priorityRank: _rank, ...rest } = doc;
    return fromDoc(rest as Doc<Conversation>);
  };
  const scoped = (scope: Scope, filter: Record<string, unknown>) => both(filter, conversationScope(scope));
  return {
    get: async (scope, id, tx) => {
      const doc = await docs.findOne(scoped(scope, { _id: id }), sessionOf(tx));
      return doc ? map(doc) : undefined;
    },
    many: async (scope, ids, tx) =>
      (await docs.find(scoped(scope, { _id: { $in: [...ids] } }), sessionOf(tx)).toArray()).map(map),
    insert: async (_scope, conversation, tx) => {
      await docs.insertOne(conversationDoc(conversation), sessionOf(tx));
    },
    applyBatch: async (_scope, inserts, updates, tx) => {
      const operations = [
        ...inserts.map((c) => ({ insertOne: { document: conversationDoc(c) } })),
        ...updates.map(({ conversation, baseVersion }) => ({
          updateOne: {
            filter: { _id: conversation.id, version: baseVersion },
            update: inboundChange(conversation),
          },
        })),
      ];
      if (operations.length === 0) return true;
      const result = await docs.bulkWrite(operations as never, { ...sessionOf(tx), ordered: true });
      return result.matchedCount === updates.length;
    },
    update: async (scope, id, version, change, tx) => {
      const { id: _id, version: _version, ...set } = change.set ?? {};
      const rank = set.priority ? { priorityRank: PRIORITY_RANK[set.priority] } : {};
      const unset = Object.fromEntries((change.unset ?? []).map((k) => [k, 1 as const]));
      const doc = await docs.findOneAndUpdate(
        scoped(scope, { _id: id, version }),
        {
          $set: { ...set, ...rank },
          $inc: { version: 1 },
          ...(Object.keys(unset).length ? { $unset: unset } : {}),
        } as never,
        { ...sessionOf(tx), returnDocument: 'after' },
      );
      return doc ? map(doc) : undefined;
    },
    list: async (scope, filter, page) => {
      const sort = SORTS[filter.sort];
      const waiting = filter.sort === 'waiting' ? { waitingSince: { $exists: true } } : {};
      const rows = await docs
        .find(both(condition(filter), waiting, conversationScope(scope), afterCursor(sort, page.cursor)))
        .sort(Object.fromEntries(sort))
        .limit(page.limit + 1)
        .maxTimeMS(5_000)
        .toArray();
      return toPage(rows, page, sort, map);
    },
    counts: async (scope, agentId) => {
      const counts = InboxView.options.map(async (view) => {
        const live = view === 'all' || view === 'mentions' ? { status: { $in: [...LIVE] } } : {};
        const filter = both(condition({ view, agentId, sort: 'newest' }), live, conversationScope(scope));
        return [view, await docs.countDocuments(filter, { limit: COUNT_CAP, maxTimeMS: 3_000 })] as const;
      });
      return Object.fromEntries(await Promise.all(counts));
    },
    byNumber: async (_scope, customerIds, numbers) =>
      (
        await docs
          .find({ customerId: { $in: [...customerIds] }, number: { $in: [...numbers] } })
          .limit(50)
          .toArray()
      ).map(map),
    activeOf: async (scope, customerIds, since, tx) =>
      (
        await docs
          .find(
            scoped(scope, {
              customerId: { $in: [...customerIds] },
              status: { $in: [...LIVE] },
              lastAt: { $gte: since },
              mergedInto: null,
            }),
            sessionOf(tx),
          )
          .sort({ lastAt: -1 })
          .limit(10)
          .toArray()
      ).map(map),
    openCount: (_scope, agentId, tx) =>
      docs.countDocuments({ assigneeId: agentId, status: 'open' }, sessionOf(tx)),
    openCounts: async () => {
      const rows = await docs
        .aggregate<{ _id: string; n: number }>([
          { $match: { status: 'open', assigneeId: { $gt: '' } } },
          { $group: { _id: '$assigneeId', n: { $sum: 1 } } },
        ])
        .toArray();
      return Object.fromEntries(rows.map((r) => [r._id, r.n]));
    },
    setRead: async (scope, id, agentId, seq) => {
      await docs.updateOne(scoped(scope, { _id: id }), { $max: { [`readBy.${agentId}`]: seq } } as never);
    },
    setCustomerRead: async (scope, id, seq) => {
      const result = await docs.updateOne(
        scoped(scope, { _id: id, customerReadSeq: { $lt: seq }, seq: { $gte: seq } }),
        { $set: { customerReadSeq: seq } } as never,
      );
      return result.modifiedCount === 1;
    },
  };
};
