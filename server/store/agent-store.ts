import type { Collection } from 'mongodb';
import type { Connection } from 'mongoose';
import { AppError } from '#contracts/errors.ts';
import type { Agent, Queue, Team } from '../domain/routing/escalation.ts';
import type { AgentStore } from '../ports/core-stores.ts';
import { lostRace, type Tx } from '../ports/scope.ts';
import { type Doc, fromDoc, toDoc } from './connection.ts';
import { sessionOf } from './transaction.ts';

const MAX_ROWS = 1_000;

/** An address that belongs to an agent: unique by its id, which is the normalised address. */
interface AddressDoc {
  _id: string;
  agentId: string;
}
const addressOf = (email: string): string => email.normalize('NFKC').trim().toLowerCase();

export const createAgentStore = (connection: Connection): AgentStore => {
  const docs = connection.collection('agents') as unknown as Collection<Doc<Agent>>;
  const queues = connection.collection('queues') as unknown as Collection<Doc<Queue>>;
  const teams = connection.collection('teams') as unknown as Collection<Doc<Team>>;
  const addresses = connection.collection('agentAddresses') as unknown as Collection<AddressDoc>;
  /** Takes the address for the agent; a second agent of one address is refused, also at the same instant. */
  const claim = async (row: Agent, tx: Tx | undefined): Promise<void> => {
    const doc = await addresses.findOneAndUpdate(
      { _id: addressOf(row.email) },
      { $setOnInsert: { agentId: row.id } },
      { ...sessionOf(tx), upsert: true, returnDocument: 'after' },
    );
    if (doc?.agentId !== row.id) throw new AppError('already-exists');
  };
  const agent = (d: unknown): Agent => fromDoc<Agent>(d as Doc<Agent>);
  return {
    get: async (_scope, id, tx) => {
      const doc = await docs.findOne({ _id: id }, sessionOf(tx));
      return doc ? agent(doc) : undefined;
    },
    byEmail: async (_scope, email) => {
      const doc = await docs.findOne({ email: addressOf(email) } as never);
      return doc ? agent(doc) : undefined;
    },
    list: async () => (await docs.find().sort({ name: 1 }).limit(MAX_ROWS).toArray()).map(agent),
    insert: async (_scope, row, tx) => {
      await claim(row, tx);
      await docs.insertOne(toDoc({ ...row, email: addressOf(row.email) }) as never, sessionOf(tx));
    },
    update: async (_scope, id, set, tx) => {
      const { id: _id, version: _version, ...rest } = set;
      const doc = await docs.findOneAndUpdate({ _id: id }, { $set: rest, $inc: { version: 1 } } as never, {
        ...sessionOf(tx),
        returnDocument: 'after',
      });
      return doc ? agent(doc) : undefined;
    },
    touchSlots: async (_scope, id, tx) => {
      const result = await docs.updateOne({ _id: id }, { $inc: { slotVersion: 1 } } as never, sessionOf(tx));
      if (result.matchedCount !== 1) lostRace();
    },
    queues: async () =>
      (await queues.find().sort({ order: 1 }).limit(MAX_ROWS).toArray()).map((d) =>
        fromDoc<Queue>(d as never),
      ),
    saveQueue: async (_scope, row, tx) => {
      const { _id, ...rest } = toDoc(row);
      // Whole: a team that was taken away must not stay.
      await queues.replaceOne({ _id }, rest as never, { ...sessionOf(tx), upsert: true });
    },
    teams: async () =>
      (await teams.find().sort({ name: 1 }).limit(MAX_ROWS).toArray()).map((d) => fromDoc<Team>(d as never)),
    saveTeam: async (_scope, row, tx) => {
      const { _id, ...rest } = toDoc(row);
      await teams.updateOne({ _id }, { $set: rest } as never, { ...sessionOf(tx), upsert: true });
    },
  };
};
