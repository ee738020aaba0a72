import { AppError } from '#contracts/errors.ts';
import type { InboxHandler } from './inbox-handler.ts';

/** Shows colleagues, and for a reply the customer, that the agent types. Holds 6 s unless said again. */
export const typingSet: InboxHandler<'typing.set'> = async (data, { caller, deps, attention }) => {
  const { conversationId, typing, note = false } = data;
  const { scope } = caller;
  const allowed = note
    ? await deps.inbox.mayRead(scope, conversationId)
    : await deps.inbox.mayReply(scope, conversationId);
  if (!allowed) throw new AppError('not-allowed');
  await attention.change(conversationId, { kind: 'type', agentId: scope.agentId, note, on: typing });
  return {};
};
