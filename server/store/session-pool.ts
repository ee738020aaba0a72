import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { ClientSession, Collection } from 'mongodb';
import type { Connection } from 'mongoose';

/**
 * A fixed set of explicit sessions whose ids are written down before their first use.
 * Why: a killed process leaves its open transactions alive in mongod for up to 60 s, and everything they touched answers WriteConflict
 * until then. Whoever takes over (the next boot on this host, or a peer that sees the heartbeat stop) kills exactly these sessions.
 */
export interface SessionPool {
  processId: string;
  take(): Promise<ClientSession>;
  give(session: ClientSession): void;
  /** Renews this process's heartbeat and kills the sessions of processes that stopped beating. Answers the ids of the processes that were fenced. */
  beat(): Promise<string[]>;
  /** Predecessors whose sessions were killed when this process opened the store. */
  fencedAtOpen: readonly string[];
  /** Live processes that drain the ledger, as of the last beat. */
  drainers(): readonly string[];
  /** No other live process, as of the last beat. */
  alone(): boolean;
  close(): Promise<void>;
}

interface ProcessDoc {
  _id: string;
  host: string;
  pid: number;
  sessions: unknown[];
  beatAt: Date;
  /** Whether it drains the ledger. */
  drains?: boolean;
}

const SIZE = 24;
const DEAD_AFTER_MS = 15_000;

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

const fence = async (
  connection: Connection,
  processes: Collection<ProcessDoc>,
  own: string,
): Promise<string[]> => {
  const stale = new Date(Date.now() - DEAD_AFTER_MS);
  const others = await processes.find({ _id: { $ne: own } }).toArray();
  const dead = others.filter((p) => p.beatAt < stale || (p.host === hostname() && !alive(p.pid)));
  for (const p of dead) {
    await connection.db?.admin().command({ killSessions: p.sessions });
    await processes.deleteOne({ _id: p._id });
  }
  return dead.map((p) => p._id);
};

export const openSessionPool = async (
  connection: Connection,
  options: { drains?: boolean } = {},
): Promise<SessionPool> => {
  const drains = options.drains ?? true;
  const processes = connection.collection('processes') as unknown as Collection<ProcessDoc>;
  const processId: string = randomUUID();
  const fencedAtOpen = await fence(connection, processes, processId);
  const client = connection.getClient();
  const all = Array.from(
    { length: SIZE },
    () => client.startSession({ causalConsistency: false }) as unknown as ClientSession,
  );
  const row = () => ({
    host: hostname(),
    pid: process.pid,
    sessions: all.map((s) => s.id),
    beatAt: new Date(),
    drains,
  });
  await processes.insertOne({ _id: processId, ...row() });
  let live = drains ? [processId] : [];
  let others = 0;
  const look = async (): Promise<void> => {
    const since = new Date(Date.now() - DEAD_AFTER_MS);
    const docs = await processes
      .find({ beatAt: { $gte: since } }, { projection: { _id: 1, drains: 1 } })
      .toArray();
    live = docs.filter((d) => d.drains).map((d) => d._id);
    others = docs.filter((d) => d._id !== processId).length;
  };
  await look();
  const free = [...all];
  const waiting: ((session: ClientSession) => void)[] = [];
  return {
    processId,
    fencedAtOpen,
    take: () => {
      const session = free.pop();
      return session ? Promise.resolve(session) : new Promise((resolve) => waiting.push(resolve));
    },
    give: (session) => {
      const next = waiting.shift();
      if (next) next(session);
      else free.push(session);
    },
    beat: async () => {
      await processes.updateOne({ _id: processId }, { $set: row() }, { upsert: true });
      const fenced = await fence(connection, processes, processId);
      await look();
      return fenced;
    },
    drainers: () => live,
    alone: () => others === 0,
    close: async () => {
      await processes.deleteOne({ _id: processId }).catch(() => undefined);
      await Promise.all(all.map((s) => s.endSession().catch(() => undefined)));
    },
  };
};
