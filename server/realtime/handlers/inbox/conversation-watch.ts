import { AppError } from '#contracts/errors.ts';
import type { MessageView } from '#contracts/message.ts';
import { conversationRoom } from '../../rooms.ts';
import { unwatch } from './conversation-unwatch.ts';
import type { InboxContext, InboxHandler } from './inbox-handler.ts';

/** A longer gap is not replayed: the client gets the newest page and loads the rest when asked. */
const LONGEST_REPLAY = 200;
const NEWEST_PAGE = 50;

const messagesSince = (
  { deps, caller }: InboxContext,
  conversationId: string,
  afterSeq: number,
  seq: number,
): Promise<MessageView[]> => {
  if (seq - afterSeq > LONGEST_REPLAY)
    return deps.inbox.messages(caller.scope, conversationId, { limit: NEWEST_PAGE });
  return deps.inbox.messages(caller.scope, conversationId, { afterSeq, limit: LONGEST_REPLAY });
};

/**
 * Joins the conversation's room and answers what came after `afterSeq`: at most 200 messages, above that the newest 50
 * (whose first `seq` is then not `afterSeq + 1`).
 */
export const conversationWatch: InboxHandler<'conversation.watch'> = async (data, context) => {
  const { socket, caller, deps, attention, limits } = context;
  const { conversationId, afterSeq } = data;
  const { agentId } = caller.scope;
  if (!(await deps.inbox.mayRead(caller.scope, conversationId))) throw new AppError('not-found');
  // Joined before reading: what is pushed meanwhile comes twice, not never.
  await socket.join(conversationRoom(conversationId));
  const { watched } = socket.data;
  watched.delete(conversationId);
  watched.add(conversationId);
  try {
    const conversation = await deps.inbox.conversationView(caller.scope, conversationId);
    const messages = await messagesSince(context, conversationId, afterSeq, conversation.seq);
    const { viewers, typing } = await attention.change(conversationId, {
      kind: 'view',
      agentId,
      socketId: socket.id,
      on: true,
    });
    for (const oldest of [...watched].slice(0, Math.max(0, watched.size - limits.watched)))
      await unwatch(oldest, context);
    return { conversation, messages, viewers, typing };
  } catch (error) {
    await unwatch(conversationId, context);
    throw error;
  }
};
