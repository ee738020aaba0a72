import type { InboxSort, InboxView } from '#contracts/conversation.ts';
import type { AnyInteraction } from '#contracts/events.ts';
import type { TimerKind } from '#contracts/jobs.ts';
import type { Conversation } from '../domain/conversation/conversation.ts';
import type { Delivery, Message, Receipt } from '../domain/conversation/message.ts';
import type { Customer, Identity, Order, Thread } from '../domain/customer/customer.ts';
import type { Agent, Escalation, Queue, Team } from '../domain/routing/escalation.ts';
import type { Scope, Tx } from './scope.ts';

export interface PageOf<T> {
  items: T[];
  nextCursor?: string;
}
export interface PageAsk {
  cursor?: string;
  limit: number;
}

export interface ConversationFilter {
  view?: InboxView;
  agentId?: string;
  statuses?: Conversation['status'][];
  assigneeId?: string | null;
  teamId?: string;
  channel?: string;
  tag?: string;
  priority?: string;
  language?: string;
  customerIds?: string[];
  tokens?: string[];
  ids?: string[];
  sort: InboxSort;
  includeSpam?: boolean;
}

export interface ConversationStore {
  get(scope: Scope, id: string, tx?: Tx): Promise<Conversation | undefined>;
  many(scope: Scope, ids: readonly string[], tx?: Tx): Promise<Conversation[]>;
  insert(scope: Scope, conversation: Conversation, tx: Tx): Promise<void>;
  /** The drain's write: inserts, and updates that compare-and-swap on `baseVersion` (only fields an inbound item can change). False = a race was lost. */
  applyBatch(
    scope: Scope,
    inserts: readonly Conversation[],
    updates: readonly { conversation: Conversation; baseVersion: number }[],
    tx: Tx,
  ): Promise<boolean>;
  /**
   * Compare-and-swap on `version`: writes `set`, removes `unset`, raises `version` by one. Answers the new document, or undefined when the race was lost
   * (inside a transaction: throw `lostRace()` and the transaction runs again or the caller reports `version-conflict`).
   */
  update(
    scope: Scope,
    id: string,
    version: number,
    change: { set?: Partial<Conversation>; unset?: (keyof Conversation)[] },
    tx?: Tx,
  ): Promise<Conversation | undefined>;
  list(scope: Scope, filter: ConversationFilter, page: PageAsk): Promise<PageOf<Conversation>>;
  /** Counts of the built-in views for one agent, each capped at 1,000. */
  counts(scope: Scope, agentId: string): Promise<Record<string, number>>;
  /** Unresolved conversation of a customer (alias set) last active after `since`. */
  activeOf(scope: Scope, customerIds: readonly string[], since: Date, tx?: Tx): Promise<Conversation[]>;
  /** Conversations of these customers with one of these numbers. */
  byNumber(scope: Scope, customerIds: readonly string[], numbers: readonly number[]): Promise<Conversation[]>;
  /** Open conversations an agent holds: what capacity counts. */
  openCount(scope: Scope, agentId: string, tx?: Tx): Promise<number>;
  openCounts(scope: Scope): Promise<Record<string, number>>;
  setRead(scope: Scope, id: string, agentId: string, seq: number): Promise<void>;
  setCustomerRead(scope: Scope, id: string, seq: number): Promise<boolean>;
}

export interface MessageStore {
  insert(scope: Scope, messages: readonly Message[], tx: Tx): Promise<void>;
  get(scope: Scope, id: string, tx?: Tx): Promise<Message | undefined>;
  many(scope: Scope, ids: readonly string[]): Promise<Message[]>;
  /** In seq order. `visible: 'public'` leaves notes out. At most `limit`. */
  page(
    scope: Scope,
    conversationId: string,
    ask: { afterSeq?: number; beforeSeq?: number; limit: number; visible: 'all' | 'public' },
  ): Promise<Message[]>;
  /** The thread's last inbound message before `seq`. */
  lastInbound(
    scope: Scope,
    conversationId: string,
    threadId: string,
    beforeSeq: number,
  ): Promise<Message | undefined>;
  byClientId(scope: Scope, conversationId: string, clientId: string, tx?: Tx): Promise<Message | undefined>;
  update(
    scope: Scope,
    id: string,
    conversationId: string,
    set: Partial<Message>,
    tx?: Tx,
  ): Promise<Message | undefined>;
  search(scope: Scope, tokens: readonly string[], page: PageAsk): Promise<PageOf<Message>>;
  /** Ids of messages accepted before `before` with media still to be fetched, at most `limit`. */
  fetching(scope: Scope, before: Date, limit: number): Promise<string[]>;
}

export interface DeliveryStore {
  insert(scope: Scope, deliveries: readonly Delivery[], tx: Tx): Promise<void>;
  get(scope: Scope, id: string, tx?: Tx): Promise<Delivery | undefined>;
  many(scope: Scope, ids: readonly string[]): Promise<Delivery[]>;
  ofMessage(scope: Scope, messageId: string, tx?: Tx): Promise<Delivery[]>;
  /** Oldest delivery of the lane that is not final, or undefined. */
  nextOfLane(scope: Scope, conversationId: string, accountId: string): Promise<Delivery | undefined>;
  /** queued → sending, stored before the call. False when another process has the lane. */
  claim(scope: Scope, id: string, by: string, now: Date): Promise<boolean>;
  update(
    scope: Scope,
    id: string,
    fromStates: readonly Delivery['state'][],
    set: Partial<Delivery>,
    tx?: Tx,
  ): Promise<boolean>;
  /** `sending` found that this process did not start: claimed by `by`, or older than `before`. */
  stuck(scope: Scope, before: Date, limit: number): Promise<Delivery[]>;
  /** Left `sending` by these processes. */
  claimedBy(scope: Scope, processIds: readonly string[], limit: number): Promise<Delivery[]>;
  /** Queued and due, for the sweep. */
  due(scope: Scope, now: Date, limit: number): Promise<Delivery[]>;
  /** Sent or delivered and not read, newest first, at most 500. */
  unread(scope: Scope, conversationIds: readonly string[]): Promise<Delivery[]>;
  receipts(scope: Scope, ids: readonly string[], tx?: Tx): Promise<Receipt[]>;
  addReceipt(scope: Scope, receipts: readonly Receipt[], tx?: Tx): Promise<void>;
}

export interface CustomerBatch {
  newCustomers: readonly Customer[];
  customers: readonly { customer: Customer; baseVersion: number }[];
  newIdentities: readonly Identity[];
  identities: readonly Identity[];
  newThreads: readonly Thread[];
  threads: readonly { thread: Thread; baseVersion: number }[];
}

export interface CustomerStore {
  get(scope: Scope, id: string, tx?: Tx): Promise<Customer | undefined>;
  many(scope: Scope, ids: readonly string[], tx?: Tx): Promise<Customer[]>;
  insert(scope: Scope, customer: Customer, tx: Tx): Promise<void>;
  update(
    scope: Scope,
    id: string,
    version: number | undefined,
    set: Partial<Customer>,
    tx?: Tx,
  ): Promise<Customer | undefined>;
  /** Takes the link of a merge away. Undefined: the race was lost. */
  unmerge(scope: Scope, id: string, version: number, tx: Tx): Promise<Customer | undefined>;
  /** `orIds`: these too, whatever their tokens. */
  list(scope: Scope, ask: PageAsk & { tokens?: string[]; orIds?: string[] }): Promise<PageOf<Customer>>;
  /** The customer and everyone merged into it. */
  aliases(scope: Scope, id: string): Promise<string[]>;
  identities(scope: Scope, customerIds: readonly string[]): Promise<Identity[]>;
  identity(scope: Scope, id: string, tx?: Tx): Promise<Identity | undefined>;
  upsertIdentity(scope: Scope, identity: Identity, tx: Tx): Promise<void>;
  setOptOut(scope: Scope, identityId: string, optedOut: boolean, tx?: Tx): Promise<boolean>;
  threads(scope: Scope, customerIds: readonly string[]): Promise<Thread[]>;
  thread(scope: Scope, id: string, tx?: Tx): Promise<Thread | undefined>;
  upsertThread(scope: Scope, thread: Thread, tx: Tx): Promise<void>;
  threadsById(scope: Scope, ids: readonly string[]): Promise<Thread[]>;
  identitiesById(scope: Scope, ids: readonly string[]): Promise<Identity[]>;
  /** The drain's write: new rows are inserts (a double raises E11000 and the batch is planned again), known ones compare-and-swap. False = a race was lost. */
  applyBatch(scope: Scope, batch: CustomerBatch, tx: Tx): Promise<boolean>;
  orders(scope: Scope, customerIds: readonly string[]): Promise<Order[]>;
  insertOrders(scope: Scope, orders: readonly Order[], tx?: Tx): Promise<void>;
  /** Customers due for NPS: served since `servedSince`, not asked since `askedBefore`. */
  npsDue(scope: Scope, askedBefore: Date, servedSince: Date, limit: number): Promise<Customer[]>;
}

export interface InteractionStore {
  /** Written in the change's transaction with `pending: true`. */
  insert(scope: Scope, interactions: readonly AnyInteraction[], tx: Tx): Promise<void>;
  clearPending(scope: Scope, ids: readonly string[]): Promise<void>;
  /** Left pending by a crash: recorded before `before`, oldest first. */
  pending(scope: Scope, before: Date, limit: number): Promise<AnyInteraction[]>;
  ofCustomer(
    scope: Scope,
    customerIds: readonly string[],
    ask: PageAsk & { types?: string[]; conversationId?: string },
  ): Promise<PageOf<AnyInteraction>>;
  ofConversation(
    scope: Scope,
    conversationId: string,
    ask: { types?: string[]; limit: number },
  ): Promise<AnyInteraction[]>;
  /** All of the given types in (recordedAt) order between two instants, in batches: recounts and roll-ups. */
  scan(
    scope: Scope,
    ask: { types?: string[]; from?: Date; to?: Date; recordedUntil?: Date; batch: number },
  ): AsyncIterable<AnyInteraction[]>;
}

export interface EscalationStore {
  get(scope: Scope, id: string, tx?: Tx): Promise<Escalation | undefined>;
  insert(scope: Scope, escalation: Escalation, tx: Tx): Promise<void>;
  update(
    scope: Scope,
    id: string,
    version: number,
    change: { set?: Partial<Escalation>; unset?: (keyof Escalation)[] },
    tx?: Tx,
  ): Promise<Escalation | undefined>;
  /** Waiting ones of a queue in serving order: priority, tier, queuedAt. */
  waiting(scope: Scope, queueId: string | undefined, limit: number): Promise<Escalation[]>;
  /** Ids of the waiting ones of a queue (without: of no queue), in serving order. */
  line(scope: Scope, queueId: string | undefined, limit: number): Promise<string[]>;
  offeredTo(scope: Scope, agentId: string, tx?: Tx): Promise<Escalation[]>;
  ofConversation(scope: Scope, conversationId: string, limit: number): Promise<Escalation[]>;
  /** The last `n` waits of a queue, milliseconds, newest first. */
  lastWaits(scope: Scope, queueId: string, n: number): Promise<number[]>;
  /** Agent who last accepted a conversation of this customer. */
  lastAgentOf(scope: Scope, customerIds: readonly string[]): Promise<string | undefined>;
}

export interface AgentStore {
  get(scope: Scope, id: string, tx?: Tx): Promise<Agent | undefined>;
  byEmail(scope: Scope, email: string): Promise<Agent | undefined>;
  list(scope: Scope): Promise<Agent[]>;
  /** @throws AppError('already-exists') when the address is another agent's, also at the same instant */
  insert(scope: Scope, agent: Agent, tx?: Tx): Promise<void>;
  /** The address stays. */
  update(scope: Scope, id: string, set: Partial<Omit<Agent, 'email'>>, tx?: Tx): Promise<Agent | undefined>;
  /** Raises slotVersion inside the accept's transaction: concurrent accepts of one agent conflict. */
  touchSlots(scope: Scope, id: string, tx: Tx): Promise<void>;
  queues(scope: Scope): Promise<Queue[]>;
  saveQueue(scope: Scope, queue: Queue, tx?: Tx): Promise<void>;
  teams(scope: Scope): Promise<Team[]>;
  saveTeam(scope: Scope, team: Team, tx?: Tx): Promise<void>;
}

/** A due thing: MongoDB holds it, a job only wakes it. */
export interface Timer {
  id: string;
  kind: TimerKind;
  subject: string;
  generation: number;
  dueAt: Date;
  data: Record<string, unknown>;
}
export interface TimerStore {
  /** Sets or moves the timer of (kind, subject), raising its generation. */
  set(scope: Scope, timer: Omit<Timer, 'id' | 'generation'>, tx?: Tx): Promise<Timer>;
  cancel(scope: Scope, kind: TimerKind, subject: string, tx?: Tx): Promise<boolean>;
  get(scope: Scope, kind: TimerKind, subject: string): Promise<Timer | undefined>;
  due(scope: Scope, now: Date, limit: number): Promise<Timer[]>;
  /** Removes it if the generation still matches: the caller may act. */
  take(scope: Scope, id: string, generation: number, tx?: Tx): Promise<Timer | undefined>;
}

/** A named lease: one process at a time does the named work. Time is the database server's, so that clocks of processes need not agree. */
export interface LeaseStore {
  /** Takes or renews the lease for `ttlMs`. False while another owner holds it. */
  take(name: string, owner: string, ttlMs: number): Promise<boolean>;
  /** Gives it back early; does nothing when another owner holds it. */
  release(name: string, owner: string): Promise<void>;
}
