import type { HttpPort, SendContext, WirePart } from '#channels/channel.ts';
import { DeliveryError } from '#channels/delivery-error.ts';
import { AppError } from '#contracts/errors.ts';
import type { OutboundMessage } from '#contracts/message.ts';
import type { ChannelsPort } from '#server/ports/channels-port.ts';
import type { ContentStores } from '#server/ports/content-stores.ts';
import type { LedgerStore } from '#server/ports/ledger-store.ts';
import { system } from '#server/ports/scope.ts';
import type { Log } from '#server/ports.ts';
import { sniffReceived } from '../http/files/sniff.ts';
import { stripMetadata } from '../http/files/strip-metadata.ts';
import type { AccountCache, LoadedAccount } from './account-cache.ts';
import type { AccountHealth } from './account-health.ts';

const scope = system('channel sending');
/** Longest one send, reconciliation or fetch may take, all its requests together. */
const CALL_TIMEOUT_MS = 30_000;

type Delivery = Parameters<ChannelsPort['reconcile']>[1];
/** The half of the ChannelsPort that talks to providers. */
export type Sending = Pick<ChannelsPort, 'parts' | 'send' | 'reconcile' | 'fetchMedia' | 'profile'>;

interface Deps {
  cache: AccountCache;
  health: AccountHealth;
  http: HttpPort;
  resolve(host: string): Promise<string>;
  files: Pick<ContentStores['files'], 'meta' | 'read'>;
  ledger: Pick<LedgerStore, 'body'>;
  /** A path of ours, or a whole URL. */
  fileUrl(fileId: string): string;
  log: Log;
}

/** Anything but a DeliveryError may have happened after the request went out: it is uncertain, save what is known to come before. */
const asDeliveryError = (error: unknown): DeliveryError => {
  if (error instanceof DeliveryError) return error;
  if (error instanceof AppError) {
    const code =
      error.code === 'text-too-long' || error.code === 'file-not-accepted' ? error.code : undefined;
    return new DeliveryError(code ?? 'delivery-rejected', { retryable: false, cause: error });
  }
  return new DeliveryError('delivery-uncertain', { retryable: false, cause: error });
};

const renderAll = (
  { definition, account }: LoadedAccount,
  to: string,
  threadKey: string,
  message: OutboundMessage,
): WirePart[] => definition.render(message, { to, threadKey, account });

const partOf = (loaded: LoadedAccount, delivery: Delivery, message: OutboundMessage): WirePart => {
  const part = renderAll(loaded, delivery.to, delivery.threadKey, message)[delivery.part];
  if (!part) throw new DeliveryError('delivery-rejected', { retryable: false, providerCode: 'no-such-part' });
  return part;
};

const contextOf = (loaded: LoadedAccount, delivery: Delivery, deps: Deps): SendContext<unknown> => ({
  account: loaded.account,
  idempotencyKey: delivery.idempotencyKey,
  to: delivery.to,
  threadKey: delivery.threadKey,
  http: deps.http,
  resolve: deps.resolve,
  file: async (fileId) => {
    const [meta, data] = await Promise.all([deps.files.meta(scope, fileId), deps.files.read(scope, fileId)]);
    if (!meta || !data) throw new AppError('not-found', { what: 'file' });
    return { name: meta.name, mime: meta.mime, data };
  },
  signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
  fileUrl: (fileId) => new URL(deps.fileUrl(fileId), `${loaded.account.publicUrl}/`).href,
  ...(delivery.triedAt ? { triedAt: delivery.triedAt } : {}),
});

/** An account messages can go out on. Else nothing was sent: `delivery-auth` for what a person must mend, `delivery-unreachable` when the store did not answer. */
const sendable = async (cache: AccountCache, accountId: string): Promise<LoadedAccount> => {
  const loaded = await cache.get(accountId).catch((error: unknown) => {
    const wrongSettings = error instanceof AppError && error.code === 'channel-not-available';
    throw new DeliveryError(wrongSettings ? 'delivery-auth' : 'delivery-unreachable', {
      retryable: !wrongSettings,
      cause: error,
    });
  });
  const refuse = (providerCode: string): never => {
    throw new DeliveryError('delivery-auth', { retryable: false, providerCode });
  };
  if (!loaded) return refuse('unknown-account');
  if (loaded.info.paused) return refuse('paused');
  if (loaded.missing.length > 0) return refuse('secret-missing');
  return loaded;
};

/** Body of the ledger item a message came by; undefined once it is no longer kept. */
const itemBody = async (deps: Deps, ledgerId: string | undefined): Promise<unknown> => {
  const body = ledgerId ? await deps.ledger.body(scope, ledgerId) : undefined;
  const large = (body as { $large?: unknown } | null | undefined)?.$large;
  if (typeof large !== 'string') return body;
  const data = await deps.files.read(scope, large);
  return data ? (JSON.parse(data.toString('utf8')) as unknown) : undefined;
};

const createProfile =
  (deps: Deps): Sending['profile'] =>
  async (accountId, who) => {
    const { definition, account } = await sendable(deps.cache, accountId);
    const signal = AbortSignal.timeout(CALL_TIMEOUT_MS);
    try {
      return await definition.client.profile?.(who, { account, http: deps.http, signal });
    } catch (error) {
      throw asDeliveryError(error);
    }
  };

export const createSending = (deps: Deps): Sending => ({
  parts: async (accountId, to, threadKey, message) => {
    const loaded = await deps.cache.get(accountId);
    if (!loaded) throw new AppError('unknown-account', { accountId });
    return renderAll(loaded, to, threadKey, message).length;
  },
  send: async (accountId, delivery, message) => {
    const loaded = await sendable(deps.cache, accountId);
    try {
      const part = partOf(loaded, delivery, message);
      const receipt = await loaded.definition.client.send(part, contextOf(loaded, delivery, deps));
      deps.health.sent(accountId);
      return receipt;
    } catch (error) {
      const fault = asDeliveryError(error);
      if (fault !== error) deps.log.error({ err: error, accountId }, 'adapter threw while sending');
      deps.health.failed(accountId, fault.code);
      throw fault;
    }
  },
  reconcile: async (accountId, delivery, message) => {
    const loaded = await sendable(deps.cache, accountId);
    const { client } = loaded.definition;
    if (!client.reconcile) return undefined;
    try {
      return await client.reconcile(partOf(loaded, delivery, message), contextOf(loaded, delivery, deps));
    } catch (error) {
      throw asDeliveryError(error);
    }
  },
  profile: createProfile(deps),
  fetchMedia: async (accountId, attachment, ledgerId) => {
    const loaded = await deps.cache.get(accountId);
    if (!loaded) throw new AppError('unknown-account', { accountId });
    const { definition, account } = loaded;
    const signal = AbortSignal.timeout(CALL_TIMEOUT_MS);
    const media = await definition.client.fetchMedia?.(attachment, {
      account,
      http: deps.http,
      signal,
      item: () => itemBody(deps, ledgerId),
    });
    if (!media) return undefined;
    const named = media.name !== undefined && /\.[a-z\d]{2,5}$/i.test(media.name);
    const name = named && media.name !== undefined ? media.name : attachment.name;
    // A mail's HTML is ours by now: sanitised by its adapter, kept for the sandboxed frame, only ever downloaded.
    if (attachment.role === 'mail-html') return { name, mime: 'text/html', data: media.data };
    // What a provider calls a file is hearsay: its bytes say what it is, and its ending must agree.
    const mime = await sniffReceived(name, media.mime, media.data);
    return { name, mime, data: stripMetadata(mime, media.data) };
  },
});
