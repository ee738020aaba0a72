import { z } from 'zod';
import type { Account, AnyChannel } from '#channels/channel.ts';
import { AppError } from '#contracts/errors.ts';
import type { AccountInfo } from '#server/ports/channels-port.ts';
import type { ChannelAccountDoc, ContentStores } from '#server/ports/content-stores.ts';
import { system } from '#server/ports/scope.ts';
import type { Log } from '#server/ports.ts';
import type { AdapterShelf } from './adapter-shelf.ts';

/** What any channel account may set, beside its adapter's own settings. */
export const CommonSettings = z.object({
  /** Hours after resolve in which a message reopens the conversation instead of opening a new one. */
  matterWindowHours: z.number().int().min(0).max(720).default(72),
  /** Whether the bot speaks first. */
  botFirst: z.boolean().default(true),
});

/** An account ready for use: its adapter loaded, its settings parsed, its secrets opened. */
export interface LoadedAccount {
  info: AccountInfo;
  definition: AnyChannel;
  account: Account<unknown>;
  /** Names of required secrets that are absent or do not open. */
  missing: string[];
}

/** Opens one secret of one account; throws when it does not belong there. */
export type OpenSecret = (sealed: string, place: { accountId: string; field: string }) => string;

export interface AccountCache {
  get(accountId: string): Promise<LoadedAccount | undefined>;
  forget(accountId: string): void;
}

/** How long a read account is believed, in milliseconds. */
export const ACCOUNT_TTL_MS = 5_000;
/** Also bounds what made-up ids can occupy. */
const MAX_ENTRIES = 1_000;

interface Deps {
  shelf: AdapterShelf;
  accounts: Pick<ContentStores['accounts'], 'get'>;
  open: OpenSecret;
  publicUrl: string;
  clock: { now(): Date };
  log: Log;
}

const openSecrets = (
  doc: ChannelAccountDoc,
  definition: AnyChannel,
  deps: Deps,
): { secrets: Record<string, string>; missing: string[] } => {
  const secrets: Record<string, string> = {};
  const { required, optional, made = [] } = definition.secrets;
  for (const field of [...required, ...optional, ...made]) {
    const sealed = doc.secrets[field];
    if (sealed === undefined) continue;
    try {
      secrets[field] = deps.open(sealed, { accountId: doc.id, field });
    } catch {
      deps.log.error({ accountId: doc.id, field }, 'secret does not open with this SECRET_KEY');
    }
  }
  return { secrets, missing: required.filter((field) => !secrets[field]) };
};

const load = async (doc: ChannelAccountDoc, deps: Deps): Promise<LoadedAccount | undefined> => {
  const definition = await deps.shelf.load(doc.adapter);
  if (!definition) {
    deps.log.error({ accountId: doc.id, adapter: doc.adapter }, 'channel account of an unknown adapter');
    return undefined;
  }
  const settings = definition.settings.safeParse(doc.settings);
  const common = CommonSettings.safeParse(doc.settings);
  if (!settings.success || !common.success) {
    const issues = [...(settings.error?.issues ?? []), ...(common.error?.issues ?? [])];
    deps.log.error(
      { accountId: doc.id, fields: issues.map((issue) => issue.path.join('.')) },
      'channel account has settings that are not valid',
    );
    throw new AppError('channel-not-available', { accountId: doc.id });
  }
  const { secrets, missing } = openSecrets(doc, definition, deps);
  return {
    definition,
    missing,
    info: {
      id: doc.id,
      channel: definition.channel,
      adapter: doc.adapter,
      name: doc.name,
      paused: doc.paused,
      settings: doc.settings,
      ...common.data,
    },
    account: {
      id: doc.id,
      channel: definition.channel,
      name: doc.name,
      settings: settings.data,
      secrets,
      publicUrl: deps.publicUrl,
    },
  };
};

/**
 * Keeps accounts for 5 s. When they are read again and the version is the same, what was parsed and opened stays; simultaneous asks share one read.
 * A store that does not answer is not papered over: the ask fails and nothing is kept of it.
 */
export const createAccountCache = (deps: Deps): AccountCache => {
  interface Entry {
    readAtMs: number;
    version: number | undefined;
    value: LoadedAccount | undefined;
  }
  const entries = new Map<string, Entry>();
  const pending = new Map<string, Promise<LoadedAccount | undefined>>();

  const read = async (accountId: string): Promise<LoadedAccount | undefined> => {
    const doc = await deps.accounts.get(system('channel account'), accountId);
    const known = entries.get(accountId);
    const same = doc !== undefined && known?.value !== undefined && known.version === doc.version;
    const value = same ? known.value : doc && (await load(doc, deps));
    entries.delete(accountId);
    entries.set(accountId, { readAtMs: deps.clock.now().getTime(), version: doc?.version, value });
    const oldest = entries.keys().next().value;
    if (entries.size > MAX_ENTRIES && oldest !== undefined) entries.delete(oldest);
    return value;
  };

  return {
    get: (accountId) => {
      const entry = entries.get(accountId);
      const age = entry ? Math.abs(deps.clock.now().getTime() - entry.readAtMs) : Number.POSITIVE_INFINITY;
      if (entry && age < ACCOUNT_TTL_MS) return Promise.resolve(entry.value);
      const running = pending.get(accountId);
      if (running) return running;
      const started = read(accountId).finally(() => {
        if (pending.get(accountId) === started) pending.delete(accountId);
      });
      pending.set(accountId, started);
      return started;
    },
    forget: (accountId) => {
      entries.delete(accountId);
      pending.delete(accountId);
    },
  };
};
