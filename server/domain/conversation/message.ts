import type { z } from 'zod';
import type { Attachment, Channel, DeliveryState, MessageExtra } from '#contracts/message.ts';

export interface Message {
  id: string;
  conversationId: string;
  customerId: string;
  seq: number;
  threadId?: string;
  accountId?: string;
  channel?: Channel;
  direction: 'inbound' | 'outbound' | 'note';
  author: { kind: 'customer' | 'bot' | 'agent' | 'system'; id?: string; name?: string };
  text: string;
  attachments: Attachment[];
  extra: z.infer<typeof MessageExtra>;
  at: Date;
  counter: number;
  late: boolean;
  acceptedAt: Date;
  delivery?: { state: DeliveryState; reason?: string; attempt: number };
  clientId?: string;
  /** Quick reply tapped. */
  payload?: string;
  /** The ledger item this message was made from; what the audit recounts by. */
  ledgerId?: string;
  /** Provider's id of an inbound message. */
  externalId?: string;
  /** What the adapter needs to answer this very message (reply token, References). Never sent to a client. */
  handle?: Record<string, string>;
  tokens: string[];
  version: number;
}

/** One part to one recipient, one attempt. Lane = (conversation, account): one `sending` at a time, by a unique index. */
export interface Delivery {
  id: string;
  messageId: string;
  conversationId: string;
  accountId: string;
  channel: Channel;
  threadId: string;
  to: string;
  seq: number;
  part: number;
  attempt: number;
  state: DeliveryState;
  reason?: string;
  providerId?: string;
  idempotencyKey: string;
  /** Automatic tries made in this attempt. */
  tries: number;
  dueAt: Date;
  firstTriedAt?: Date;
  claimedBy?: string;
  claimedAt?: Date;
  at: Date;
}

/** Two sightings of one message are made one by this: `_id` = account + '|' + provider's message id. */
export interface Receipt {
  id: string;
  messageId: string;
  conversationId: string;
  deliveryId?: string;
  direction: 'inbound' | 'outbound';
}
