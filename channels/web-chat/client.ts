import type { ChannelClient } from '#channels/channel.ts';
import { DeliveryError } from '#channels/delivery-error.ts';
import { type WebChatSettings, WidgetPart } from './payload.ts';

/**
 * The send of this channel is the stored message itself: the realtime part pushes it, and the panel reads it again by
 * `seq` after any gap. So a send is always taken, sending it again does no harm, and an uncertain one is known to be sent.
 */
export const client: ChannelClient<WebChatSettings> = {
  send: async (part, { idempotencyKey }) => {
    if (!WidgetPart.safeParse(part.body).success) {
      throw new DeliveryError('delivery-rejected', { retryable: false });
    }
    return { providerId: idempotencyKey, state: 'sent' };
  },
  reconcile: async (_part, { idempotencyKey }) => ({ providerId: idempotencyKey, state: 'sent' }),
};
