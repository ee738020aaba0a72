import type { z } from 'zod';
import type { Attribution } from '#contracts/survey.ts';
import type { Conversation } from '../conversation/conversation.ts';
import type { Escalation } from '../routing/escalation.ts';

/**
 * Who and what served in the cycle that is asked about. Taken when the question goes out and fixed with the answer: an agent who takes the
 * conversation later is neither praised nor blamed for it.
 */
export const attributionOf = (
  conversation: Conversation,
  escalation: Escalation | undefined,
): z.infer<typeof Attribution> => ({
  ...(conversation.assigneeId ? { agentId: conversation.assigneeId } : {}),
  ...(conversation.teamId ? { teamId: conversation.teamId } : {}),
  ...((escalation?.queueId ?? conversation.queueId)
    ? { queueId: escalation?.queueId ?? conversation.queueId }
    : {}),
  skills: escalation?.requiredSkills ?? [],
  botInvolved: conversation.botInvolved,
  articleIds: conversation.articleIds,
  ...(conversation.intent ? { intent: conversation.intent } : {}),
  channel: conversation.channel,
  ...(escalation?.acceptedAt
    ? { waitMs: escalation.acceptedAt.getTime() - (escalation.queuedAt ?? escalation.createdAt).getTime() }
    : {}),
});
