import { watchUnreadChat } from '../commands/mail-unread-chat.ts';
import type { Reaction } from './reaction.ts';

/** An agent or the bot answered on a web chat: should that stay unread, it goes on by mail. */
export const onUnreadChat: Reaction = {
  name: 'on-unread-chat',
  types: ['message.queued'],
  run: async (ports, interactions) => {
    for (const i of interactions) {
      if (i.type !== 'message.queued' || i.after.channel !== 'web-chat' || i.after.by === 'system') continue;
      const { conversation: conversationId, thread: threadId } = i.refs;
      if (conversationId && threadId) await watchUnreadChat(ports, { conversationId, threadId, at: i.at });
    }
  },
};
