import type { AgentView, TeamView } from '#contracts/agent.ts';
import type { QueueView } from '#contracts/queue.ts';
import { authorize } from '../domain/access/can.ts';
import type { Agent, Queue, Team } from '../domain/routing/escalation.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { presentAgent, presentQueue, presentTeam } from '../presenters/agent.ts';

/** More than this in one queue is shown as this many. */
const WAITING_CAP = 1_000;

/** Agents with presence and load, by name. */
export const listAgents = async (ports: Ports, scope: Scope): Promise<{ items: AgentView[] }> => {
  authorize(scope, 'read-agents');
  const [agents, states, counts] = await Promise.all([
    ports.stores.agents.list(scope),
    ports.presence.states(),
    ports.stores.conversations.openCounts(scope),
  ]);
  return { items: agents.map((agent) => presentAgent(agent, states[agent.id], counts[agent.id] ?? 0)) };
};

/** One agent as listAgents shows them. */
export const viewAgent = async (ports: Ports, scope: Scope, agent: Agent): Promise<AgentView> => {
  const [states, openCount] = await Promise.all([
    ports.presence.states(),
    ports.stores.conversations.openCount(scope, agent.id),
  ]);
  return presentAgent(agent, states[agent.id], openCount);
};

export const listTeams = async (ports: Ports, scope: Scope): Promise<{ items: TeamView[] }> => {
  authorize(scope, 'read-agents');
  const [teams, agents] = await Promise.all([
    ports.stores.agents.teams(scope),
    ports.stores.agents.list(scope),
  ]);
  return { items: teams.map((team) => presentTeam(team, agents)) };
};

/** One team as listTeams shows it. */
export const viewTeam = async (ports: Ports, scope: Scope, team: Team): Promise<TeamView> =>
  presentTeam(team, await ports.stores.agents.list(scope));

/** Queues in the order they are tried, with how many wait in each. */
export const listQueues = async (ports: Ports, scope: Scope): Promise<{ items: QueueView[] }> => {
  authorize(scope, 'read-queues');
  const queues = await ports.stores.agents.queues(scope);
  const waiting = await Promise.all(
    queues.map((queue) => ports.stores.escalations.waiting(scope, queue.id, WAITING_CAP)),
  );
  return { items: queues.map((queue, i) => presentQueue(queue, waiting[i]?.length ?? 0)) };
};

/** One queue as listQueues shows it. */
export const viewQueue = async (ports: Ports, scope: Scope, queue: Queue): Promise<QueueView> => {
  const waiting = await ports.stores.escalations.waiting(scope, queue.id, WAITING_CAP);
  return presentQueue(queue, waiting.length);
};
