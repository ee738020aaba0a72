import { AppError } from '#contracts/errors.ts';
import { escalateConversation } from '../commands/escalate-conversation.ts';
import { system } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import type { Reaction } from './reaction.ts';

const scope = system('on-other-party');

const toPeople = async (ports: Ports, conversationId: string): Promise<void> => {
  const conversation = await ports.stores.conversations.get(scope, conversationId);
  if (conversation?.status !== 'bot') return;
  try {
    await escalateConversation(ports, scope, { conversationId, reason: 'policy' });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'wrong-state') throw error;
  }
};

/** Only the conversation's own customer reaches the bot: when a cc'd person or a group writes, people take over. */
export const onOtherParty: Reaction = {
  name: 'on-other-party',
  types: ['message.received'],
  run: async (ports, interactions) => {
    for (const i of interactions)
      if (i.type === 'message.received' && i.after.otherParty && i.refs.conversation)
        await toPeople(ports, i.refs.conversation);
  },
};
