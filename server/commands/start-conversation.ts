import { EMPTY_BOT_STATE } from '#contracts/bot.ts';
import { AppError } from '#contracts/errors.ts';
import type { AnyInteraction } from '#contracts/events.ts';
import { authorize } from '../domain/access/can.ts';
import type { Conversation } from '../domain/conversation/conversation.ts';
import { interaction } from '../domain/conversation/interaction.ts';
import { conversationNumber } from '../domain/conversation/matter.ts';
import type { Message } from '../domain/conversation/message.ts';
import { tokenise } from '../domain/conversation/tokens.ts';
import type { Customer, Identity, Thread } from '../domain/customer/customer.ts';
import type { AccountInfo } from '../ports/channels-port.ts';
import { lostRace, type Scope, system, type Tx } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { loadFiles } from './outbound-route.ts';
import { afterSend, appendOutbound, type Sent } from './send-message.ts';

const anyTeam = system('start-conversation');
type AgentScope = Extract<Scope, { kind: 'agent' }>;

export interface StartInput {
  customerId: string;
  accountId: string;
  /** One of the customer's addresses; default: the first that fits the channel, verified ones first. */
  address?: string | undefined;
  text: string;
  clientId: string;
  /** The writer's own uploads. */
  fileIds?: readonly string[] | undefined;
  /** Template, mail fields, links. */
  extra?: Message['extra'];
}

/** Which identity a channel can be written to. A channel of its own ids takes only those of its account. */
const fits = (identity: Identity, account: AccountInfo): boolean => {
  if (identity.accountId !== undefined) return identity.accountId === account.id;
  if (account.channel === 'sms') return identity.kind === 'phone';
  // Somebody who hides their number is known by WhatsApp's own id.
  if (account.channel === 'whatsapp') return identity.kind === 'phone' || identity.kind === 'whatsapp';
  return identity.kind === account.channel;
};

const addressOf = (
  identities: readonly Identity[],
  account: AccountInfo,
  wanted: string | undefined,
): string => {
  const usable = identities
    .filter((identity) => fits(identity, account))
    .toSorted((a, b) => Number(b.verified) - Number(a.verified));
  const compact = (value: string): string =>
    value
      .normalize('NFKC')
      .replace(/[\s()-]/g, '')
      .toLowerCase();
  const chosen =
    wanted === undefined ? usable[0] : usable.find((identity) => compact(identity.value) === compact(wanted));
  if (!chosen) throw new AppError('no-channel');
  return chosen.value;
};

const accountFor = async (ports: Ports, accountId: string): Promise<AccountInfo> => {
  const account = await ports.channels.account(accountId);
  if (!account || account.paused || !ports.channels.capabilities(account).canStart) {
    throw new AppError('channel-not-available');
  }
  return account;
};

const newConversation = (
  ports: Ports,
  scope: AgentScope,
  customer: Customer,
  account: AccountInfo,
  thread: Pick<Thread, 'id' | 'address'>,
  previousId: string | undefined,
): Conversation => {
  const now = ports.clock.now();
  const id = ports.newId();
  return {
    id,
    number: conversationNumber(id),
    customerId: customer.id,
    customerName: customer.name,
    tier: customer.tier,
    status: 'open',
    speaker: 'human',
    priority: 'normal',
    language: customer.language,
    accountId: account.id,
    channel: account.channel,
    threads: [{ id: thread.id, accountId: account.id, channel: account.channel, address: thread.address }],
    assigneeId: scope.agentId,
    tags: [],
    attributes: [],
    seq: 0,
    version: 1,
    cycle: 1,
    cycleAt: now,
    lastLine: '',
    lastAuthor: 'agent',
    lastAt: now,
    botInvolved: false,
    humanInvolved: true,
    articleIds: [],
    bot: { state: EMPTY_BOT_STATE, seenSeq: 0, turn: 0 },
    ...(previousId ? { previousId } : {}),
    readBy: {},
    customerReadSeq: 0,
    mentions: [],
    missed: false,
    spam: false,
    tokens: tokenise(customer.name),
    createdAt: now,
    updatedAt: now,
  };
};

/** Opens the conversation under the customer's version: a message that comes in at the same instant conflicts and finds it. */
const openConversation = async (
  ports: Ports,
  scope: AgentScope,
  tx: Tx,
  customer: Customer,
  account: AccountInfo,
  address: string,
  known: Thread | undefined,
): Promise<{ conversation: Conversation; opened: AnyInteraction }> => {
  const { stores } = ports;
  const now = ports.clock.now();
  const key = ports.channels.threadKey(account, address);
  const id = `${account.id}|${key}`;
  const conversation = newConversation(
    ports,
    scope,
    customer,
    account,
    { id, address },
    known?.conversationId,
  );
  const thread: Thread = {
    ...(known ?? { id, accountId: account.id, channel: account.channel, key, address, createdAt: now }),
    customerId: customer.id,
    conversationId: conversation.id,
    version: (known?.version ?? 0) + 1,
  };
  if (!(await stores.customers.update(scope, customer.id, customer.version, { updatedAt: now }, tx)))
    lostRace();
  await stores.conversations.insert(scope, conversation, tx);
  await stores.customers.upsertThread(scope, thread, tx);
  const opened = interaction('conversation.opened', {
    id: ports.newId(),
    now,
    actor: { kind: 'agent', id: scope.agentId },
    refs: { customer: customer.id, conversation: conversation.id, thread: id, account: account.id },
    after: {
      channel: account.channel,
      status: conversation.status,
      startedBy: 'agent',
      ...(conversation.previousId ? { previousId: conversation.previousId } : {}),
    },
  });
  await stores.interactions.insert(scope, [opened], tx);
  return { conversation, opened };
};

/**
 * Writes to a customer first. On an address whose conversation is not resolved the message joins that one; else a new, linked one is opened, held by
 * the writer. The same `clientId` again answers the message made the first time.
 * @throws AppError not-found, customer-blocked, channel-not-available, no-channel, opted-out, reply-window-closed, empty-message
 */
export const startConversation = async (
  ports: Ports,
  scope: AgentScope,
  input: StartInput,
): Promise<{ conversation: Conversation; message: Message }> => {
  authorize(scope, 'start-conversation');
  if (!input.text.trim()) throw new AppError('empty-message');
  const { stores } = ports;
  const account = await accountFor(ports, input.accountId);
  const identities = await stores.customers.identities(
    scope,
    await stores.customers.aliases(scope, input.customerId),
  );
  const attachments = await loadFiles(ports, scope, input.fileIds ?? [], '');
  const address = addressOf(identities, account, input.address);
  const threadId = `${account.id}|${ports.channels.threadKey(account, address)}`;
  const sent = await stores.transaction<Sent>(scope, async (tx) => {
    const customer = await stores.customers.get(scope, input.customerId, tx);
    if (!customer || customer.erasedAt || customer.mergedInto) throw new AppError('not-found');
    if (customer.blocked) throw new AppError('customer-blocked');
    const known = await stores.customers.thread(scope, threadId, tx);
    // Read past the team scope: an open conversation the writer may not see is refused below, not doubled.
    const current = known && (await stores.conversations.get(anyTeam, known.conversationId, tx));
    const earlier = current && (await stores.messages.byClientId(scope, current.id, input.clientId, tx));
    if (current && earlier)
      return { message: earlier, conversation: current, deliveries: [], interactions: [] };
    const start =
      current && current.status !== 'resolved'
        ? { conversation: current, opened: undefined }
        : await openConversation(ports, scope, tx, customer, account, address, known);
    authorize(scope, 'reply', { conversation: start.conversation });
    const { text, clientId } = input;
    const message = {
      conversationId: start.conversation.id,
      text,
      clientId,
      threadId,
      by: 'agent' as const,
      ...(input.extra ? { extra: input.extra } : {}),
    };
    const made = await appendOutbound(ports, scope, tx, start.conversation, message, { attachments });
    return start.opened ? { ...made, interactions: [start.opened, ...made.interactions] } : made;
  });
  if (input.fileIds?.length) await stores.files.attach(scope, input.fileIds, sent.conversation.id);
  if (sent.interactions.length > 0) afterSend(ports, sent);
  return { conversation: sent.conversation, message: sent.message };
};
