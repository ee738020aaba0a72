import type { Attribute, Priority } from '#contracts/conversation.ts';
import type { Conversation } from '../domain/conversation/conversation.ts';
import { tokenise } from '../domain/conversation/tokens.ts';
import { lostRace, type Scope, type Tx } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { type ConversationChange, changeConversation, type EventDraft } from './change-conversation.ts';
import { isWaiting } from './end-escalation.ts';

export interface UpdateInput {
  conversationId: string;
  version?: number | undefined;
  priority?: Priority | undefined;
  /** All tags there shall be. */
  tags?: readonly string[] | undefined;
  subject?: string | undefined;
  /** Replaces those of the same key; the others stay. */
  attributes?: readonly Attribute[] | undefined;
}

const sameTags = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((tag) => b.includes(tag));

const mergedAttributes = (conversation: Conversation, given: readonly Attribute[]): Attribute[] => {
  const keys = new Set(given.map((attribute) => attribute.k));
  return [...conversation.attributes.filter((attribute) => !keys.has(attribute.k)), ...given];
};

/** Keys whose value is new; values are erasable and stay off the record. */
const changedKeys = (conversation: Conversation, input: UpdateInput): string[] => [
  ...(input.subject !== undefined && input.subject !== (conversation.subject ?? '') ? ['subject'] : []),
  ...(input.attributes ?? [])
    .filter(({ k, v }) => !conversation.attributes.some((known) => known.k === k && known.v === v))
    .map(({ k }) => k),
];

const changeOf = (conversation: Conversation, input: UpdateInput): ConversationChange => {
  const { priority } = input;
  const tags = input.tags ? [...new Set(input.tags)] : undefined;
  const newPriority = priority !== undefined && priority !== conversation.priority;
  const newTags = tags !== undefined && !sameTags(tags, conversation.tags);
  const keys = changedKeys(conversation, input);
  const events: EventDraft[] = [];
  if (newPriority)
    events.push({
      type: 'conversation.priority-changed',
      before: { priority: conversation.priority },
      after: { priority },
    });
  if (newTags)
    events.push({ type: 'conversation.tagged', before: { tags: conversation.tags }, after: { tags } });
  if (keys.length > 0) events.push({ type: 'conversation.attributes-changed', after: { keys } });
  if (events.length === 0) return { events };
  const newSubject = keys.includes('subject') && input.subject !== undefined;
  return {
    set: {
      ...(newPriority ? { priority } : {}),
      ...(newTags ? { tags } : {}),
      ...(newSubject ? { subject: input.subject ?? '' } : {}),
      ...(input.attributes ? { attributes: mergedAttributes(conversation, input.attributes) } : {}),
      ...(newSubject || newTags
        ? {
            tokens: tokenise(
              conversation.customerName,
              newSubject ? input.subject : conversation.subject,
              ...(tags ?? conversation.tags),
            ),
          }
        : {}),
    },
    events,
  };
};

/** A waiting escalation is served by the conversation's priority. */
const followPriority = async (
  ports: Ports,
  scope: Scope,
  conversation: Conversation,
  priority: Priority,
  tx: Tx,
): Promise<void> => {
  const escalation = conversation.escalationId
    ? await ports.stores.escalations.get(scope, conversation.escalationId, tx)
    : undefined;
  if (!isWaiting(escalation) || escalation.priority === priority) return;
  const written = await ports.stores.escalations.update(
    scope,
    escalation.id,
    escalation.version,
    { set: { priority } },
    tx,
  );
  if (!written) lostRace();
};

/**
 * Changes priority, tags, subject or attributes; what is the same already makes no event. A waiting escalation follows the priority.
 * @throws AppError `not-found`, `not-allowed`, `version-conflict`
 */
export const updateConversation = async (
  ports: Ports,
  scope: Scope,
  input: UpdateInput,
): Promise<Conversation> =>
  await changeConversation(
    ports,
    scope,
    { conversationId: input.conversationId, version: input.version, verb: 'update' },
    async (conversation, tx) => {
      const change = changeOf(conversation, input);
      if (change.set?.priority) await followPriority(ports, scope, conversation, change.set.priority, tx);
      return change;
    },
  );
