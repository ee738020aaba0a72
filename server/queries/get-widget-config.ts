import { AppError } from '#contracts/errors.ts';
import { SOCKET_PROTOCOL, WidgetConfig } from '#contracts/socket.ts';
import { MAX_FILE_BYTES } from '../domain/settings/file-limits.ts';
import type { Ports } from '../ports.ts';

/** What the widget needs to draw itself: the public part of a web chat account's settings. @throws AppError('unknown-account') */
export const getWidgetConfig = async (ports: Ports, accountId: string): Promise<WidgetConfig> => {
  const account = await ports.channels.account(accountId);
  if (!account || account.paused || account.channel !== 'web-chat') throw new AppError('unknown-account');
  const config = WidgetConfig.safeParse({
    ...account.settings,
    accountId: account.id,
    protocol: SOCKET_PROTOCOL,
  });
  if (!config.success) throw new AppError('channel-not-available');
  return { ...config.data, maxFileBytes: Math.min(config.data.maxFileBytes, MAX_FILE_BYTES) };
};
