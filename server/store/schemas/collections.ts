import type { IndexDescription } from 'mongodb';

/** One collection: its shard key (for a cluster; unique indexes must start with it) and its indexes. */
export interface CollectionPlan {
  shardKey: Record<string, 1 | 'hashed'>;
  indexes: (IndexDescription & { name: string })[];
}

const byId: Record<string, 1 | 'hashed'> = { _id: 'hashed' };
const index = (
  name: string,
  key: Record<string, 1 | -1>,
  more: Omit<IndexDescription, 'key' | 'name'> = {},
): IndexDescription & { name: string } => ({ name, key, ...more });

/** Every collection of the core. Ids are random strings or derived from what is unique; nothing needs a unique index across shards. */
export const COLLECTIONS: Record<string, CollectionPlan> = {
  customers: {
    shardKey: byId,
    indexes: [
      index('by_token', { tokens: 1, updatedAt: -1 }),
      index('by_updated', { updatedAt: -1, _id: -1 }),
      index('by_merged', { mergedInto: 1 }, { partialFilterExpression: { mergedInto: { $exists: true } } }),
      index('by_attribute', { 'attributes.k': 1, 'attributes.v': 1 }),
      index(
        'nps_due',
        { servedAt: 1, lastNpsAt: 1 },
        { partialFilterExpression: { servedAt: { $exists: true } } },
      ),
    ],
  },
  identities: { shardKey: byId, indexes: [index('by_customer', { customerId: 1 })] },
  threads: { shardKey: byId, indexes: [index('by_customer', { customerId: 1 })] },
  orders: { shardKey: byId, indexes: [index('by_customer', { customerId: 1, placedAt: -1 })] },
  conversations: {
    shardKey: byId,
    indexes: [
      index('by_status', { status: 1, lastAt: -1, _id: -1 }),
      index('by_last', { lastAt: -1, _id: -1 }),
      index('by_assignee', { assigneeId: 1, status: 1, lastAt: -1 }),
      index('by_waiting', { status: 1, waitingSince: 1, _id: 1 }),
      index('by_priority', { status: 1, priorityRank: 1, lastAt: -1 }),
      index('by_customer', { customerId: 1, lastAt: -1 }),
      index(
        'by_mention',
        { mentions: 1, lastAt: -1 },
        { partialFilterExpression: { 'mentions.0': { $exists: true } } },
      ),
      index('by_tag', { tags: 1, lastAt: -1 }),
      index('by_token', { tokens: 1, lastAt: -1 }),
      index('by_attribute', { 'attributes.k': 1, 'attributes.v': 1 }),
      index('missed', { missed: 1, lastAt: -1 }, { partialFilterExpression: { missed: true } }),
      index('spam', { spam: 1, lastAt: -1 }, { partialFilterExpression: { spam: true } }),
      index('by_queue', { queueId: 1, status: 1, waitingSince: 1 }),
      index('by_team', { teamId: 1, status: 1, lastAt: -1 }),
    ],
  },
  messages: {
    shardKey: { conversationId: 1, seq: 1 },
    indexes: [
      index('in_order', { conversationId: 1, seq: 1 }, { unique: true }),
      index(
        'by_client_id',
        { conversationId: 1, clientId: 1 },
        { partialFilterExpression: { clientId: { $exists: true } } },
      ),
      index('by_token', { tokens: 1, at: -1 }),
      index(
        'fetching',
        { 'attachments.status': 1 },
        { partialFilterExpression: { 'attachments.status': 'fetching' } },
      ),
    ],
  },
  deliveries: {
    shardKey: { conversationId: 1 },
    indexes: [
      /** One delivery of a (conversation, account) is under way at a time: held by this index, not by a lock that could be lost. */
      index(
        'one_sending',
        { conversationId: 1, accountId: 1 },
        { unique: true, partialFilterExpression: { state: 'sending' } },
      ),
      index('lane', { conversationId: 1, accountId: 1, state: 1, seq: 1, attempt: 1, part: 1 }),
      index('by_message', { messageId: 1 }),
      index('due', { dueAt: 1 }, { partialFilterExpression: { state: 'queued' } }),
      index('stuck', { claimedAt: 1 }, { partialFilterExpression: { state: 'sending' } }),
    ],
  },
  receipts: { shardKey: byId, indexes: [] },
  interactions: {
    shardKey: { 'refs.customer': 1, at: 1 },
    indexes: [
      index('by_customer', { 'refs.customer': 1, at: -1, _id: -1 }),
      index('by_conversation', { 'refs.conversation': 1, at: 1, _id: 1 }),
      index('pending', { recordedAt: 1 }, { partialFilterExpression: { pending: true } }),
      index('by_type', { type: 1, at: 1, _id: 1 }),
      index('by_recorded', { recordedAt: 1, _id: 1 }),
    ],
  },
  escalations: {
    shardKey: byId,
    indexes: [
      index('waiting', { state: 1, queueId: 1, priorityRank: 1, tier: 1, queuedAt: 1 }),
      index(
        'waits',
        { queueId: 1, acceptedAt: -1 },
        { partialFilterExpression: { acceptedAt: { $exists: true } } },
      ),
      index('by_conversation', { conversationId: 1, createdAt: -1 }),
      index('by_customer', { customerId: 1, acceptedAt: -1 }),
      index('offered', { offeredTo: 1, state: 1 }),
    ],
  },
  ledger: {
    shardKey: { accountId: 1, key: 1 },
    indexes: [
      index('lane', { lane: 1, ord: 1, _id: 1 }, { partialFilterExpression: { state: 0 } }),
      index('sweep', { ord: 1 }, { partialFilterExpression: { state: 0 } }),
      index('waits_for', { waitsFor: 1 }, { partialFilterExpression: { state: 3 } }),
      index('by_state', { state: 1, receivedAt: -1, _id: -1 }),
      index('by_account', { accountId: 1, receivedAt: -1, _id: -1 }),
      index('by_received', { receivedAt: -1, _id: -1 }),
      index('bodies', { receivedAt: 1 }, { partialFilterExpression: { hasBody: true } }),
    ],
  },
  timers: { shardKey: byId, indexes: [index('due', { dueAt: 1 })] },
  agents: { shardKey: byId, indexes: [index('by_email', { email: 1 })] },
  /** One row per address of an agent; `_id` is the normalised address. */
  agentAddresses: { shardKey: byId, indexes: [] },
  queues: { shardKey: byId, indexes: [] },
  teams: { shardKey: byId, indexes: [] },
  leases: { shardKey: byId, indexes: [] },
  processes: { shardKey: byId, indexes: [] },
  migrations: { shardKey: byId, indexes: [] },
};
