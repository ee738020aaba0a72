import type { AgentView, PresenceState, TeamView } from '#contracts/agent.ts';
import type { QueueView } from '#contracts/queue.ts';
import type { Agent, Queue, Team } from '../domain/routing/escalation.ts';
import { given } from './given.ts';

/** An agent as colleagues see them. `presence` undefined = offline. */
export const presentAgent = (
  agent: Agent,
  presence: PresenceState | undefined,
  openCount: number,
): AgentView =>
  ({
    id: agent.id,
    name: agent.name,
    email: agent.email,
    role: agent.role,
    language: agent.language,
    serves: agent.serves,
    skills: agent.skills,
    teamIds: agent.teamIds,
    capacity: agent.capacity,
    presence: presence ?? 'offline',
    openCount,
    disabled: agent.disabled,
  }) as AgentView;

export const presentTeam = (team: Team, agents: readonly Agent[]): TeamView =>
  ({
    id: team.id,
    name: team.name,
    agentIds: agents.filter((agent) => agent.teamIds.includes(team.id)).map((agent) => agent.id),
  }) as TeamView;

export const presentQueue = (queue: Queue, waiting: number): QueueView =>
  given({
    id: queue.id,
    name: queue.name,
    order: queue.order,
    skills: queue.skills,
    languages: queue.languages,
    teamId: queue.teamId,
    isDefault: queue.isDefault,
    offerTimeoutMs: queue.offerTimeoutMs,
    waiting,
  }) as QueueView;
