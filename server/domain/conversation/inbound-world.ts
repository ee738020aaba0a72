import type { AnyInteraction } from '#contracts/events.ts';
import type { InboundEvent } from '#contracts/inbound.ts';
import type { Channel, DeliveryState } from '#contracts/message.ts';
import type { Language } from '#contracts/time.ts';
import type { PolicySettings } from '../bot-policy/cite.ts';
import type { Customer, Identity, Thread } from '../customer/customer.ts';
import type { Conversation } from './conversation.ts';
import type { Delivery, Message, Receipt } from './message.ts';

/** What the planner needs of a channel account. */
export interface InboundAccount {
  id: string;
  channel: Channel;
  matterWindowHours: number;
  botOn: boolean;
  optOut: boolean;
}

/** One ledger item with what it says. */
export interface InboundItem {
  ledgerId: string;
  account: InboundAccount;
  events: readonly InboundEvent[];
  /** It has waited for a receipt as long as it may. */
  waitedOut?: boolean;
}

/** What the store knows of everything the batch may touch, read before the plan. */
export interface Known {
  threads: Map<string, Thread>;
  identities: Map<string, Identity>;
  customers: Map<string, Customer>;
  conversations: Map<string, Conversation>;
  /** Unresolved conversations of verified customers, by customer id. */
  active: Map<string, Conversation[]>;
  receipts: Map<string, Receipt>;
  deliveries: Map<string, Delivery>;
  /** Messages that edits, reactions and unsends of the batch name. */
  messages: Map<string, Message>;
  /** Sent and not read, of the threads a watermark of the batch speaks of. */
  unread: Delivery[];
}

/** All writes of one batch, in memory. Working copies live in the maps; `base` holds the versions they were read with. */
export interface InboundPlan {
  known: Known;
  base: {
    conversations: Map<string, number>;
    customers: Map<string, number>;
    threads: Map<string, number>;
    identities: Set<string>;
  };
  touched: {
    conversations: Set<string>;
    customers: Set<string>;
    threads: Set<string>;
    identities: Set<string>;
  };
  messages: Message[];
  /** Changes of stored messages. */
  changes: { message: Message; set: Partial<Message> }[];
  receipts: Receipt[];
  deliveries: Delivery[];
  interactions: AnyInteraction[];
  /** Delivery state moves, upward only. */
  statuses: { delivery: Delivery; state: DeliveryState; reason?: string; at: Date }[];
  surveyAnswers: {
    surveyId: string;
    /** Absent: a comment on a score given before. */
    score?: number;
    comment?: string;
    at: Date;
    customerId: string;
    conversationId?: string;
  }[];
  marks: { id: string; outcome: string }[];
  /** Items that wait for our receipt of an outbound message. */
  waits: { id: string; waitsFor: string }[];
}

export interface PlanContext {
  now: Date;
  newId: () => string;
  defaultLanguage: Language;
  /** Who speaks first with whom; absent = the bot, wherever there is one. */
  policy?: PolicySettings;
}

export const emptyPlan = (known: Known): InboundPlan => ({
  known,
  base: {
    conversations: new Map([...known.conversations].map(([id, c]) => [id, c.version])),
    customers: new Map([...known.customers].map(([id, c]) => [id, c.version])),
    threads: new Map([...known.threads].map(([id, t]) => [id, t.version])),
    identities: new Set(known.identities.keys()),
  },
  touched: { conversations: new Set(), customers: new Set(), threads: new Set(), identities: new Set() },
  messages: [],
  changes: [],
  receipts: [],
  deliveries: [],
  interactions: [],
  statuses: [],
  surveyAnswers: [],
  marks: [],
  waits: [],
});

/** Marks a working copy as changed; the version rises once per batch. */
export const touch = (plan: InboundPlan, conversation: Conversation, now: Date): void => {
  if (!plan.touched.conversations.has(conversation.id)) conversation.version += 1;
  plan.touched.conversations.add(conversation.id);
  conversation.updatedAt = now;
};

/** Raises the customer's version: opening a conversation conflicts with any other opening for the same customer. */
export const touchCustomer = (plan: InboundPlan, customer: Customer, now: Date): void => {
  if (!plan.touched.customers.has(customer.id)) customer.version += 1;
  plan.touched.customers.add(customer.id);
  customer.updatedAt = now;
};

/** Marks a thread as changed; its version rises once per batch. */
export const touchThread = (plan: InboundPlan, thread: Thread): void => {
  if (!plan.touched.threads.has(thread.id)) thread.version += 1;
  plan.touched.threads.add(thread.id);
};

/**
 * Bounded memory of the drain. A head is taken out while a batch works on it and put back after the commit: a batch that fails leaves nothing behind.
 * Never trusted: every write compares versions, and a race is planned again from the store.
 */
export interface Heads {
  take(
    threadIds: readonly string[],
    identityIds: readonly string[],
  ): { threads: Thread[]; conversations: Conversation[]; customers: Customer[]; identities: Identity[] };
  put(plan: InboundPlan): void;
}
