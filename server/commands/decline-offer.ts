import { AppError } from '#contracts/errors.ts';
import { authorize } from '../domain/access/can.ts';
import type { Conversation } from '../domain/conversation/conversation.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { passOffer } from './pass-offer.ts';

/**
 * The agent does not take the offer made to them; it goes on to the next.
 * @throws AppError `offer-gone` (none stands for this agent), `not-allowed`, `not-found`
 */
export const declineOffer = async (
  ports: Ports,
  scope: Scope,
  input: { conversationId: string },
): Promise<Conversation> => {
  if (scope.kind !== 'agent') throw new AppError('not-allowed');
  const conversation = await ports.stores.conversations.get(scope, input.conversationId);
  if (!conversation) throw new AppError('not-found');
  authorize(scope, 'decline', { conversation });
  if (!conversation.escalationId) throw new AppError('offer-gone');
  const result = await passOffer(
    ports,
    scope,
    { conversationId: conversation.id, escalationId: conversation.escalationId, how: 'declined' },
    (escalation) => escalation.offeredTo === scope.agentId,
  );
  if (!result.passed) throw new AppError('offer-gone');
  return result.conversation;
};
