import type { HandOverCard } from '#contracts/conversation.ts';
import type { Conversation } from '../conversation/conversation.ts';

/** The hand-over card of a conversation for which nobody wrote one: what the bot's state and the last line tell. */
export const cardOf = (conversation: Conversation): HandOverCard => {
  const { state } = conversation.bot;
  const intent = state.lastIntent ?? conversation.intent;
  return {
    ...(intent ? { intent } : {}),
    summary: (conversation.lastAuthor === 'customer'
      ? conversation.lastLine
      : (conversation.subject ?? '')
    ).slice(0, 2_000),
    facts: state.facts,
    tried: state.tried,
    missing: [],
    mood: state.mood,
  };
};
