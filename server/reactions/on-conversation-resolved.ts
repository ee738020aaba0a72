import { scheduleCsat } from '../commands/schedule-csat.ts';
import { ensureNpsTimer } from '../commands/send-nps.ts';
import type { Reaction } from './reaction.ts';

const WAITING: ReadonlySet<unknown> = new Set(['initiated', 'queued', 'offered']);

/** A resolved conversation: its customer was served, and is asked for the score after the wait. */
export const onConversationResolved: Reaction = {
  name: 'on-conversation-resolved',
  types: ['conversation.resolved'],
  run: async (ports, interactions) => {
    for (const i of interactions) {
      if (i.type !== 'conversation.resolved' || !i.refs.conversation) continue;
      await scheduleCsat(ports, {
        conversationId: i.refs.conversation,
        cycle: i.after.cycle,
        leftWaiting: WAITING.has(i.before?.escalationState),
      });
    }
    await ensureNpsTimer(ports);
  },
};
