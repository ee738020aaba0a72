import type { InboxHandler } from './inbox-handler.ts';

/** Five seconds of activity, on a conversation or none. */
export const activityBeat: InboxHandler<'activity.beat'> = async ({ conversationId }, { caller, deps }) => {
  await deps.inbox.beat(caller.scope, conversationId);
  return {};
};
