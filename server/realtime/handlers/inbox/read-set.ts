import type { InboxHandler } from './inbox-handler.ts';

/** Moves the agent's read mark. */
export const readSet: InboxHandler<'read.set'> = async ({ conversationId, seq }, { caller, deps }) => {
  await deps.inbox.setRead(caller.scope, conversationId, seq);
  return {};
};
