import { declineOffer } from '../../../commands/decline-offer.ts';
import { presentConversationRow } from '../../../presenters/conversation.ts';
import { signedIn } from '../../orpc.ts';

export const decline = signedIn.conversations.decline.handler(
  async ({ input, context: { ports, scope } }) => {
    const conversation = await declineOffer(ports, scope, { conversationId: input.id });
    return { conversation: presentConversationRow(conversation, scope.agentId) };
  },
);
