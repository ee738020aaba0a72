import type { z } from 'zod';
import type { ChannelAccountView } from '#contracts/views.ts';
import { authorize } from '../domain/access/can.ts';
import type { AdapterInfo } from '../ports/channels-port.ts';
import type { ChannelAccountDoc } from '../ports/content-stores.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { presentChannelAccount } from '../presenters/channel-account.ts';

/** A longer backlog is shown as this long. */
const BACKLOG_CAP = 100;
type View = z.infer<typeof ChannelAccountView>;

const viewOf = async (
  ports: Ports,
  scope: Scope,
  account: ChannelAccountDoc,
  adapters: readonly AdapterInfo[],
): Promise<View> => {
  const pending = await ports.stores.ledger.list(scope, {
    state: 0,
    accountId: account.id,
    limit: BACKLOG_CAP,
  });
  const inbound = adapters.find((adapter) => adapter.id === account.adapter)?.inbound ?? [];
  return presentChannelAccount({ account, inbound, backlog: pending.items.length });
};

/** Every channel account with its health. Settings are shown to those who may change them; others get names only. */
export const listChannelAccounts = async (ports: Ports, scope: Scope): Promise<{ items: View[] }> => {
  authorize(scope, 'read-channel-accounts');
  const [accounts, adapters] = await Promise.all([
    ports.stores.accounts.list(scope),
    ports.channels.adapters(),
  ]);
  return {
    items: await Promise.all(accounts.map((account) => viewOf(ports, scope, account, adapters))),
  };
};

/** One account as listChannelAccounts shows it. */
export const viewChannelAccount = async (
  ports: Ports,
  scope: Scope,
  account: ChannelAccountDoc,
): Promise<View> => viewOf(ports, scope, account, await ports.channels.adapters());

/** Adapters that can be connected, for the settings page to draw a form from. */
export const listAdapters = async (ports: Ports, scope: Scope) => {
  authorize(scope, 'read-channel-accounts');
  const adapters = await ports.channels.adapters();
  const { publicUrl } = ports.channels;
  return {
    ...(publicUrl === undefined ? {} : { publicUrl }),
    items: adapters.map(({ id, channel, canStart, inbound, settingsSchema, secrets, strings }) => ({
      id,
      channel,
      ...(canStart === undefined ? {} : { canStart }),
      inbound: [...inbound],
      settingsSchema,
      secrets: [...secrets.required, ...secrets.optional],
      strings,
    })),
  };
};
