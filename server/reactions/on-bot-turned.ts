import { AppError } from '#contracts/errors.ts';
import { escalateConversation } from '../commands/escalate-conversation.ts';
import { resolveConversation } from '../commands/resolve-conversation.ts';
import { system } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import type { Reaction } from './reaction.ts';

const scope = system('on-bot-turned');

/** Carries out what a turn decided, if the conversation still stands where the turn left it. */
const carryOut = async (ports: Ports, conversationId: string, turn: number): Promise<void> => {
  const conversation = await ports.stores.conversations.get(scope, conversationId);
  if (conversation?.status !== 'bot' || conversation.bot.turn !== turn || !conversation.bot.decision) return;
  const { decision } = conversation.bot;
  try {
    if (decision.kind === 'escalate') {
      const { reason, skills, priority, card } = decision;
      await escalateConversation(ports, scope, { conversationId, reason, skills, priority, card });
    } else
      await resolveConversation(ports, scope, { conversationId, by: 'bot', confirmed: decision.confirmed });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'wrong-state') throw error; // Somebody was faster: nothing is left to do.
  }
};

export const onBotTurned: Reaction = {
  name: 'on-bot-turned',
  types: ['bot.turned'],
  run: async (ports, interactions) => {
    for (const i of interactions)
      if (i.type === 'bot.turned' && i.refs.conversation)
        await carryOut(ports, i.refs.conversation, i.after.turn);
  },
};
