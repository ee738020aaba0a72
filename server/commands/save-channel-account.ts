import { AppError } from '#contracts/errors.ts';
import { authorize } from '../domain/access/can.ts';
import type { ChannelAccountDoc } from '../ports/content-stores.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { commitChange } from './commit-change.ts';

const note = (ports: Ports, scope: Scope, accountId: string, fields: string[]): Promise<void> =>
  commitChange(ports, scope, async () => ({
    result: undefined,
    events: [{ type: 'channel-account.changed', refs: { account: accountId }, after: { accountId, fields } }],
  }));

export interface NewChannelAccount {
  channel: string;
  /** Default: the adapter named like the channel. */
  adapter?: string | undefined;
  name: string;
  settings: Record<string, unknown>;
  secrets?: Record<string, string> | undefined;
}

/** Connects a channel account. Secrets are sealed before they are stored and never read back. @throws AppError `invalid-input`, `channel-not-available` */
export const createChannelAccount = async (
  ports: Ports,
  scope: Scope,
  input: NewChannelAccount,
): Promise<ChannelAccountDoc> => {
  authorize(scope, 'manage-channel-accounts');
  const id = ports.newId();
  const adapter = input.adapter ?? input.channel;
  const prepared = await ports.channels.prepare({
    accountId: id,
    adapter,
    settings: input.settings,
    secrets: input.secrets ?? {},
  });
  if (prepared.channel !== input.channel)
    throw new AppError('invalid-input', { issues: [{ path: 'adapter' }] });
  const account: ChannelAccountDoc = {
    id,
    channel: prepared.channel,
    adapter,
    name: input.name.trim(),
    paused: false,
    settings: prepared.settings,
    secrets: prepared.sealed,
    version: 1,
  };
  await ports.stores.accounts.save(scope, account, undefined);
  ports.channels.changed(id);
  await note(ports, scope, id, ['name', 'settings', ...Object.keys(prepared.sealed)]);
  return account;
};

export interface ChannelAccountChange {
  accountId: string;
  version?: number | undefined;
  name?: string | undefined;
  paused?: boolean | undefined;
  /** The whole settings; secrets by name, an empty string removes one, absent ones stay. */
  settings?: Record<string, unknown> | undefined;
  secrets?: Record<string, string> | undefined;
}

/** Changes a channel account. @throws AppError `not-found`, `version-conflict`, `invalid-input` */
export const updateChannelAccount = async (
  ports: Ports,
  scope: Scope,
  input: ChannelAccountChange,
): Promise<ChannelAccountDoc> => {
  authorize(scope, 'manage-channel-accounts');
  const before = await ports.stores.accounts.get(scope, input.accountId);
  if (!before) throw new AppError('not-found');
  if (input.version !== undefined && input.version !== before.version) throw new AppError('version-conflict');
  const prepared = await ports.channels.prepare({
    accountId: before.id,
    adapter: before.adapter,
    settings: input.settings ?? before.settings,
    secrets: input.secrets ?? {},
    sealed: before.secrets,
  });
  const account: ChannelAccountDoc = {
    ...before,
    name: input.name?.trim() || before.name,
    paused: input.paused ?? before.paused,
    settings: prepared.settings,
    secrets: prepared.sealed,
    version: before.version + 1,
  };
  if (!(await ports.stores.accounts.save(scope, account, before.version)))
    throw new AppError('version-conflict');
  ports.channels.changed(account.id);
  const { accountId: _, version: __, secrets = {}, ...fields } = input;
  const names = Object.entries(fields).flatMap(([key, value]) => (value === undefined ? [] : [key]));
  await note(ports, scope, account.id, [...names, ...Object.keys(secrets).map((name) => `secret ${name}`)]);
  return account;
};
