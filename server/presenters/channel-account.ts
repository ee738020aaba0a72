import type { z } from 'zod';
import { PATHS } from '#contracts/http.ts';
import type { ChannelAccountView } from '#contracts/views.ts';
import type { ChannelAccountDoc } from '../ports/content-stores.ts';
import { given, isoOf } from './given.ts';

export interface AccountFacts {
  account: ChannelAccountDoc;
  /** How the adapter hears; decides whether there is a webhook to show. */
  inbound: readonly string[];
  /** Items taken in and not applied yet. */
  backlog: number;
}

/** A channel account without its secrets: only which are set. */
export const presentChannelAccount = ({
  account,
  inbound,
  backlog,
}: AccountFacts): z.infer<typeof ChannelAccountView> => {
  const webhookPath = PATHS.webhook
    .replace(':channel', encodeURIComponent(account.channel))
    .replace(':accountId', encodeURIComponent(account.id));
  return given({
    id: account.id,
    channel: account.channel as z.infer<typeof ChannelAccountView>['channel'],
    adapter: account.adapter,
    name: account.name,
    paused: account.paused,
    settings: account.settings,
    secretsSet: Object.keys(account.secrets).toSorted(),
    webhookPath: inbound.includes('webhook') ? webhookPath : undefined,
    health: given({
      lastReceivedAt: isoOf(account.lastReceivedAt),
      lastSentAt: isoOf(account.lastSentAt),
      lastError: account.lastError,
      tokenExpiresAt: isoOf(account.tokenExpiresAt),
      backlog,
    }),
    version: account.version,
  });
};
