import { AppError } from '#contracts/errors.ts';
import { SOCKET_PROTOCOL, WidgetConfig } from '#contracts/socket.ts';
import { MAX_FILE_BYTES } from '../domain/settings/file-limits.ts';
import type { Ports } from '../ports.ts';

/** What the widget needs to draw itself: the public part of a web chat account's settings. @throws AppError('unknown-account') */
export const getWidgetConfig = async (ports: Ports, accountId: string): Promise<WidgetConfig> => {
  const account = await ports.channels.account(accountId);
  if (!account || account.paused || account.channel !== 'web-chat') throw new AppError('unknown-account');
  // The adapter fills in what the account leaves to its defaults.
  const { settings } = await ports.channels.prepare({
    accountId: account.id,
    adapter: account.adapter,
    settings: account.settings,
    secrets: {},
  });
  const config = WidgetConfig.safeParse({
    ...settings,
    accountId: account.id,
    protocol: SOCKET_PROTOCOL,
  });
  if (!config.success) throw new AppError('channel-not-available');
  const mark = config.data.mark || [...config.data.name.ja][0] || '?';
  return { ...config.data, mark, maxFileBytes: Math.min(config.data.maxFileBytes, MAX_FILE_BYTES) };
};
