import type { InboxHandler } from './inbox-handler.ts';

/** Away by choice holds until it is changed or the agent is gone. */
export const presenceSet: InboxHandler<'presence.set'> = async ({ state }, { caller, deps, presence }) => {
  const { agentId } = caller.scope;
  await presence.set(agentId, state);
  await deps.presence.onPresenceChanged(agentId, state);
  return { state };
};
