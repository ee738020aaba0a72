import type { InboxHandler } from './inbox-handler.ts';

/** The command of POST conversations/{id}/messages; who sends is no longer typing. */
export const messageSend: InboxHandler<'message.send'> = async (data, { caller, deps, attention }) => {
  const message = await deps.inbox.sendMessage(caller.scope, data);
  await attention.change(data.conversationId, {
    kind: 'type',
    agentId: caller.scope.agentId,
    note: data.visibility === 'note',
    on: false,
  });
  return { message };
};
