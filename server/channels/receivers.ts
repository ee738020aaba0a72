import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpPort, ReceiveContext, SplitItem } from '#channels/channel.ts';
import { SECOND } from '#contracts/time.ts';
import type { ContentStores } from '#server/ports/content-stores.ts';
import type { LeaseStore } from '#server/ports/core-stores.ts';
import { system } from '#server/ports/scope.ts';
import type { Log } from '#server/ports.ts';
import type { AccountCache, LoadedAccount } from './account-cache.ts';
import type { AccountHealth } from './account-health.ts';

const scope = system('receivers');
const LOOK_EVERY_MS = 5 * SECOND;
/** A process that died gives its mailboxes up after this. */
const LEASE_MS = 15 * SECOND;
const FIRST_PAUSE_MS = SECOND;
const LONGEST_PAUSE_MS = 60 * SECOND;

export interface ReceiverDeps {
  cache: AccountCache;
  health: AccountHealth;
  accounts: Pick<ContentStores['accounts'], 'list' | 'cursor' | 'setCursor'>;
  leases: LeaseStore;
  /** Names this process among those that ask for the lease. */
  processId: string;
  accept(input: { accountId: string; items: readonly SplitItem[]; receivedAt: Date }): Promise<void>;
  http: HttpPort;
  resolve(host: string): Promise<string>;
  clock: { now(): Date };
  log: Log;
}

export interface Receivers {
  start(): void;
  /** Ends every way in and gives the leases back. */
  stop(): Promise<void>;
}

interface Running {
  version: string;
  abort: AbortController;
  done: Promise<void>;
}

const leaseOf = (accountId: string): string => `receive:${accountId}`;

/** What a change of makes the way in start anew. */
const versionOf = ({ account, info }: LoadedAccount): string =>
  JSON.stringify([info.name, account.settings, account.secrets]);

/** Resolves after `ms` or at once when the signal aborts. */
const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal }).catch(() => undefined);

const contextOf = (
  deps: ReceiverDeps,
  { account, info }: LoadedAccount,
  signal: AbortSignal,
): ReceiveContext<unknown> => ({
  account,
  signal,
  http: deps.http,
  resolve: deps.resolve,
  now: () => deps.clock.now(),
  cursor: () => deps.accounts.cursor(scope, info.id),
  keep: async (items, cursor) => {
    await deps.accept({ accountId: info.id, items, receivedAt: deps.clock.now() });
    if (items.length) deps.health.received(info.id);
    // After the items: what is read twice is known by its key, what was never kept would be lost.
    if (cursor !== undefined && !signal.aborted) await deps.accounts.setCursor(scope, info.id, cursor);
  },
  report: (state) => {
    if (state.ok) deps.health.sent(info.id, { isConnection: true });
    else deps.health.failed(info.id, state.code === 'auth' ? 'delivery-auth' : 'delivery-unreachable');
  },
});

/** Runs one way in until it is aborted; whatever ends it otherwise, it is started again with backoff. */
const keepRunning = async (deps: ReceiverDeps, loaded: LoadedAccount, signal: AbortSignal): Promise<void> => {
  let wait = FIRST_PAUSE_MS;
  while (!signal.aborted) {
    const startedAt = Date.now();
    try {
      await loaded.definition.receive?.(contextOf(deps, loaded, signal));
    } catch (error) {
      if (signal.aborted) return;
      deps.log.warn({ err: error, accountId: loaded.info.id }, 'a way in broke off and is opened again');
      deps.health.failed(loaded.info.id, 'delivery-unreachable');
    }
    if (Date.now() - startedAt > LONGEST_PAUSE_MS) wait = FIRST_PAUSE_MS;
    await pause(wait, signal);
    wait = Math.min(LONGEST_PAUSE_MS, wait * 2);
  }
};

/**
 * Ways in that the server holds open (IMAP, SMTP): each account's on one process at a time, by a lease of 15 s renewed every 5 s; a process that dies
 * is succeeded within 30 s. A changed, paused or removed account is closed and, if it still stands, opened anew.
 */
export const createReceivers = (deps: ReceiverDeps): Receivers => {
  const running = new Map<string, Running>();
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | undefined;
  let stopped = false;

  const end = async (accountId: string): Promise<void> => {
    const one = running.get(accountId);
    if (!one) return;
    running.delete(accountId);
    one.abort.abort();
    await one.done;
    await deps.leases.release(leaseOf(accountId), deps.processId).catch(() => undefined);
  };

  const wanted = async (): Promise<Map<string, LoadedAccount>> => {
    const found = new Map<string, LoadedAccount>();
    for (const doc of await deps.accounts.list(scope)) {
      if (doc.paused) continue;
      const loaded = await deps.cache.get(doc.id).catch(() => undefined);
      if (loaded?.definition.receive && loaded.missing.length === 0) found.set(doc.id, loaded);
    }
    return found;
  };

  const begin = (accountId: string, loaded: LoadedAccount): void => {
    const abort = new AbortController();
    const done = keepRunning(deps, loaded, abort.signal).catch(() => undefined);
    running.set(accountId, { version: versionOf(loaded), abort, done });
  };

  const look = async (): Promise<void> => {
    const accounts = await wanted();
    for (const [id, one] of running) {
      const loaded = accounts.get(id);
      if (!loaded || versionOf(loaded) !== one.version) await end(id);
    }
    for (const [id, loaded] of accounts) {
      if (stopped) return;
      if (!(await deps.leases.take(leaseOf(id), deps.processId, LEASE_MS))) await end(id);
      else if (!running.has(id)) begin(id, loaded);
    }
  };

  const lookOnce = (): Promise<void> => {
    looking ??= look()
      .catch((error: unknown) => deps.log.warn({ err: error }, 'the look after ways in failed'))
      .finally(() => {
        looking = undefined;
      });
    return looking;
  };

  return {
    start: () => {
      void lookOnce();
      timer = setInterval(() => void lookOnce(), LOOK_EVERY_MS);
    },
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      await looking;
      await Promise.all([...running.keys()].map(end));
    },
  };
};
