import type { z } from 'zod';
import type { AttributeValue } from '#contracts/conversation.ts';
import type { IdentityKind } from '#contracts/customer.ts';
import type { Channel } from '#contracts/message.ts';
import type { Language } from '#contracts/time.ts';

export interface Customer {
  id: string;
  name: string;
  language: Language;
  timeZone?: string;
  tier: 'A' | 'B' | 'C';
  vip: boolean;
  highTouch: boolean;
  blocked: boolean;
  /** The channel they asked to be answered on; `null`: taken away again. */
  preferredChannel?: Channel | null;
  tags: string[];
  attributes: { k: string; v: z.infer<typeof AttributeValue> }[];
  /** Raised when a conversation is opened, so that two channels at one instant conflict and give one. */
  version: number;
  /** Any verified identity. */
  verified: boolean;
  lastNpsAt?: Date;
  /** Last resolve of one of their conversations: who may be asked NPS. */
  servedAt?: Date;
  lastSeenAt?: Date;
  lastPage?: string;
  mergedInto?: string;
  erasedAt?: Date;
  tokens: string[];
  createdAt: Date;
  updatedAt: Date;
}

export interface Identity {
  id: string;
  kind: IdentityKind;
  value: string;
  accountId?: string;
  channel?: Channel;
  customerId: string;
  verified: boolean;
  optedOut: boolean;
  createdAt: Date;
}

/** Presence of a customer on one channel account; `_id` = account + '|' + thread key. */
export interface Thread {
  id: string;
  accountId: string;
  channel: Channel;
  key: string;
  address: string;
  customerId: string;
  conversationId: string;
  createdAt: Date;
  version: number;
}

export interface Order {
  id: string;
  number: string;
  customerId: string;
  status: 'placed' | 'paid' | 'packed' | 'shipped' | 'delivered' | 'cancelled' | 'returned';
  placedAt: Date;
  items: { name: string; quantity: number; price: number }[];
  total: number;
  currency: string;
  carrier?: string;
  trackingCode?: string;
  expectedOn?: string;
}
