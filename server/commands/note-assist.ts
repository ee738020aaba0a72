import type { AssistSource } from '#contracts/http-assist.ts';
import { authorize } from '../domain/access/can.ts';
import { interaction } from '../domain/conversation/interaction.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { readConversation } from '../queries/get-conversation.ts';
import { actorOf } from './change-conversation.ts';

/** Of one conversation. */
const MAX_NOTES = 300;

/**
 * Notes that a suggestion was shown, used or dismissed: codes only, of which its use is counted. Once for each of these, message and agent; a repeat is
 * `noted: false`. @throws AppError `not-found`, `not-allowed`
 */
export const noteAssist = async (
  ports: Ports,
  scope: Extract<Scope, { kind: 'agent' }>,
  input: { conversationId: string; seq: number; did: 'shown' | 'used' | 'dismissed'; source: AssistSource },
): Promise<{ noted: boolean }> => {
  const conversation = await readConversation(ports, scope, input.conversationId);
  authorize(scope, 'reply', { conversation });
  const { seq, did, source } = input;
  const id = `assist-${did}-${conversation.id}-${seq}-${scope.agentId}`;
  const ask = { types: ['assist.noted'], limit: MAX_NOTES };
  const before = await ports.stores.interactions.ofConversation(scope, conversation.id, ask);
  if (before.length >= MAX_NOTES || before.some((row) => row.id === id) || seq > conversation.seq)
    return { noted: false };
  const row = interaction('assist.noted', {
    id,
    now: ports.clock.now(),
    actor: actorOf(scope),
    refs: { customer: conversation.customerId, conversation: conversation.id },
    after: { seq, did, kind: source.kind, source: source.id },
  });
  await ports.stores.transaction(scope, (tx) => ports.stores.interactions.insert(scope, [row], tx));
  ports.dispatch([row]);
  return { noted: true };
};
