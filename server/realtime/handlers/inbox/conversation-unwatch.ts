import { conversationRoom } from '../../rooms.ts';
import type { InboxContext, InboxHandler } from './inbox-handler.ts';

/** Leaves the room; the agent is no longer seen there, nor typing. */
export const unwatch = async (
  conversationId: string,
  { socket, caller, attention }: Pick<InboxContext, 'socket' | 'caller' | 'attention'>,
): Promise<void> => {
  if (!socket.data.watched.delete(conversationId)) return;
  const { agentId } = caller.scope;
  await socket.leave(conversationRoom(conversationId));
  for (const note of [true, false])
    await attention.change(conversationId, { kind: 'type', agentId, note, on: false });
  await attention.change(conversationId, { kind: 'view', agentId, socketId: socket.id, on: false });
};

export const conversationUnwatch: InboxHandler<'conversation.unwatch'> = async (
  { conversationId },
  context,
) => {
  await unwatch(conversationId, context);
  return {};
};
