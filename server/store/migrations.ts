import type { Collection } from 'mongodb';
import type { Connection } from 'mongoose';
import { tokenise } from '../domain/conversation/tokens.ts';
import { fileArticles } from './file-articles.ts';

/** One step from an older data directory to this version. Runs once, may be killed and run again: each write must bear repeating. */
export interface Migration {
  /** 1, 2, 3 … without gaps. Never renumbered, never removed. */
  number: number;
  /** A fact: what is true afterwards. */
  name: string;
  up(connection: Connection): Promise<void>;
}

interface MigrationDoc {
  _id: number;
  name: string;
  startedAt: Date;
  doneAt?: Date;
}

/** All steps, in order. */
export const MIGRATIONS: readonly Migration[] = [
  {
    number: 1,
    name: 'every conversation says whether it is spam and whether it was missed',
    up: async (connection) => {
      const conversations = connection.collection('conversations');
      await conversations.updateMany({ spam: { $exists: false } }, { $set: { spam: false } });
      await conversations.updateMany({ missed: { $exists: false } }, { $set: { missed: false } });
    },
  },
  {
    number: 2,
    name: 'the address of an agent belongs to one agent, the first who had it',
    up: async (connection) => {
      const addresses = connection.collection<{ _id: string; agentId: string }>('agentAddresses');
      const agents = connection.collection<{ _id: string; email: string }>('agents');
      for await (const { _id, email } of agents.find().sort({ createdAt: 1, _id: 1 }))
        await addresses.updateOne(
          { _id: email.normalize('NFKC').trim().toLowerCase() },
          { $setOnInsert: { agentId: _id } },
          { upsert: true },
        );
    },
  },
  {
    number: 3,
    name: 'every conversation’s facts are to be folded anew: a wait is its team’s',
    up: async (connection) => {
      // A mark from before everything: the figure keeper folds the conversation from its beginning and changes the roll-ups by the difference.
      const ever = new Date(0);
      await connection
        .collection('facts')
        .aggregate([
          {
            $project: {
              _id: { $concat: ['step-3-', '$_id'] },
              conversationId: '$_id',
              minAt: ever,
              maxAt: ever,
            },
          },
          { $merge: { into: 'factMarks', whenMatched: 'keepExisting' } },
        ])
        .toArray();
    },
  },
  {
    number: 4,
    name: 'conversations answered outside of us are to be folded anew: such an answer is a reply',
    up: async (connection) => {
      const ever = new Date(0);
      await connection
        .collection('interactions')
        .aggregate([
          { $match: { type: 'message.echoed' } },
          { $group: { _id: '$refs.conversation' } },
          {
            $project: {
              _id: { $concat: ['step-4-', '$_id'] },
              conversationId: '$_id',
              minAt: ever,
              maxAt: ever,
            },
          },
          { $merge: { into: 'factMarks', whenMatched: 'keepExisting' } },
        ])
        .toArray();
    },
  },
  {
    number: 5,
    name: 'words of logged calls and letters are found by search',
    up: async (connection) => {
      const logged = connection.collection<{ _id: string; text: string }>('loggedTexts');
      const interactions = connection.collection<{ _id: string; at: Date }>('interactions');
      for await (const { _id, text } of logged.find({ tokens: { $exists: false } })) {
        const at = (await interactions.findOne({ _id }))?.at ?? new Date(0);
        await logged.updateOne({ _id }, { $set: { at, tokens: tokenise(text) } });
      }
    },
  },
  {
    number: 6,
    name: 'every conversation’s facts are to be folded anew: they tell the bot’s part',
    up: async (connection) => {
      // The roll-ups have none of the new counts: they are made anew from the sheets first, and then changed by the differences.
      await connection
        .collection<{ _id: string; zone: string | null }>('rollUpMeta')
        .updateOne({ _id: 'zone' }, { $set: { zone: null } });
      const ever = new Date(0);
      await connection
        .collection('facts')
        .aggregate([
          {
            $project: {
              _id: { $concat: ['step-6-', '$_id'] },
              conversationId: '$_id',
              minAt: ever,
              maxAt: ever,
            },
          },
          { $merge: { into: 'factMarks', whenMatched: 'keepExisting' } },
        ])
        .toArray();
    },
  },
  {
    number: 7,
    name: 'every article stands in a category and a family, and what is published has its first version',
    up: fileArticles,
  },
];

/** The data cannot be used as it is; `message` says why and what to do. */
export class UnfitData extends Error {
  override readonly name: string = 'UnfitData';
}

/** The data was written by a newer version than this one. */
export class NewerData extends UnfitData {
  override readonly name = 'NewerData';
}

/** A restore was interrupted: some collections are there, others are not. */
export class HalfRestored extends UnfitData {
  override readonly name = 'HalfRestored';
}

/** Id of the mark in `restores` while a restore is under way. */
export const RESTORE_RUNNING = 'running';
export interface RestoreDoc {
  _id: string;
  /** The instant of the backup. */
  of: string;
  startedAt: Date;
  /** Collections that are complete. */
  done: string[];
}

/**
 * Brings the data to this version before anything else touches it. A step that was begun and not ended is run again.
 * @throws NewerData when a later version has already migrated this data: going back would lose what it wrote.
 * @throws HalfRestored after an interrupted restore
 */
export const migrate = async (
  connection: Connection,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<number[]> => {
  const half = await connection.collection<RestoreDoc>('restores').findOne({ _id: RESTORE_RUNNING });
  if (half)
    throw new HalfRestored(
      `A restore of the backup of ${half.of} was interrupted. Run it again: npm run restore -- --from DIR`,
    );
  const docs = connection.collection('migrations') as unknown as Collection<MigrationDoc>;
  const done = new Set((await docs.find({ doneAt: { $exists: true } }).toArray()).map((d) => d._id));
  const newest = Math.max(0, ...migrations.map((m) => m.number));
  const ahead = [...done].filter((n) => n > newest);
  if (ahead.length)
    throw new NewerData(
      `The data was written by a newer version (step ${Math.max(...ahead)}). Start that version, or restore an older backup.`,
    );
  const ran: number[] = [];
  for (const step of [...migrations].sort((a, b) => a.number - b.number)) {
    if (done.has(step.number)) continue;
    await docs.updateOne(
      { _id: step.number },
      { $set: { name: step.name, startedAt: new Date() } },
      { upsert: true },
    );
    await step.up(connection);
    await docs.updateOne({ _id: step.number }, { $set: { doneAt: new Date() } });
    ran.push(step.number);
  }
  return ran;
};
