import type { EscalationReason, HandOverCard, Priority } from '#contracts/conversation.ts';
import { AppError } from '#contracts/errors.ts';
import type { EventActor } from '#contracts/events.ts';
import { MINUTE, SECOND } from '#contracts/time.ts';
import { citePolicy, policyOf } from '../domain/bot-policy/cite.ts';
import type { Conversation } from '../domain/conversation/conversation.ts';
import type { Escalation, Queue } from '../domain/routing/escalation.ts';
import { cardOf, type Packet, withPacket } from '../domain/routing/hand-over-card.ts';
import { pickQueue } from '../domain/routing/pick-queue.ts';
import { higherPriority } from '../domain/routing/priority.ts';
import type { Settings } from '../ports/content-stores.ts';
import type { Scope, Tx } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { assignedEvent } from './accept-conversation.ts';
import {
  actorOf,
  type ConversationChange,
  changeConversation,
  type EventDraft,
  move,
  statusEvent,
} from './change-conversation.ts';
import { endEscalation } from './end-escalation.ts';

/** After this the customer is told where they stand, where the channel does not show it live, and the routing is tried again. */
export const FIRST_ANNOUNCE_MS = 30 * SECOND;

export interface EscalateInput {
  conversationId: string;
  reason: EscalationReason;
  /** Skills the agent must have. Default none. */
  skills?: readonly string[];
  /** Default: the conversation's. A higher one raises the conversation's. */
  priority?: Priority;
  /** Default: what the bot's state tells. */
  card?: HandOverCard;
  /** Default: chosen by skills and language. */
  queueId?: string;
  /** Only while this agent holds it. */
  fromAgent?: string;
}

/** Reasons by which a conversation leaves the agent who holds it. */
const LEAVES_AGENT: ReadonlySet<EscalationReason> = new Set(['agent-handed-on', 'agent-absent']);

/** A wait is under way, or a person has it: asking again changes nothing. */
const alreadyWithPeople = (
  conversation: Conversation,
  current: Escalation | undefined,
  reason: EscalationReason,
): boolean => {
  if (current && ['initiated', 'queued', 'offered'].includes(current.state)) return true;
  return (
    conversation.assigneeId !== undefined &&
    ['open', 'snoozed'].includes(conversation.status) &&
    !LEAVES_AGENT.has(reason)
  );
};

/** What is read before the conversation is written: settings, who the customer is, titles of the articles shown. */
interface Known {
  settings: Settings;
  vip: boolean;
  titles: Packet;
}

/** Articles named on a card at most. */
const MAX_SOURCES = 8;

const knownOf = async (ports: Ports, scope: Scope, conversationId: string): Promise<Known> => {
  const { stores } = ports;
  const [settings, seen] = [
    await stores.settings.current(scope),
    await stores.conversations.get(scope, conversationId),
  ];
  const customer = seen && (await stores.customers.get(scope, seen.customerId));
  const titles = new Map<string, string>();
  for (const id of seen?.articleIds.slice(-MAX_SOURCES) ?? []) {
    const article = await stores.articles.get(scope, id);
    if (article) titles.set(id, article.title);
  }
  return { settings, vip: customer?.vip ?? false, titles };
};

const newEscalation = (
  ports: Ports,
  conversation: Conversation,
  input: EscalateInput,
  queue: Queue | undefined,
  known: Known,
  now: Date,
): Escalation => {
  const card = withPacket(input.card ?? cardOf(conversation), conversation, known.titles);
  const served = { tier: conversation.tier, vip: known.vip };
  const clock = { hours: queue?.hours, now };
  const teamId = queue?.teamId ?? conversation.teamId;
  return {
    id: ports.newId(),
    conversationId: conversation.id,
    customerId: conversation.customerId,
    state: 'queued',
    reason: input.reason,
    requiredSkills: [...(input.skills ?? [])],
    language: conversation.language,
    priority: higherPriority(input.priority ?? conversation.priority, conversation.priority),
    tier: conversation.tier,
    ...(queue ? { queueId: queue.id } : {}),
    ...(teamId ? { teamId } : {}),
    card,
    mood: card.mood,
    policy: citePolicy(known.settings, served, conversation.channel, clock),
    createdAt: now,
    queuedAt: now,
    offerNo: 0,
    passed: [],
    decisions: [],
    version: 1,
  };
};

/** Who waits long is offered a call-back or an e-mail. */
const setWaitOffer = async (
  ports: Ports,
  scope: Scope,
  { id }: Escalation,
  settings: Settings,
  tx: Tx,
  now: Date,
): Promise<void> => {
  const { waitOfferMinutes } = policyOf(settings);
  if (waitOfferMinutes === 0) return;
  const dueAt = new Date(now.getTime() + waitOfferMinutes * MINUTE);
  await ports.stores.timers.set(scope, { kind: 'wait-offer', subject: id, dueAt, data: {} }, tx);
};

/** Whoever decided it: the bot while it spoke, else the caller. */
const decidedBy = (scope: Scope, conversation: Conversation, reason: EscalationReason): EventActor =>
  scope.kind === 'system' && conversation.speaker === 'bot' && !['no-bot', 'bot-failed'].includes(reason)
    ? { kind: 'bot' }
    : actorOf(scope);

const eventsOf = (
  conversation: Conversation,
  escalation: Escalation,
  set: Partial<Conversation>,
  actor: EventActor,
): EventDraft[] => {
  const refs = {
    escalation: escalation.id,
    ...(escalation.queueId ? { queue: escalation.queueId } : {}),
  };
  const { reason, requiredSkills: skills, priority, mood, card } = escalation;
  return [
    {
      type: 'escalation.initiated',
      actor,
      refs,
      after: {
        reason,
        skills,
        priority,
        mood,
        ...(card.intent ? { intent: card.intent } : {}),
        ...(escalation.policy ? { policyCell: escalation.policy.cell } : {}),
      },
    },
    { type: 'escalation.queued', refs, after: { queueId: escalation.queueId ?? '', skills } },
    ...(priority !== conversation.priority
      ? [
          {
            type: 'conversation.priority-changed' as const,
            before: { priority: conversation.priority },
            after: { priority },
          },
        ]
      : []),
    ...(conversation.assigneeId || set.teamId !== undefined
      ? [assignedEvent(conversation, { teamId: set.teamId ?? conversation.teamId })]
      : []),
    ...statusEvent(conversation, set),
  ];
};

/**
 * Hands a conversation to people: chooses its queue, puts it there, ends the bot's turn to speak. The `escalation.queued` interaction starts the
 * routing; a timer tries again should that be lost. Answers the escalation under way; `undefined` when an agent holds the conversation already.
 * @throws AppError `not-found`, `not-allowed`, `wrong-state` (resolved or spam)
 */
export const escalateConversation = async (
  ports: Ports,
  scope: Scope,
  input: EscalateInput,
): Promise<Escalation | undefined> => {
  const queues = await ports.stores.agents.queues(scope);
  const known = await knownOf(ports, scope, input.conversationId);
  let escalation: Escalation | undefined;
  const decide = async (conversation: Conversation, tx: Tx, now: Date): Promise<ConversationChange> => {
    escalation = undefined;
    const current = conversation.escalationId
      ? await ports.stores.escalations.get(scope, conversation.escalationId, tx)
      : undefined;
    const moved = input.fromAgent !== undefined && conversation.assigneeId !== input.fromAgent;
    if (moved || alreadyWithPeople(conversation, current, input.reason)) {
      escalation = current;
      return { events: [] };
    }
    if (conversation.spam) throw new AppError('wrong-state');
    const ask = { requiredSkills: input.skills ?? [], language: conversation.language };
    const queue = queues.find((q) => q.id === input.queueId) ?? pickQueue(queues, ask);
    const made = newEscalation(ports, conversation, input, queue, known, now);
    escalation = made;
    const set: Partial<Conversation> = {
      ...move(conversation, 'escalated', { assigned: false, botOn: false }),
      escalationId: made.id,
      priority: made.priority,
      waitingSince: conversation.waitingSince ?? now,
      ...(queue ? { queueId: queue.id } : {}),
      ...(queue?.teamId && queue.teamId !== conversation.teamId ? { teamId: queue.teamId } : {}),
    };
    const ended = await endEscalation(ports, scope, current, { state: 'completed' }, tx, now);
    await ports.stores.escalations.insert(scope, made, tx);
    await ports.stores.timers.set(
      scope,
      {
        kind: 'queue-announce',
        subject: made.id,
        dueAt: new Date(now.getTime() + FIRST_ANNOUNCE_MS),
        data: { round: 1 },
      },
      tx,
    );
    await setWaitOffer(ports, scope, made, known.settings, tx, now);
    const actor = decidedBy(scope, conversation, input.reason);
    return {
      set,
      unset: ['assigneeId', 'snoozedUntil'],
      events: [...ended, ...eventsOf(conversation, made, set, actor)],
    };
  };
  const verb = scope.kind === 'customer' ? 'reply' : 'assign';
  await changeConversation(ports, scope, { conversationId: input.conversationId, verb }, decide);
  return escalation;
};
