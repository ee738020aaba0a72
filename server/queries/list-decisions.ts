import { authorize } from '../domain/access/can.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { readConversation } from './get-conversation.ts';

const ESCALATIONS = 20;

/** Why whom: the routing decisions of a conversation's escalations, newest first. */
export const listDecisions = async (
  ports: Ports,
  scope: Scope,
  conversationId: string,
): Promise<{ items: Record<string, unknown>[] }> => {
  const conversation = await readConversation(ports, scope, conversationId);
  authorize(scope, 'read-decisions', { conversation });
  const escalations = await ports.stores.escalations.ofConversation(scope, conversationId, ESCALATIONS);
  const decisions = escalations.flatMap((escalation) =>
    escalation.decisions.map((decision) => ({ escalationId: escalation.id, ...decision })),
  );
  return { items: decisions.toSorted((a, b) => b.at.localeCompare(a.at)) };
};
