import type { World } from './world.ts';

/** One way to break things at a moment that matters, and to put them right again. */
export interface Fault {
  name: string;
  /** What must hold in addition is the same for all: nothing acknowledged lost, doubled or out of order; nothing sent twice. */
  strike(world: World, random: () => number): Promise<void>;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Resolves at the first matching insert or update, as mongod tells it; the kill then comes within milliseconds of it. */
const seen = async (
  world: World,
  collection: string,
  pipeline: object[],
  act: () => Promise<void>,
): Promise<void> => {
  const stream = world.db().collection(collection).watch(pipeline, { fullDocument: 'updateLookup' });
  try {
    await Promise.race([stream.next(), pause(8_000)]);
    await act();
  } finally {
    await stream.close().catch(() => undefined);
  }
};

const restart = async (world: World): Promise<void> => {
  await world.server.kill();
  await world.server.start();
};

export const FAULTS: readonly Fault[] = [
  {
    name: 'server killed between ledger write and answer',
    strike: (world) => seen(world, 'ledger', [{ $match: { operationType: 'insert' } }], () => restart(world)),
  },
  {
    name: 'server killed between answer and enqueue',
    strike: async (world, random) => {
      // The answer follows the ledger write by about a millisecond; the enqueue follows the apply.
      await seen(world, 'ledger', [{ $match: { operationType: 'insert' } }], () =>
        pause(2 + random() * 10).then(() => restart(world)),
      );
    },
  },
  {
    name: 'server killed in mid bot turn',
    strike: (world) =>
      seen(
        world,
        'interactions',
        [{ $match: { operationType: 'insert', 'fullDocument.type': 'message.received' } }],
        () => restart(world),
      ),
  },
  {
    name: 'server killed in mid send',
    strike: async (world) => {
      world.twilio.fail('silent-taken');
      await seen(
        world,
        'deliveries',
        [{ $match: { operationType: 'update', 'fullDocument.state': 'sending' } }],
        () => restart(world),
      );
    },
  },
  {
    name: 'server killed at a random moment',
    strike: (world, random) => pause(random() * 1_500).then(() => restart(world)),
  },
  {
    name: 'redis flushed',
    strike: (world, random) => pause(random() * 1_000).then(() => world.stores.flushRedis()),
  },
  {
    name: 'redis killed and restarted',
    strike: async (world, random) => {
      await pause(random() * 1_000);
      await world.stores.killRedis();
      await pause(200 + random() * 800);
      await world.stores.restartRedis();
    },
  },
  {
    name: 'mongod killed and restarted',
    strike: async (world, random) => {
      await pause(random() * 1_000);
      await world.stores.killMongod();
      await pause(200 + random() * 800);
      await world.stores.restartMongod();
    },
  },
  {
    name: 'server, redis and mongod killed at once',
    strike: async (world, random) => {
      await pause(random() * 1_000);
      await Promise.all([world.server.kill(), world.stores.killRedis(), world.stores.killMongod()]);
      await Promise.all([world.stores.restartMongod(), world.stores.restartRedis()]);
      await world.server.start();
    },
  },
];
