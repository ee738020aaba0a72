import { AppError } from '#contracts/errors.ts';
import { botOn } from '../commands/change-conversation.ts';
import { escalateConversation } from '../commands/escalate-conversation.ts';
import { system } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import type { Reaction } from './reaction.ts';

const scope = system('on-conversation-opened');

/** A conversation that waits for a person from its first message (no bot on the account, or people were chosen) gets its escalation. */
const startWaiting = async (ports: Ports, conversationId: string): Promise<void> => {
  const conversation = await ports.stores.conversations.get(scope, conversationId);
  if (conversation?.status !== 'queued' || conversation.escalationId || conversation.spam) return;
  // A bot answers here, and yet people were chosen: for the customer, by the matrix, or because several speak.
  const chosen = await botOn(ports, scope, conversation.accountId);
  try {
    await escalateConversation(ports, scope, {
      conversationId,
      reason: chosen ? 'policy' : 'no-bot',
    });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'wrong-state') throw error;
  }
};

export const onConversationOpened: Reaction = {
  name: 'on-conversation-opened',
  types: ['conversation.opened', 'conversation.reopened'],
  run: async (ports, interactions) => {
    for (const i of interactions) if (i.refs.conversation) await startWaiting(ports, i.refs.conversation);
  },
};
