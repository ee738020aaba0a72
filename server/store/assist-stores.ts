import type { Collection, Document } from 'mongodb';
import type { Connection } from 'mongoose';
import type { ModelUsage } from '#contracts/model.ts';
import type {
  AssistExample,
  AssistStores,
  ConversationSummary,
  ModelSettings,
  ModelSpend,
} from '../ports/assist-stores.ts';
import { type Doc, fromDoc, toDoc } from './connection.ts';
import type { CollectionPlan } from './schemas/collections.ts';
import { isDuplicateKey, sessionOf } from './transaction.ts';

const byId: CollectionPlan['shardKey'] = { _id: 'hashed' };

/** Shard keys and indexes of what assists agents, and of the language model. */
export const ASSIST_COLLECTIONS: Record<string, CollectionPlan> = {
  assistExamples: {
    shardKey: byId,
    indexes: [
      { name: 'by_language', key: { language: 1, at: -1 } },
      { name: 'by_customer', key: { customerId: 1 } },
    ],
  },
  modelSettings: { shardKey: byId, indexes: [] },
  modelUsage: { shardKey: byId, indexes: [] },
  summaries: { shardKey: byId, indexes: [{ name: 'by_customer', key: { customerId: 1 } }] },
};

/** Examples of a language that are kept and compared at most, the newest. */
const MAX_EXAMPLES = 2_000;
const SETTINGS_ID = 'model';

interface UsageDoc {
  _id: string;
  /** Spent and set aside. */
  tokens: number;
  money: number;
  tokensIn: number;
  tokensOut: number;
  calls: number;
  faults: number;
}

/** Whether the conversation still belongs to the customer: an erasure gives it to a pseudonym. */
const stillOf = async (connection: Connection, id: string, customerId: string): Promise<boolean> =>
  (await connection
    .collection('conversations')
    .findOne({ _id: id, customerId } as never, { projection: { _id: 1 } })) !== null;

const createExamples = (connection: Connection): AssistStores['examples'] => {
  const docs = connection.collection('assistExamples') as unknown as Collection<Doc<AssistExample>>;
  return {
    keep: async (_scope, example) => {
      try {
        await docs.insertOne(toDoc(example) as never);
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        return;
      }
      // Erased between reading and writing: the words go too.
      if (!(await stillOf(connection, example.conversationId, example.customerId)))
        await docs.deleteOne({ _id: example.id } as never);
      const [last] = await docs
        .find({ language: example.language } as never)
        .sort({ at: -1 })
        .skip(MAX_EXAMPLES)
        .limit(1)
        .toArray();
      if (last) await docs.deleteMany({ language: example.language, at: { $lte: last.at } } as never);
    },
    newest: async (_scope, language) =>
      (
        await docs
          .find({ language } as never)
          .sort({ at: -1 })
          .limit(MAX_EXAMPLES)
          .maxTimeMS(5_000)
          .toArray()
      ).map((doc) => fromDoc<AssistExample>(doc as never)),
  };
};

const NO_USAGE: ModelUsage = { tokensIn: 0, tokensOut: 0, calls: 0, faults: 0, money: 0 };

const dayOf = (at: Date): string => `day:${at.toISOString().slice(0, 10)}`;
const monthOf = (at: Date): string => `month:${at.toISOString().slice(0, 7)}`;

const createUsage = (connection: Connection): Pick<AssistStores['model'], 'usage' | 'reserve' | 'settle'> => {
  const docs = connection.collection('modelUsage') as unknown as Collection<UsageDoc>;
  const read = async (id: string): Promise<ModelUsage> => {
    const doc = await docs.findOne({ _id: id });
    if (!doc) return NO_USAGE;
    const { tokensIn, tokensOut, calls, faults, money } = doc;
    return { tokensIn, tokensOut, calls, faults, money: Math.max(0, money) };
  };
  const take = async (
    id: string,
    { tokens, money }: ModelSpend,
    caps: { tokens: number | null; money: number | null },
  ): Promise<boolean> => {
    await docs
      .updateOne(
        { _id: id },
        { $setOnInsert: { tokens: 0, money: 0, tokensIn: 0, tokensOut: 0, calls: 0, faults: 0 } },
        { upsert: true },
      )
      .catch((error: unknown) => {
        if (!isDuplicateKey(error)) throw error;
      });
    const below: Document = { _id: id };
    if (caps.tokens !== null) below.tokens = { $lte: caps.tokens - tokens };
    if (caps.money !== null) below.money = { $lte: caps.money - money };
    return (await docs.updateOne(below, { $inc: { tokens, money } })).matchedCount === 1;
  };
  return {
    usage: async (_scope, now) => ({ day: await read(dayOf(now)), month: await read(monthOf(now)) }),
    reserve: async (_scope, now, estimate, limits) => {
      const month = { tokens: limits.monthTokens, money: limits.monthMoney };
      if (!(await take(monthOf(now), estimate, month))) return false;
      if (await take(dayOf(now), estimate, { tokens: limits.dayTokens, money: limits.dayMoney })) return true;
      await docs.updateOne(
        { _id: monthOf(now) },
        { $inc: { tokens: -estimate.tokens, money: -estimate.money } },
      );
      return false;
    },
    settle: async (_scope, at, estimate, spent) => {
      const { tokensIn, tokensOut } = spent;
      const $inc = {
        tokens: tokensIn + tokensOut - estimate.tokens,
        money: spent.money - estimate.money,
        tokensIn,
        tokensOut,
        calls: 1,
        faults: spent.fault ? 1 : 0,
      };
      await docs.updateMany({ _id: { $in: [dayOf(at), monthOf(at)] } }, { $inc });
    },
  };
};

const createModel = (connection: Connection): AssistStores['model'] => {
  const docs = connection.collection('modelSettings') as unknown as Collection<
    ModelSettings & { _id: string }
  >;
  return {
    ...createUsage(connection),
    settings: async () => {
      const doc = await docs.findOne({ _id: SETTINGS_ID } as never);
      if (!doc) return undefined;
      const { _id, ...settings } = doc;
      return settings as unknown as ModelSettings;
    },
    save: async (_scope, settings, expected, tx) => {
      const doc = { _id: SETTINGS_ID, ...settings };
      const filter = { _id: SETTINGS_ID, ...(expected === undefined ? {} : { version: expected }) };
      const result = await docs.replaceOne(filter as never, doc as never, {
        upsert: expected === undefined,
        ...sessionOf(tx),
      });
      return result.matchedCount + result.upsertedCount > 0;
    },
  };
};

const createSummaries = (connection: Connection): AssistStores['summaries'] => {
  const docs = connection.collection('summaries') as unknown as Collection<Doc<ConversationSummary>>;
  return {
    get: async (_scope, id) => {
      const doc = await docs.findOne({ _id: id } as never);
      return doc ? fromDoc<ConversationSummary>(doc as never) : undefined;
    },
    put: async (_scope, summary) => {
      const { id, customerId, seq } = summary;
      try {
        await docs.replaceOne({ _id: id, seq: { $lte: seq } } as never, toDoc(summary) as never, {
          upsert: true,
        });
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
      if (!(await stillOf(connection, id, customerId))) await docs.deleteOne({ _id: id } as never);
    },
  };
};

/** What assists agents: examples of what was sent, the model's settings and usage, summaries. */
export const createAssistStores = (connection: Connection): AssistStores => ({
  examples: createExamples(connection),
  model: createModel(connection),
  summaries: createSummaries(connection),
});
