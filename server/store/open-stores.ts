import type { Stores } from '../ports.ts';
import { createAgentStore } from './agent-store.ts';
import { ASSIST_COLLECTIONS, createAssistStores } from './assist-stores.ts';
import { BOT_TEST_COLLECTIONS, createBotTestStore } from './bot-test-store.ts';
import { type Database, openDatabase } from './connection.ts';
import { createContentStores } from './content-stores.ts';
import { createConversationStore } from './conversation-store.ts';
import { createCustomerStore } from './customer-store.ts';
import { createDeliveryStore } from './delivery-store.ts';
import { createDialogStores } from './dialog-stores.ts';
import { createErasureStore } from './erasure-store.ts';
import { createEscalationStore } from './escalation-store.ts';
import { createFigureStores, FIGURE_COLLECTIONS } from './figure-stores.ts';
import { ensureIndexes } from './indexes.ts';
import { createInteractionStore } from './interaction-store.ts';
import { createLearningStores } from './learning-stores.ts';
import { createLeaseStore } from './lease-store.ts';
import { createLedgerStore } from './ledger-store.ts';
import { createMessageStore } from './message-store.ts';
import { migrate } from './migrations.ts';
import { COLLECTIONS } from './schemas/collections.ts';
import { CONTENT_COLLECTIONS } from './schemas/content.ts';
import { DIALOG_COLLECTIONS } from './schemas/dialogs.ts';
import { HELP_COLLECTIONS } from './schemas/help.ts';
import { LEARNING_COLLECTIONS } from './schemas/learning.ts';
import { openSessionPool, type SessionPool } from './session-pool.ts';
import { createTimerStore } from './timer-store.ts';
import { heals, runTransaction } from './transaction.ts';

export interface OpenStores {
  stores: Stores;
  database: Database;
  sessions: SessionPool;
  close(): Promise<void>;
}

/** Every collection of the product, for indexes, backup and the shard-key test. */
export const ALL_COLLECTIONS = {
  ...COLLECTIONS,
  ...CONTENT_COLLECTIONS,
  ...FIGURE_COLLECTIONS,
  ...BOT_TEST_COLLECTIONS,
  ...HELP_COLLECTIONS,
  ...LEARNING_COLLECTIONS,
  ...ASSIST_COLLECTIONS,
  ...DIALOG_COLLECTIONS,
};

/** Opens MongoDB, builds indexes before any traffic, fences dead predecessors' transactions. Throws AppError('store-unavailable'). */
export const openStores = async (
  uri: string,
  options: { dbName?: string; drains?: boolean } = {},
): Promise<OpenStores> => {
  const database = await openDatabase(uri, options);
  const { connection } = database;
  await migrate(connection);
  await ensureIndexes(connection, ALL_COLLECTIONS);
  const sessions = await openSessionPool(connection, options);
  const stores: Stores = {
    transaction: (_scope, work) => runTransaction(sessions, work),
    heals,
    conversations: createConversationStore(connection),
    messages: createMessageStore(connection),
    deliveries: createDeliveryStore(connection),
    customers: createCustomerStore(connection),
    interactions: createInteractionStore(connection),
    escalations: createEscalationStore(connection),
    agents: createAgentStore(connection),
    timers: createTimerStore(connection),
    ledger: createLedgerStore(connection),
    leases: createLeaseStore(connection),
    learning: createLearningStores(connection),
    assist: createAssistStores(connection),
    erasure: createErasureStore(connection),
    ...createContentStores(connection),
    ...createFigureStores(connection),
    ...createDialogStores(connection),
    botTests: createBotTestStore(connection),
  };
  return {
    stores,
    database,
    sessions,
    close: async () => {
      await sessions.close();
      await database.close();
    },
  };
};
