import { EMPTY_BOT_STATE } from '#contracts/bot.ts';
import type { AnyInteraction, EventType } from '#contracts/events.ts';
import { acceptConversation } from '#server/commands/accept-conversation.ts';
import { escalateConversation } from '#server/commands/escalate-conversation.ts';
import { routeEscalation } from '#server/commands/route-escalation.ts';
import type { Conversation } from '#server/domain/conversation/conversation.ts';
import type { Customer } from '#server/domain/customer/customer.ts';
import type { Agent, Escalation, Queue } from '#server/domain/routing/escalation.ts';
import { type Scope, system } from '#server/ports/scope.ts';
import { TIMER_HANDLERS } from '#server/reactions/timers.ts';
import type { TestPorts } from './ports.ts';
import { connectSms, SMS_ACCOUNT } from './sms-items.ts';

const scope = system('test');

/** Agents, a queue and customers on real stores, for tests of routing and of agents' acts. */
export interface Floor {
  test: TestPorts;
  /** The default queue: every skill, every language, 30 s an offer. */
  queue: Queue;
}

export type AgentScope = Extract<Scope, { kind: 'agent' }>;

export const createFloor = async (test: TestPorts): Promise<Floor> => {
  await connectSms(test);
  const queue = await addQueue(test, { id: 'general', isDefault: true, order: 9 });
  return { test, queue };
};

export const addQueue = async (test: TestPorts, fields: Partial<Queue> & { id: string }): Promise<Queue> => {
  const queue: Queue = {
    name: fields.id,
    order: 1,
    skills: [],
    languages: [],
    isDefault: false,
    offerTimeoutMs: 30_000,
    version: 1,
    ...fields,
  };
  await test.ports.stores.agents.saveQueue(scope, queue);
  return queue;
};

/** Adds an agent who is at their desk, and answers their scope. */
export const addAgent = async (
  { test }: Floor,
  id: string,
  fields: Partial<Agent> & { presence?: 'available' | 'away' | 'none' } = {},
): Promise<AgentScope> => {
  const { presence = 'available', ...more } = fields;
  const agent: Agent = {
    id,
    name: id,
    email: `${id}@example.com`,
    role: 'agent',
    language: 'ja',
    serves: ['ja', 'en'],
    skills: [],
    teamIds: [],
    capacity: 3,
    slotVersion: 0,
    disabled: false,
    preferences: { language: 'ja', theme: 'auto', sound: true, shortcuts: true },
    createdAt: new Date(test.clock.now().getTime() - 86_400_000),
    version: 1,
    ...more,
  };
  await test.ports.stores.agents.insert(scope, agent);
  if (presence !== 'none') test.presence.set(id, presence);
  return { kind: 'agent', agentId: id, role: agent.role, teamIds: agent.teamIds };
};

const customerOf = (test: TestPorts, id: string, fields: Partial<Customer>): Customer => ({
  id,
  name: `客 ${id}`,
  language: 'ja',
  tier: 'C',
  vip: false,
  highTouch: false,
  blocked: false,
  tags: [],
  attributes: [],
  version: 1,
  verified: false,
  tokens: [],
  createdAt: test.clock.now(),
  updatedAt: test.clock.now(),
  ...fields,
});

/** With the bot, one message old, on SMS. */
const conversationFor = (test: TestPorts, id: string, customerId: string): Conversation => {
  const now = test.clock.now();
  const address = `+8190${String(Math.abs(hash(id)))
    .padStart(8, '0')
    .slice(0, 8)}`;
  return {
    id,
    number: 1,
    customerId,
    customerName: `客 ${id}`,
    tier: 'C',
    status: 'bot',
    speaker: 'bot',
    priority: 'normal',
    language: 'ja',
    accountId: SMS_ACCOUNT,
    channel: 'sms',
    threads: [
      {
        id: `${SMS_ACCOUNT}|${address}`,
        accountId: SMS_ACCOUNT,
        channel: 'sms',
        address,
        lastInboundAt: now,
      },
    ],
    tags: [],
    attributes: [],
    seq: 0,
    version: 1,
    cycle: 1,
    cycleAt: now,
    lastLine: '返品したいのですが',
    lastAuthor: 'customer',
    lastAt: now,
    waitingSince: now,
    botInvolved: true,
    humanInvolved: false,
    articleIds: [],
    bot: { state: EMPTY_BOT_STATE, seenSeq: 0, turn: 1 },
    readBy: {},
    customerReadSeq: 0,
    mentions: [],
    missed: false,
    spam: false,
    tokens: [],
    createdAt: now,
    updatedAt: now,
  };
};

/** Adds a conversation as `conversationFor` makes it, with a customer of its own (`fields.customerId`: another's). */
export const addConversation = async (
  { test }: Floor,
  fields: Partial<Conversation> = {},
  customer: Partial<Customer> = {},
): Promise<Conversation> => {
  const id = test.ports.newId();
  const customerId = fields.customerId ?? `customer-${id}`;
  const conversation = { ...conversationFor(test, id, customerId), ...fields };
  await test.ports.stores.transaction(scope, async (tx) => {
    if (!fields.customerId)
      await test.ports.stores.customers.insert(scope, customerOf(test, customerId, customer), tx);
    await test.ports.stores.conversations.insert(scope, conversation, tx);
  });
  return conversation;
};

const hash = (text: string): number =>
  [...text].reduce((sum, letter) => (Math.imul(sum, 31) + (letter.codePointAt(0) ?? 0)) | 0, 7);

/** Runs the routing jobs the reactions asked for, until none is left. */
export const runRouting = async (test: TestPorts): Promise<void> => {
  await test.settled();
  for (let round = 0; round < 50; round++) {
    const jobs = test.jobs.splice(0).filter((job) => job.name === 'route-escalation');
    if (jobs.length === 0) return;
    await Promise.all(jobs.map((job) => routeEscalation(test.ports, job.data as { escalationId: string })));
    await test.settled();
  }
  throw new Error('routing asks for itself without end');
};

/** Moves the clock and runs what is due, as the waker does, then the routing that follows. */
export const passTime = async (test: TestPorts, ms: number): Promise<void> => {
  test.clock.advance(ms);
  const due = await test.ports.stores.timers.due(scope, test.clock.now(), 1_000);
  for (const timer of due) {
    await TIMER_HANDLERS[timer.kind]?.(test.ports, timer);
    await test.ports.stores.timers.take(scope, timer.id, timer.generation);
  }
  await runRouting(test);
};

export const conversationOf = async (test: TestPorts, id: string): Promise<Conversation> => {
  const conversation = await test.ports.stores.conversations.get(scope, id);
  if (!conversation) throw new Error(`no conversation ${id}`);
  return conversation;
};

/** The newest escalation of a conversation. */
export const escalationOf = async (test: TestPorts, conversationId: string): Promise<Escalation> => {
  const [escalation] = await test.ports.stores.escalations.ofConversation(scope, conversationId, 1);
  if (!escalation) throw new Error(`no escalation of ${conversationId}`);
  return escalation;
};

/** The interactions of a conversation, oldest first. */
export const recordOf = (
  test: TestPorts,
  conversationId: string,
  types?: EventType[],
): Promise<AnyInteraction[]> =>
  test.ports.stores.interactions.ofConversation(scope, conversationId, {
    ...(types ? { types } : {}),
    limit: 1_000,
  });

/** What the system said to the customer, oldest first. */
export const systemLines = async (test: TestPorts, conversationId: string): Promise<string[]> => {
  const page = await test.ports.stores.messages.page(scope, conversationId, {
    afterSeq: 0,
    limit: 100,
    visible: 'public',
  });
  return page.filter((message) => message.author.kind === 'system').map((message) => message.text);
};

/** What may be said of a wish for a person. */
export interface PersonAsk {
  skills?: string[];
  priority?: Conversation['priority'];
}

/** A conversation that asked for a person, as it stands afterwards. */
export const askForPerson = async (
  floor: Floor,
  fields: Partial<Conversation> = {},
  ask: PersonAsk = {},
): Promise<Conversation> => {
  const { id } = await addConversation(floor, fields);
  await escalateConversation(floor.test.ports, scope, {
    conversationId: id,
    reason: 'customer-asked',
    ...ask,
  });
  return conversationOf(floor.test, id);
};

/** One that an agent has taken. Answers its id. */
export const heldBy = async (
  floor: Floor,
  agent: AgentScope,
  fields: Partial<Conversation> = {},
): Promise<string> => {
  const { id } = await askForPerson(floor, fields);
  await acceptConversation(floor.test.ports, agent, { conversationId: id });
  return id;
};
