import type { ConversationView } from '#contracts/conversation.ts';
import { AppError } from '#contracts/errors.ts';
import { abilities, authorize } from '../domain/access/can.ts';
import { closedReason, closesAt } from '../domain/access/can-send.ts';
import type { Conversation, ConversationThread } from '../domain/conversation/conversation.ts';
import { defaultThread, preferredChannelOf } from '../domain/conversation/default-thread.ts';
import type { Identity } from '../domain/customer/customer.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { presentConversation, type ThreadFacts } from '../presenters/conversation.ts';
import { survivingCustomer } from './surviving-customer.ts';

type AgentScope = Extract<Scope, { kind: 'agent' }>;

/** The address of a thread is opted out when the identity it stands for is. */
const isOptedOut = (thread: ConversationThread, identities: readonly Identity[]): boolean =>
  identities.some(
    (identity) =>
      identity.optedOut &&
      identity.value === thread.address &&
      (identity.accountId === undefined || identity.accountId === thread.accountId),
  );

const threadFacts = async (
  ports: Ports,
  thread: ConversationThread,
  identities: readonly Identity[],
): Promise<ThreadFacts> => {
  const account = await ports.channels.account(thread.accountId);
  const capabilities = account && ports.channels.capabilities(account);
  return {
    thread,
    accountName: account?.name ?? thread.accountId,
    maxText: capabilities?.maxText ?? 0,
    closesAt: closesAt({
      ...capabilities,
      lastInboundAt: thread.lastInboundAt,
      byHuman: true,
      isPublic: thread.isPublic === true,
    }),
    templates: capabilities?.templates,
    mail: capabilities?.mail,
    privateReplies: capabilities?.privateReplies,
    closedReason: closedReason({
      account,
      replyWindowHours: capabilities?.replyWindowHours,
      humanWindowHours: capabilities?.humanWindowHours,
      byHuman: true,
      isPublic: thread.isPublic === true,
      lastInboundAt: thread.lastInboundAt,
      optedOut: (capabilities?.optOut ?? false) && isOptedOut(thread, identities),
      now: ports.clock.now(),
    }),
  };
};

const escalationOf = async (ports: Ports, scope: Scope, conversation: Conversation) => {
  const { stores } = ports;
  const escalation = conversation.escalationId
    ? await stores.escalations.get(scope, conversation.escalationId)
    : (await stores.escalations.ofConversation(scope, conversation.id, 1))[0];
  if (!escalation) return undefined;
  const queues = escalation.queueId ? await stores.agents.queues(scope) : [];
  return { escalation, queueName: queues.find((queue) => queue.id === escalation.queueId)?.name };
};

/** Reads a conversation the caller may see. @throws AppError('not-found') also when it may not be seen */
export const readConversation = async (ports: Ports, scope: Scope, id: string): Promise<Conversation> => {
  const conversation = await ports.stores.conversations.get(scope, id);
  if (!conversation) throw new AppError('not-found');
  authorize(scope, 'read', { conversation });
  return conversation;
};

/** The whole conversation as one agent sees it: what can be answered on, the hand-over card, what they may do. */
export const getConversation = async (
  ports: Ports,
  scope: AgentScope,
  id: string,
): Promise<ConversationView> => {
  const conversation = await readConversation(ports, scope, id);
  const aliases = await ports.stores.customers.aliases(scope, conversation.customerId);
  const [identities, customer, escalation] = await Promise.all([
    ports.stores.customers.identities(scope, aliases),
    survivingCustomer(ports, scope, conversation.customerId),
    escalationOf(ports, scope, conversation),
  ]);
  const threads = await Promise.all(
    conversation.threads.map((thread) => threadFacts(ports, thread, identities)),
  );
  return presentConversation({
    conversation,
    agentId: scope.agentId,
    threads,
    usual: defaultThread(conversation, {
      preferred: preferredChannelOf(customer),
      isOpen: ({ id }) => threads.some((t) => t.thread.id === id && t.closedReason === undefined),
    }),
    escalation,
    abilities: abilities(scope, conversation),
  });
};
