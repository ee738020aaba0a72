import type { z } from 'zod';
import { DAY } from '#contracts/time.ts';
import type { ChannelAccountView } from '#contracts/views.ts';

export type Account = z.infer<typeof ChannelAccountView>;

/** From this long before a token ends it is an alarm. */
const TOKEN_WARNING_MS = 7 * DAY;

/** What somebody must see to before the channel falls silent, or because it has; nothing about a paused account. */
export const alarmOf = (
  { paused, health }: Pick<Account, 'paused' | 'health'>,
  now: number,
): 'auth' | 'expired' | 'expiring' | undefined => {
  if (paused) return undefined;
  if (health.lastError === 'delivery-auth') return 'auth';
  if (health.tokenExpiresAt === undefined) return undefined;
  const left = Date.parse(health.tokenExpiresAt) - now;
  if (left <= 0) return 'expired';
  return left <= TOKEN_WARNING_MS ? 'expiring' : undefined;
};

/** How a channel account does: colour and the word's key. */
export const healthOf = (
  account: Pick<Account, 'paused' | 'health'>,
  now = Date.now(),
): {
  is: 'good' | 'due' | 'late' | 'none';
  word: 'paused' | 'failing' | 'waitingFirst' | 'healthy' | 'expiring';
} => {
  const { paused, health } = account;
  const alarm = alarmOf(account, now);
  if (paused) return { is: 'none', word: 'paused' };
  if (health.lastError !== undefined || alarm === 'expired') return { is: 'late', word: 'failing' };
  if (alarm === 'expiring') return { is: 'due', word: 'expiring' };
  if (health.lastReceivedAt === undefined && health.lastSentAt === undefined)
    return { is: 'due', word: 'waitingFirst' };
  return { is: 'good', word: 'healthy' };
};
