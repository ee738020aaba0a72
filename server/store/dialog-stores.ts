import type { Collection } from 'mongodb';
import type { Connection } from 'mongoose';
import type { PageAsk, PageOf } from '../ports/core-stores.ts';
import type {
  BotCall,
  DialogDoc,
  DialogStores,
  DialogVersionDoc,
  HttpActionDoc,
} from '../ports/dialog-stores.ts';
import type { Tx } from '../ports/scope.ts';
import { type Doc, fromDoc, toDoc } from './connection.ts';
import { afterCursor, toPage } from './cursor.ts';
import { sessionOf } from './transaction.ts';

const BY_TITLE = [
  ['sortTitle', 1],
  ['_id', 1],
] as const;
const NEWEST = [
  ['number', -1],
  ['_id', -1],
] as const;
/** One counter for all that dialogs are made of; raised in the change's own transaction. */
const REVISION = 'bot-dialogs';
const MAX_LIVE = 500;
const MAX_OPEN = 20;

type Titled<T extends { id: string; version: number }> = Doc<T> & { sortTitle: string };

/** A collection of things with a title and a version, whose changes raise the revision. */
const createTitled = <T extends { id: string; version: number }>(
  connection: Connection,
  name: string,
  titleOf: (one: T) => string,
) => {
  const docs = connection.collection(name) as unknown as Collection<Titled<T>>;
  const read = ({ sortTitle: _, ...doc }: Titled<T>): T => fromDoc<T>(doc as never);
  const raise = async (tx: Tx): Promise<void> => {
    await connection
      .collection<{ _id: string; revision: number }>('contentRevisions')
      .updateOne({ _id: REVISION }, { $inc: { revision: 1 } }, { upsert: true, ...sessionOf(tx) });
  };
  return {
    docs,
    read,
    list: async (_scope: unknown, ask: PageAsk): Promise<PageOf<T>> => {
      const found = await docs
        .find(afterCursor(BY_TITLE, ask.cursor) as never)
        .sort(Object.fromEntries(BY_TITLE))
        .limit(ask.limit + 1)
        .toArray();
      return toPage(found as Titled<T>[], ask, BY_TITLE, read);
    },
    get: async (_scope: unknown, id: string): Promise<T | undefined> => {
      const doc = await docs.findOne({ _id: id } as never);
      return doc ? read(doc as Titled<T>) : undefined;
    },
    save: async (_scope: unknown, one: T, expected: number | undefined, tx: Tx): Promise<boolean> => {
      const result = await docs.replaceOne(
        { _id: one.id, ...(expected === undefined ? {} : { version: expected }) } as never,
        { ...toDoc(one), sortTitle: titleOf(one).toLowerCase() } as never,
        { upsert: expected === undefined, ...sessionOf(tx) },
      );
      if (result.matchedCount + result.upsertedCount === 0) return false;
      await raise(tx);
      return true;
    },
    remove: async (_scope: unknown, id: string, tx: Tx): Promise<boolean> => {
      const { deletedCount } = await docs.deleteOne({ _id: id } as never, sessionOf(tx));
      if (deletedCount > 0) await raise(tx);
      return deletedCount > 0;
    },
  };
};

const createVersions = (connection: Connection): DialogStores['dialogVersions'] => {
  const docs = connection.collection('botDialogVersions') as unknown as Collection<Doc<DialogVersionDoc>>;
  const read = (doc: Doc<DialogVersionDoc>): DialogVersionDoc => fromDoc<DialogVersionDoc>(doc as never);
  return {
    insert: async (_scope, version, tx) => {
      await docs.insertOne(toDoc(version) as never, sessionOf(tx));
    },
    list: async (_scope, dialogId, ask) => {
      const found = await docs
        .find({ dialogId, ...afterCursor(NEWEST, ask.cursor) } as never)
        .sort(Object.fromEntries(NEWEST))
        .limit(ask.limit + 1)
        .toArray();
      return toPage(found as Doc<DialogVersionDoc>[], ask, NEWEST, read);
    },
    get: async (_scope, dialogId, number) => {
      const doc = await docs.findOne({ _id: `${dialogId}#${number}` } as never);
      return doc ? read(doc as Doc<DialogVersionDoc>) : undefined;
    },
  };
};

const createCalls = (connection: Connection): DialogStores['botCalls'] => {
  const docs = connection.collection('botCalls') as unknown as Collection<Doc<BotCall>>;
  const read = (doc: unknown): BotCall => fromDoc<BotCall>(doc as never);
  return {
    insert: async (_scope, call, tx) => {
      await docs.insertOne(toDoc(call) as never, sessionOf(tx));
    },
    get: async (_scope, id, tx) => {
      const doc = await docs.findOne({ _id: id } as never, sessionOf(tx));
      return doc ? read(doc) : undefined;
    },
    claim: async (_scope, id, now, until) => {
      const free = { $or: [{ claimedUntil: { $exists: false } }, { claimedUntil: { $lte: now } }] };
      const doc = await docs.findOneAndUpdate(
        { _id: id, state: 'due', ...free } as never,
        { $set: { claimedUntil: until }, $inc: { attempts: 1 } } as never,
        { returnDocument: 'after' },
      );
      return doc ? read(doc) : undefined;
    },
    update: async (_scope, id, from, { free, ...set }, tx) => {
      const result = await docs.updateOne(
        { _id: id, state: { $in: [...from] } } as never,
        {
          ...(Object.keys(set).length > 0 ? { $set: set } : {}),
          ...(free ? { $unset: { claimedUntil: 1 } } : {}),
        } as never,
        sessionOf(tx),
      );
      return result.matchedCount > 0;
    },
    open: async (_scope, conversationId) =>
      (
        await docs
          .find({ conversationId, state: { $in: ['due', 'answered'] } } as never)
          .sort({ createdAt: 1 })
          .limit(MAX_OPEN)
          .toArray()
      ).map(read),
  };
};

/** Dialogs with their history, the HTTP actions they may call, and the calls that were asked for. */
export const createDialogStores = (connection: Connection): DialogStores => {
  const dialogs = createTitled<DialogDoc>(
    connection,
    'botDialogs',
    ({ draft }) => draft.title.ja || draft.title.en,
  );
  const actions = createTitled<HttpActionDoc>(connection, 'httpActions', ({ name }) => name);
  const revisions = connection.collection<{ _id: string; revision: number }>('contentRevisions');
  let kept: { version: string; dialogs: DialogDoc[]; actions: HttpActionDoc[] } | undefined;
  return {
    dialogs: {
      list: dialogs.list,
      get: dialogs.get,
      save: dialogs.save,
      remove: dialogs.remove,
      live: async () => {
        const version = String((await revisions.findOne({ _id: REVISION }))?.revision ?? 0);
        if (kept?.version === version) return kept;
        const [live, all] = await Promise.all([
          dialogs.docs
            .find({ enabled: true, publishedVersion: { $gte: 1 } } as never)
            .sort({ _id: 1 })
            .limit(MAX_LIVE)
            .toArray(),
          actions.docs.find({}).sort({ _id: 1 }).limit(MAX_LIVE).toArray(),
        ]);
        kept = {
          version,
          dialogs: live.map((doc) => dialogs.read(doc as never)),
          actions: all.map((doc) => actions.read(doc as never)),
        };
        return kept;
      },
    },
    dialogVersions: createVersions(connection),
    httpActions: {
      list: actions.list,
      get: actions.get,
      save: actions.save,
      remove: actions.remove,
    },
    botCalls: createCalls(connection),
  };
};
