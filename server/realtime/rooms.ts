import type { AgentScope } from './deps.ts';

/** Rooms of `/inbox`. A packet to a room carries only what everyone in it may see. */
export type AgentRoom = `agent:${string}` | `team:${string}` | `conversation:${string}` | 'all';

/** Every signed-in agent. */
export const EVERYONE = 'all';
export const agentRoom = (agentId: string): `agent:${string}` => `agent:${agentId}`;
export const teamRoom = (teamId: string): `team:${string}` => `team:${teamId}`;
export const conversationRoom = (conversationId: string): `conversation:${string}` =>
  `conversation:${conversationId}`;
/** A visitor's open tabs; a room of `/widget`. */
export const threadRoom = (threadId: string): string => `thread:${threadId}`;

/** Conversations of any team, for those who see all of them. */
export const ANY_TEAM: AgentRoom = 'team:*';
/** Conversations without a team. */
export const NO_TEAM: AgentRoom = 'team:-';

/**
 * The rooms an agent is in by who they are. Managers and administrators hear every team in one room and are in no team's own:
 * what goes to both would reach them twice, and what leaves a team does not leave their sight. Light agents hear of no list.
 */
export const ownRooms = ({ agentId, role, teamIds }: AgentScope): AgentRoom[] => {
  const rooms: AgentRoom[] = [EVERYONE, agentRoom(agentId)];
  if (role === 'light') return rooms;
  if (role === 'agent') return [...rooms, NO_TEAM, ...teamIds.map(teamRoom)];
  return [...rooms, NO_TEAM, ANY_TEAM];
};

/** Rooms that follow from role and teams: these move with the agent's rights. */
export const isOwnRoom = (room: string): boolean => room.startsWith('team:');
