import type { HttpPort } from '#channels/channel.ts';
import { AppError } from '#contracts/errors.ts';
import type { ChannelsPort } from '#server/ports/channels-port.ts';
import type { ContentStores } from '#server/ports/content-stores.ts';
import type { Log } from '#server/ports.ts';
import { type AccountCache, createAccountCache } from './account-cache.ts';
import { type AccountHealth, createAccountHealth } from './account-health.ts';
import { createAdapterShelf, type RegistryEntry } from './adapter-shelf.ts';
import { createSending } from './channel-sending.ts';
import { prepareAccount, showAdapters } from './prepare-account.ts';

/** What the runtime stands on. `fileUrl` makes a signed URL, or path under `publicUrl`, of a stored file. */
export interface ChannelRuntimeDeps {
  registry: readonly RegistryEntry[];
  accounts: ContentStores['accounts'];
  secretBox: {
    seal(plain: string, place: { accountId: string; field: string }): string;
    open(sealed: string, place: { accountId: string; field: string }): string;
  };
  http: HttpPort;
  fileUrl(fileId: string): string;
  publicUrl: string;
  clock: { now(): Date };
  log: Log;
}

type Receiving = Pick<ChannelsPort, 'verify' | 'handshake' | 'parse'>;

const createReceiving = (cache: AccountCache, health: AccountHealth, log: Log): Receiving => ({
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
    health.received(accountId);
    return { verified, items: definition.split(request, account), answer };
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
      return loaded.definition.parse(body, loaded.account);
    } catch (error) {
      if (error instanceof AppError) throw error;
      log.error({ err: error, accountId }, 'adapter threw while parsing');
      throw new AppError('unparseable');
    }
  },
});

/**
 * The ChannelsPort over a registry of adapters: finds the account, loads its adapter, opens its secrets, and calls the adapter with them.
 * Accounts are re-read after 5 s or after `changed(id)`. What an adapter throws beside its contract is made to fit it here.
 */
export const createChannelRuntime = (deps: ChannelRuntimeDeps): ChannelsPort => {
  const shelf = createAdapterShelf(deps.registry);
  const cache = createAccountCache({
    shelf,
    accounts: deps.accounts,
    open: deps.secretBox.open,
    publicUrl: deps.publicUrl.replace(/\/+$/, ''),
    clock: deps.clock,
    log: deps.log,
  });
  const health = createAccountHealth({ accounts: deps.accounts, clock: deps.clock, log: deps.log });
  return {
    account: async (accountId) => (await cache.get(accountId))?.info,
    capabilities: (account) => shelf.loaded(account.adapter).capabilities,
    ...createReceiving(cache, health, deps.log),
    ...createSending({ cache, health, http: deps.http, fileUrl: deps.fileUrl, log: deps.log }),
    address: (account, threadKey) => shelf.loaded(account.adapter).thread.decode(threadKey),
    threadKey: (account, address) => shelf.loaded(account.adapter).thread.encode(address),
    adapters: () => showAdapters(shelf),
    prepare: (input) => prepareAccount(shelf, deps.secretBox.seal, input),
    changed: (accountId) => cache.forget(accountId),
  };
};
