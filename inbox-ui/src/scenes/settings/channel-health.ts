import type { z } from 'zod';
import type { ChannelAccountView } from '#contracts/views.ts';

export type Account = z.infer<typeof ChannelAccountView>;

/** How a channel account does: colour and the word's key. */
export const healthOf = ({
  paused,
  health,
}: Pick<Account, 'paused' | 'health'>): {
  is: 'good' | 'due' | 'late' | 'none';
  word: 'paused' | 'failing' | 'waitingFirst' | 'healthy';
} => {
  if (paused) return { is: 'none', word: 'paused' };
  if (health.lastError !== undefined) return { is: 'late', word: 'failing' };
  if (health.lastReceivedAt === undefined && health.lastSentAt === undefined)
    return { is: 'due', word: 'waitingFirst' };
  return { is: 'good', word: 'healthy' };
};
