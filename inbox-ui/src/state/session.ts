import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import type { AgentPreferences, AgentView, PresenceState, TeamView } from '#contracts/agent.ts';
import type { SessionView } from '#contracts/views.ts';
import { api, q } from '../api/client.ts';
import { setLanguage } from '../i18n/i18n.ts';
import { live } from '../socket/live.ts';

export type Session = z.infer<typeof SessionView>;

/** Who is signed in. Rejects with `sign-in-required` when nobody is. */
export const sessionOptions = () =>
  q.session.show.queryOptions({ staleTime: Number.POSITIVE_INFINITY, retry: false });

/** The signed-in agent; only inside the frame, which is drawn after the session is known. */
export const useSession = (): Session => {
  const { data } = useQuery(sessionOptions());
  if (data === undefined) throw new Error('no session');
  return data;
};

const NO_AGENTS: AgentView[] = [];
const NO_TEAMS: TeamView[] = [];

/** All agents with presence, kept current by `agents.changed`. */
export const useAgents = (): AgentView[] =>
  useQuery(q.agents.list.queryOptions({ staleTime: 60_000 })).data?.items ?? NO_AGENTS;

export const useTeams = (): TeamView[] =>
  useQuery(q.teams.list.queryOptions({ staleTime: 300_000 })).data?.items ?? NO_TEAMS;

/** Changes own preferences: shown at once, kept on the server after. */
export const usePreferences = () => {
  const client = useQueryClient();
  const session = useSession();
  const change = (to: Partial<AgentPreferences>): void => {
    const key = q.session.show.queryKey();
    client.setQueryData(key, { ...session, preferences: { ...session.preferences, ...to } });
    if (to.language !== undefined) void setLanguage(to.language);
    api.session.update(to).then(
      (saved) => client.setQueryData(key, saved),
      () => undefined,
    );
  };
  return { preferences: session.preferences, change };
};

/** Own presence, changed over the socket. */
export const usePresence = () => {
  const client = useQueryClient();
  const session = useSession();
  const set = (state: Exclude<PresenceState, 'offline'>): void => {
    const key = q.session.show.queryKey();
    client.setQueryData(key, { ...session, agent: { ...session.agent, presence: state } });
    void live.request('presence.set', { state });
  };
  return { presence: session.agent.presence, set };
};
