import { system } from '../../ports/scope.ts';
import type { Ports } from '../../ports.ts';
import { DEFAULT_RATE, type DeliveryLimiter, type DeliveryRate } from '../delivery-limiter.ts';
import type { JobHandler } from '../worker.ts';

/** The account's rate: its `sendsPerSecond`, else what the channel can take, else the default. */
export const rateOf = (
  settings: Record<string, unknown>,
  channel: DeliveryRate | undefined,
): DeliveryRate => {
  const rate = channel ?? DEFAULT_RATE;
  const own = settings.sendsPerSecond;
  if (typeof own !== 'number' || !(own > 0)) return rate;
  return { ...rate, perSecond: own, burst: Math.max(1, Math.min(rate.burst, Math.floor(own))) };
};

/** Sends what is due in a delivery's lane, within the rate of its account; a job that must wait costs no attempt and holds no worker. */
export const deliverMessageJob = (
  ports: Pick<Ports, 'stores' | 'channels'>,
  limiter: DeliveryLimiter,
  deliverLane: (deliveryId: string) => Promise<void>,
): JobHandler<'deliver-message'> => ({
  name: 'deliver-message',
  async run({ deliveryId }) {
    const delivery = await ports.stores.deliveries.get(system('deliver-message'), deliveryId);
    if (!delivery) return undefined;
    const account = await ports.channels.account(delivery.accountId);
    const rate = account ? rateOf(account.settings, ports.channels.capabilities(account).rate) : DEFAULT_RATE;
    const waitMs = await limiter.take(delivery.accountId, deliveryId, rate);
    if (waitMs > 0) return { waitMs };
    try {
      await deliverLane(deliveryId);
    } finally {
      await limiter.release(delivery.accountId, deliveryId);
    }
    return undefined;
  },
});
