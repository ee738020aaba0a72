import { AppError } from '#contracts/errors.ts';
import { HOUR } from '#contracts/time.ts';
import type { ActiveSpan } from '../domain/routing/active-span.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { changeConversation } from './change-conversation.ts';

const LONGEST_MS = HOUR;

/**
 * Keeps an active span of the agent: handle time is the sum of these. Only the one who holds the conversation handles it; a span on
 * another's, or of no length, is not kept (answers false).
 * @throws AppError `invalid-input` (longer than an hour, or in the future), `not-found`, `not-allowed`
 */
export const recordSpan = async (ports: Ports, scope: Scope, span: ActiveSpan): Promise<boolean> => {
  if (scope.kind !== 'agent') throw new AppError('not-allowed');
  const ms = span.to.getTime() - span.from.getTime();
  if (ms > LONGEST_MS || span.to.getTime() > ports.clock.now().getTime() + LONGEST_MS)
    throw new AppError('invalid-input', { field: 'to' });
  if (ms <= 0) return false;
  let kept = false;
  await changeConversation(
    ports,
    scope,
    { conversationId: span.conversationId, verb: 'read' },
    async (conversation) => {
      kept = conversation.assigneeId === scope.agentId && conversation.speaker === 'human';
      if (!kept) return { events: [] };
      return {
        events: [
          {
            type: 'span.recorded',
            refs: { agent: scope.agentId },
            after: {
              agentId: scope.agentId,
              ms,
              from: span.from.toISOString(),
              to: span.to.toISOString(),
            },
          },
        ],
      };
    },
  );
  return kept;
};
