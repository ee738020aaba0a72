import type { Ports } from '#server/ports.ts';
import type { Delivery } from '../domain/conversation/message.ts';

/**
 * Asks a worker to look at a delivery's lane, now or after `delayMs`. `mark` says which waking of the delivery this is: a kept job of the same id would
 * swallow it. Never fails: the sweep finds in MongoDB what this fails to wake.
 */
export const wakeDelivery = (
  ports: Pick<Ports, 'queue'>,
  { id, channel }: Pick<Delivery, 'id' | 'channel'>,
  mark: string,
  delayMs?: number,
): Promise<void> =>
  ports.queue.add(
    'deliver-message',
    { deliveryId: id, channel },
    { id: `deliver-${id.replaceAll(':', '-')}-${mark}`, ...(delayMs === undefined ? {} : { delayMs }) },
  );

/** `mark` of a delivery's first waking, right after the commit that made it. */
export const FIRST = '0';
