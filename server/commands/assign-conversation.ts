import { AppError } from '#contracts/errors.ts';
import type { Conversation } from '../domain/conversation/conversation.ts';
import { lostRace, type Scope, type Tx } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { acceptEscalation, assignedEvent } from './accept-conversation.ts';
import { type ConversationChange, changeConversation, move, statusEvent } from './change-conversation.ts';
import { isWaiting } from './end-escalation.ts';
import { takeSlot } from './take-slot.ts';

export interface AssignInput {
  conversationId: string;
  version?: number | undefined;
  /** `null`: nobody. Absent: as it is. */
  assigneeId?: string | null | undefined;
  teamId?: string | null | undefined;
}

const refuseUnknownTeam = async (ports: Ports, scope: Scope, teamId: string): Promise<void> => {
  const teams = await ports.stores.agents.teams(scope);
  if (!teams.some((team) => team.id === teamId)) throw new AppError('not-found');
};

/** A waiting conversation given to an agent counts as accepted by them: the customer's wait ends. */
const giveTo = async (
  ports: Ports,
  scope: Scope,
  conversation: Conversation,
  assigneeId: string,
  tx: Tx,
  now: Date,
): Promise<{ set: Partial<Conversation>; events: ConversationChange['events'] }> => {
  const set: Partial<Conversation> = {
    ...move(conversation, 'assigned', { assigned: true, botOn: false }),
    assigneeId,
    humanInvolved: true,
    missed: false,
  };
  const own = scope.kind === 'agent' && scope.role === 'agent' && scope.agentId === assigneeId;
  await takeSlot(ports, scope, assigneeId, { enforce: own, now }, tx);
  const escalation = conversation.escalationId
    ? await ports.stores.escalations.get(scope, conversation.escalationId, tx)
    : undefined;
  const events = isWaiting(escalation)
    ? await acceptEscalation(ports, scope, escalation, assigneeId, tx, now)
    : [];
  return { set, events };
};

/** A waiting conversation given to a team is offered within that team. */
const moveWait = async (
  ports: Ports,
  scope: Scope,
  conversation: Conversation,
  teamId: string | null,
  tx: Tx,
): Promise<void> => {
  const escalation = conversation.escalationId
    ? await ports.stores.escalations.get(scope, conversation.escalationId, tx)
    : undefined;
  if (!isWaiting(escalation)) return;
  const change = teamId ? { set: { teamId } } : { unset: ['teamId' as const] };
  const { id, version } = escalation;
  if (!(await ports.stores.escalations.update(scope, id, version, change, tx))) lostRace();
};

/**
 * Gives a conversation to an agent or a team, or to nobody. What somebody gives deliberately may exceed the agent's capacity; what an agent takes
 * themselves may not. From the bot it is taken over, from the queue it is accepted.
 * @throws AppError `not-found` (conversation, agent or team), `not-allowed`, `wrong-state` (resolved), `at-capacity`, `version-conflict`
 */
export const assignConversation = async (
  ports: Ports,
  scope: Scope,
  input: AssignInput,
): Promise<Conversation> => {
  const { assigneeId, teamId } = input;
  if (teamId) await refuseUnknownTeam(ports, scope, teamId);
  const decide = async (conversation: Conversation, tx: Tx, now: Date): Promise<ConversationChange> => {
    if (conversation.status === 'resolved') throw new AppError('wrong-state');
    const newAgent = assigneeId !== undefined && (assigneeId ?? undefined) !== conversation.assigneeId;
    const newTeam = teamId !== undefined && (teamId ?? undefined) !== conversation.teamId;
    if (!newAgent && !newTeam) return { events: [] };
    const given =
      newAgent && assigneeId
        ? await giveTo(ports, scope, conversation, assigneeId, tx, now)
        : { set: {}, events: [] };
    if (newTeam && !assigneeId) await moveWait(ports, scope, conversation, teamId, tx);
    const set: Partial<Conversation> = { ...given.set, ...(newTeam && teamId ? { teamId } : {}) };
    const unset: (keyof Conversation)[] = [
      ...(newAgent && assigneeId === null ? ['assigneeId' as const] : []),
      ...(newTeam && teamId === null ? ['teamId' as const] : []),
    ];
    const after = {
      assigneeId: newAgent ? (assigneeId ?? undefined) : conversation.assigneeId,
      teamId: newTeam ? (teamId ?? undefined) : conversation.teamId,
    };
    return {
      set,
      unset,
      events: [...given.events, assignedEvent(conversation, after), ...statusEvent(conversation, set)],
    };
  };
  return await changeConversation(
    ports,
    scope,
    { conversationId: input.conversationId, version: input.version, verb: 'assign' },
    decide,
  );
};
