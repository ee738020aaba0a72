import { z } from 'zod';
import { AgentId, TeamId } from './ids.ts';
import { Language } from './time.ts';

export const Role = z.enum(['administrator', 'manager', 'agent', 'light']);
export type Role = z.infer<typeof Role>;

/** `available` takes offers; `away` is signed in but takes none; `offline` has no live socket. */
export const PresenceState = z.enum(['available', 'away', 'offline']);
export type PresenceState = z.infer<typeof PresenceState>;

export const AgentView = z.object({
  id: AgentId,
  name: z.string(),
  email: z.string(),
  role: Role,
  language: Language,
  /** Languages the agent can serve customers in. */
  serves: z.array(Language),
  skills: z.array(z.string()),
  teamIds: z.array(TeamId),
  /** Conversations the agent may hold at once. */
  capacity: z.number().int().positive(),
  presence: PresenceState,
  openCount: z.number().int(),
  disabled: z.boolean(),
});
export type AgentView = z.infer<typeof AgentView>;

export const TeamView = z.object({ id: TeamId, name: z.string(), agentIds: z.array(AgentId) });
export type TeamView = z.infer<typeof TeamView>;

export const Theme = z.enum(['light', 'dark', 'auto']);
export const AgentPreferences = z.object({
  language: Language,
  theme: Theme,
  sound: z.boolean(),
  shortcuts: z.boolean(),
  /** Suggested answers above the composer; absent = on. */
  assist: z.boolean().optional(),
});
export type AgentPreferences = z.infer<typeof AgentPreferences>;
