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

/** The rooms an agent is in by who they are. */
export const ownRooms = (agentId: string, teamIds: readonly string[]): AgentRoom[] => [
  EVERYONE,
  agentRoom(agentId),
  ...teamIds.map(teamRoom),
];

/** Rooms among `rooms` that follow from who the agent is: these move with the agent's rights. */
export const isOwnRoom = (room: string): boolean => room.startsWith('team:');
