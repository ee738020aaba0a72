import type { HttpPort, SplitItem } from '#channels/channel.ts';
import { AppError } from '#contracts/errors.ts';
import type { ChannelsPort } from '#server/ports/channels-port.ts';
import type { ContentStores } from '#server/ports/content-stores.ts';
import type { LedgerStore } from '#server/ports/ledger-store.ts';
import { system } from '#server/ports/scope.ts';
import type { Log } from '#server/ports.ts';
import { type AccountCache, createAccountCache, type LoadedAccount } from './account-cache.ts';
import { type AccountHealth, createAccountHealth } from './account-health.ts';
import { createAdapterShelf, type RegistryEntry } from './adapter-shelf.ts';
import { createSending } from './channel-sending.ts';
import { prepareAccount, showAdapters } from './prepare-account.ts';
import { createReceivers, type ReceiverDeps, type Receivers } from './receivers.ts';

/** What the runtime stands on. `fileUrl` makes a signed URL, or path under `publicUrl`, of a stored file. */
export interface ChannelRuntimeDeps {
  registry: readonly RegistryEntry[];
  accounts: ContentStores['accounts'];
  secretBox: {
    seal(plain: string, place: { accountId: string; field: string }): string;
    open(sealed: string, place: { accountId: string; field: string }): string;
  };
  http: HttpPort;
  /** Guarded dialling for mail. */
  resolve(host: string): Promise<string>;
  files: Pick<ContentStores['files'], 'meta' | 'read'>;
  ledger: Pick<LedgerStore, 'body'>;
  fileUrl(fileId: string): string;
  publicUrl: string;
  clock: { now(): Date };
  log: Log;
}

type Receiving = Pick<ChannelsPort, 'verify' | 'handshake' | 'parse'>;

/** Longest a check or a list of templates may take. */
const ASK_TIMEOUT_MS = 15_000;

/**
 * Items of other accounts in the same request go to the account that has the provider's id; one nobody connected keeps the provider's id and is kept as
 * unrouted.
 */
const routed = async (
  { cache, accounts }: { cache: AccountCache; accounts: ChannelRuntimeDeps['accounts'] },
  loaded: LoadedAccount,
  items: SplitItem[],
): Promise<SplitItem[]> => {
  const own = new Set(['', loaded.info.id, ...(loaded.definition.refs?.(loaded.account) ?? [])]);
  if (items.every((item) => own.has(item.accountRef)))
    return items.map((item) => (item.accountRef ? { ...item, accountRef: '' } : item));
  const byRef = new Map<string, string>();
  for (const doc of await accounts.list(system('webhook'))) {
    if (doc.adapter !== loaded.info.adapter) continue;
    const other = await cache.get(doc.id);
    for (const ref of other?.definition.refs?.(other.account) ?? []) byRef.set(ref, doc.id);
  }
  return items.map((item) =>
    own.has(item.accountRef)
      ? { ...item, accountRef: '' }
      : { ...item, accountRef: byRef.get(item.accountRef) ?? `unknown:${item.accountRef}` },
  );
};

const createReceiving = (
  cache: AccountCache,
  health: AccountHealth,
  { accounts, http, clock, log }: ChannelRuntimeDeps,
): Receiving => ({
  verify: async (accountId, request) => {
    const loaded = await cache.get(accountId);
    if (!loaded || loaded.info.paused) return undefined;
    const { definition, account } = loaded;
    const answer = definition.acknowledge(request);
    if (loaded.missing.length > 0) {
      return { verified: { ok: false, code: 'secret-missing' }, items: [], answer };
    }
    const verified = definition.verify(request, account);
    if (!verified.ok) return { verified, items: [], answer };
    const online = await definition.verifyOnline?.(request, account, { http, now: clock.now() });
    if (online && !online.ok) return { verified: online, items: [], answer };
    health.received(accountId);
    const items = await routed({ cache, accounts }, loaded, definition.split(request, account));
    return { verified, items, answer };
  },
  handshake: async (accountId, request) => {
    const loaded = await cache.get(accountId);
    if (!loaded || loaded.info.paused || loaded.missing.length > 0) return undefined;
    return loaded.definition.handshake?.(request, loaded.account);
  },
  parse: async (accountId, body) => {
    const loaded = await cache.get(accountId);
    if (!loaded) throw new AppError('unknown-account', { accountId });
    try {
      return await loaded.definition.parse(body, loaded.account);
    } catch (error) {
      if (error instanceof AppError) throw error;
      log.error({ err: error, accountId }, 'adapter threw while parsing');
      throw new AppError('unparseable');
    }
  },
});

const createAsking = (
  cache: AccountCache,
  { http, resolve, clock, log }: ChannelRuntimeDeps,
): Pick<ChannelsPort, 'check' | 'templates'> => {
  const contextOf = ({ account }: LoadedAccount) => ({
    account,
    http,
    resolve,
    signal: AbortSignal.timeout(ASK_TIMEOUT_MS),
    now: clock.now(),
  });
  const find = async (accountId: string): Promise<LoadedAccount> => {
    const loaded = await cache.get(accountId);
    if (!loaded) throw new AppError('unknown-account', { accountId });
    return loaded;
  };
  return {
    check: async (accountId) => {
      const loaded = await find(accountId);
      if (loaded.missing.length > 0) return { ok: false, problem: 'secret-missing' };
      try {
        return await loaded.definition.check?.(contextOf(loaded));
      } catch (error) {
        log.warn({ err: error, accountId }, 'the check of an account threw');
        return { ok: false, problem: 'unreachable' };
      }
    },
    templates: async (accountId) => {
      const loaded = await find(accountId);
      return (await loaded.definition.templates?.(contextOf(loaded)))?.slice(0, 500) ?? [];
    },
  };
};

/** The port, and the ways in that the server holds open. */
export type ChannelRuntime = ChannelsPort & {
  receivers(more: Pick<ReceiverDeps, 'leases' | 'processId' | 'accept'>): Receivers;
};

/**
 * The ChannelsPort over a registry of adapters: finds the account, loads its adapter, opens its secrets, and calls the adapter with them.
 * Accounts are re-read after 5 s or after `changed(id)`. What an adapter throws beside its contract is made to fit it here.
 */
export const createChannelRuntime = (deps: ChannelRuntimeDeps): ChannelRuntime => {
  const shelf = createAdapterShelf(deps.registry);
  const publicUrl = deps.publicUrl.replace(/\/+$/, '');
  const cache = createAccountCache({
    shelf,
    accounts: deps.accounts,
    open: deps.secretBox.open,
    publicUrl,
    clock: deps.clock,
    log: deps.log,
  });
  const health = createAccountHealth({ accounts: deps.accounts, clock: deps.clock, log: deps.log });
  return {
    publicUrl,
    account: async (accountId) => (await cache.get(accountId))?.info,
    capabilities: (account) => shelf.loaded(account.adapter).capabilities,
    ...createReceiving(cache, health, deps),
    ...createSending({ ...deps, cache, health }),
    ...createAsking(cache, deps),
    receivers: (more) => createReceivers({ ...deps, ...more, cache, health }),
    address: (account, threadKey) => shelf.loaded(account.adapter).thread.decode(threadKey),
    threadKey: (account, address) => shelf.loaded(account.adapter).thread.encode(address),
    adapters: () => showAdapters(shelf),
    prepare: (input) => prepareAccount(shelf, deps.secretBox.seal, input),
    changed: (accountId) => cache.forget(accountId),
  };
};
