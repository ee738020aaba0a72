import { AppError } from '#contracts/errors.ts';
import type { EventActor, EventAfter, EventRefs, EventType } from '#contracts/events.ts';
import { authorize, type ConversationVerb } from '../domain/access/can.ts';
import type { Conversation } from '../domain/conversation/conversation.ts';
import { interaction } from '../domain/conversation/interaction.ts';
import {
  type ConversationEvent,
  type TransitionFacts,
  transition,
} from '../domain/conversation/transition.ts';
import { lostRace, type Scope, type Tx } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';

/** An interaction before it has an id, a time and its place. */
export type EventDraft = {
  [T in EventType]: {
    type: T;
    after: EventAfter<T>;
    before?: Record<string, unknown>;
    refs?: EventRefs;
    actor?: EventActor;
  };
}[EventType];

/** What a decision changes. No `events` and no fields = nothing is written. */
export interface ConversationChange {
  set?: Partial<Conversation>;
  unset?: (keyof Conversation)[];
  events: EventDraft[];
}

/** Who a scope is on the record. */
export const actorOf = (scope: Scope): EventActor => {
  if (scope.kind === 'agent') return { kind: 'agent', id: scope.agentId };
  if (scope.kind === 'customer') return { kind: 'customer', id: scope.customerId };
  return { kind: 'system' };
};

/** The next status as fields to set. @throws AppError `wrong-state` */
export const move = (
  conversation: Conversation,
  event: ConversationEvent,
  facts: TransitionFacts,
): Partial<Conversation> => {
  const next = transition(conversation.status, event, facts);
  if (!next.ok) throw new AppError(next.code);
  return { status: next.status, ...(next.speaker ? { speaker: next.speaker } : {}) };
};

/** The event of a changed status or speaker; none when both stay. */
export const statusEvent = (conversation: Conversation, set: Partial<Conversation>): EventDraft[] => {
  const status = set.status ?? conversation.status;
  const speaker = set.speaker ?? conversation.speaker;
  if (status === conversation.status && speaker === conversation.speaker) return [];
  return [
    {
      type: 'conversation.status-changed',
      before: { status: conversation.status, speaker: conversation.speaker },
      after: { status, speaker },
    },
  ];
};

/** Whether a bot answers on the conversation's channel account now. */
export const botOn = async (ports: Ports, scope: Scope, accountId: string): Promise<boolean> => {
  const [settings, account] = [
    await ports.stores.settings.current(scope),
    await ports.channels.account(accountId),
  ];
  return settings.bot.enabled && (account?.botFirst ?? false);
};

/**
 * The one way in which a conversation is changed by an act that is not a message: reads it, checks the right and the version, lets `decide` say what
 * changes, writes conversation and interactions in one transaction, dispatches. `decide` may run several times: no I/O but the stores with `tx`.
 * @throws AppError `not-found`, `not-allowed`, `version-conflict`, or what `decide` throws
 */
export const changeConversation = async (
  ports: Ports,
  scope: Scope,
  input: { conversationId: string; version?: number | undefined; verb?: ConversationVerb },
  decide: (conversation: Conversation, tx: Tx, now: Date) => Promise<ConversationChange>,
): Promise<Conversation> => {
  const { conversation, rows } = await ports.stores.transaction(scope, async (tx) => {
    const before = await ports.stores.conversations.get(scope, input.conversationId, tx);
    if (!before) throw new AppError('not-found');
    if (input.verb) authorize(scope, input.verb, { conversation: before });
    if (input.version !== undefined && input.version !== before.version)
      throw new AppError('version-conflict');
    const now = ports.clock.now();
    const change = await decide(before, tx, now);
    const rows = change.events.map((draft) =>
      interaction(draft.type, {
        id: ports.newId(),
        now,
        actor: draft.actor ?? actorOf(scope),
        refs: { customer: before.customerId, conversation: before.id, ...draft.refs },
        ...(draft.before ? { before: draft.before } : {}),
        after: draft.after,
      }),
    );
    const touched = change.set !== undefined || change.unset !== undefined;
    const after = touched
      ? await ports.stores.conversations.update(
          scope,
          before.id,
          before.version,
          {
            set: { ...change.set, updatedAt: now },
            ...(change.unset ? { unset: change.unset } : {}),
          },
          tx,
        )
      : before;
    if (!after) return lostRace();
    if (rows.length > 0) await ports.stores.interactions.insert(scope, rows, tx);
    return { conversation: after, rows };
  });
  if (rows.length > 0) ports.dispatch(rows, { conversations: [conversation] });
  return conversation;
};
