import { AppError } from '#contracts/errors.ts';
import { authorize } from '../domain/access/can.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';

/** Keeps the caller's unsent text for a conversation; an empty text removes it. */
export const saveDraft = async (
  ports: Ports,
  scope: Extract<Scope, { kind: 'agent' }>,
  input: { conversationId: string; text: string; visibility: 'public' | 'note' },
): Promise<void> => {
  const conversation = await ports.stores.conversations.get(scope, input.conversationId);
  if (!conversation) throw new AppError('not-found');
  authorize(scope, 'note', { conversation });
  const draft = { text: input.text, visibility: input.visibility };
  await ports.stores.drafts.save(scope, scope.agentId, conversation.id, draft);
};
