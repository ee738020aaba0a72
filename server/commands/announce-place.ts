import { AppError } from '#contracts/errors.ts';
import { MINUTE } from '#contracts/time.ts';
import { lastUsedThread } from '../domain/conversation/default-thread.ts';
import { placeReply } from '../domain/routing/replies.ts';
import { system } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { queuePlace } from '../queries/queue-place.ts';
import { isWaiting } from './end-escalation.ts';
import { routeEscalation } from './route-escalation.ts';
import { sendMessage } from './send-message.ts';

/** Waits between the looks at a waiting escalation: later ones are further apart. */
const ROUNDS_MS: readonly number[] = [MINUTE, 2 * MINUTE, 5 * MINUTE];

/**
 * Looks after a waiting escalation: routes it again, and after the first wait tells the customer their place, once, on channels that do not show it
 * live (the web chat does) and where they have not been told that nobody is there. Sets the next look. Safe to run twice.
 */
export const announcePlace = async (
  ports: Ports,
  input: { escalationId: string; round: number },
): Promise<void> => {
  const scope = system('queue-announce');
  await routeEscalation(ports, { escalationId: input.escalationId });
  const escalation = await ports.stores.escalations.get(scope, input.escalationId);
  if (!isWaiting(escalation)) return;
  const waitMs = ROUNDS_MS[Math.min(input.round, ROUNDS_MS.length) - 1] ?? MINUTE;
  await ports.stores.timers.set(scope, {
    kind: 'queue-announce',
    subject: escalation.id,
    dueAt: new Date(ports.clock.now().getTime() + waitMs),
    data: { round: input.round + 1 },
  });
  if (input.round !== 1 || escalation.nobodyThereAt) return;
  const conversation = await ports.stores.conversations.get(scope, escalation.conversationId);
  if (!conversation || conversation.channel === 'web-chat' || lastUsedThread(conversation)?.isGroup) return;
  const place = await queuePlace(ports, scope, conversation.id);
  if (!place) return;
  try {
    await sendMessage(ports, scope, {
      conversationId: conversation.id,
      text: placeReply(conversation.language, place),
      by: 'system',
      purpose: 'queue-place',
      clientId: `queue-place-${escalation.id}`,
    });
  } catch (error) {
    // A courtesy: where the channel is closed, or another place was told already, nothing is said.
    if (!(error instanceof AppError)) throw error;
  }
};
