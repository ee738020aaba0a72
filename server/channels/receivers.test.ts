import { afterEach, describe, expect, it } from 'vitest';
import type { AnyChannel, ReceiveContext } from '#channels/channel.ts';
import type { ChannelAccountDoc } from '#server/ports/content-stores.ts';
import type { LoadedAccount } from './account-cache.ts';
import { createReceivers, type ReceiverDeps, type Receivers } from './receivers.ts';

const eventually = <T>(read: () => T | Promise<T>) => expect.poll(read, { timeout: 10_000, interval: 10 });

/** A world of one mailbox, leases and a ledger, shared by the processes of a test. */
const createWorld = () => {
  const owners = new Map<string, string>();
  const kept: string[] = [];
  const opened: { by: string; context: ReceiveContext<unknown> }[] = [];
  const world = {
    owners,
    kept,
    opened,
    cursor: undefined as string | undefined,
    paused: false,
    settings: { host: 'a' } as Record<string, string>,
    storeFails: false,
    receive: async (context: ReceiveContext<unknown>): Promise<void> =>
      new Promise((resolve) => context.signal.addEventListener('abort', () => resolve())),
  };
  return world;
};
type World = ReturnType<typeof createWorld>;

const loadedOf = (world: World, by: string): LoadedAccount => {
  const definition = {
    receive: (context: ReceiveContext<unknown>) => {
      world.opened.push({ by, context });
      return world.receive(context);
    },
  } as unknown as AnyChannel;
  const info = {
    id: 'mail',
    channel: 'email',
    adapter: 'email',
    name: 'M',
    paused: false,
  } as LoadedAccount['info'];
  const account = {
    id: 'mail',
    channel: 'email' as const,
    name: 'M',
    settings: world.settings,
    secrets: {},
    publicUrl: '',
  };
  return { info, definition, account, missing: [] };
};

const processOf = (world: World, processId: string): Receivers => {
  const noop = (): void => undefined;
  const deps: ReceiverDeps = {
    processId,
    cache: { get: async () => loadedOf(world, processId), forget: noop },
    health: { received: noop, sent: noop, failed: noop },
    accounts: {
      list: async () => [{ id: 'mail', paused: world.paused } as ChannelAccountDoc],
      cursor: async () => world.cursor,
      setCursor: async (_scope, _id, cursor) => {
        world.cursor = cursor;
      },
    },
    leases: {
      take: async (name, owner) => {
        const holder = world.owners.get(name) ?? owner;
        world.owners.set(name, holder);
        return holder === owner;
      },
      release: async (name, owner) => {
        if (world.owners.get(name) === owner) world.owners.delete(name);
      },
    } as ReceiverDeps['leases'],
    accept: async ({ items }) => {
      if (world.storeFails) throw new Error('store-unavailable');
      world.kept.push(...items.map((i) => i.key));
    },
    http: { request: () => Promise.reject(new Error('unused')) },
    resolve: async (host) => host,
    clock: { now: () => new Date() },
    log: { debug: noop, info: noop, warn: noop, error: noop },
  };
  const receivers = createReceivers(deps);
  started.push(receivers);
  receivers.start();
  return receivers;
};

const started: Receivers[] = [];
afterEach(async () => {
  for (const receivers of started.splice(0)) await receivers.stop();
});

describe('ways in that the server holds open', () => {
  it('one process reads a mailbox, and another takes it over when it stops', async () => {
    const world = createWorld();
    const first = processOf(world, 'p1');
    await eventually(() => world.opened.length).toBe(1);
    processOf(world, 'p2');
    await first.stop();
    await eventually(() => world.opened.map((o) => o.by)).toEqual(['p1', 'p2']);
    expect(world.opened[0]?.context.signal.aborted).toBe(true);
  });

  it('a way in that breaks off is opened again', async () => {
    const world = createWorld();
    world.receive = async (context) => {
      if (world.opened.length === 1) throw new Error('reset');
      await new Promise<void>((resolve) => context.signal.addEventListener('abort', () => resolve()));
    };
    processOf(world, 'p1');
    await eventually(() => world.opened.length).toBe(2);
  });

  it('the cursor moves only after the items are kept', async () => {
    const world = createWorld();
    const item = { accountRef: '', key: 'imap:1:7', lane: 'l', body: {} };
    processOf(world, 'p1');
    await eventually(() => world.opened.length).toBe(1);
    const context = world.opened[0]?.context;
    world.storeFails = true;
    await expect(context?.keep([item], '1:7')).rejects.toThrow('store-unavailable');
    expect(await context?.cursor()).toBeUndefined();
    world.storeFails = false;
    await context?.keep([item], '1:7');
    expect([world.kept, await context?.cursor()]).toEqual([['imap:1:7'], '1:7']);
  });

  it('stopping ends every way in and gives the lease back', async () => {
    const world = createWorld();
    const receivers = processOf(world, 'p1');
    await eventually(() => world.opened.length).toBe(1);
    await receivers.stop();
    expect([world.opened[0]?.context.signal.aborted, world.owners.size]).toEqual([true, 0]);
  });
});
