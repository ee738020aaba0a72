import { runBotTurn } from '../commands/run-bot-turn.ts';
import type { Ports } from '../ports.ts';
import type { Reaction } from './reaction.ts';

/** Turns under way, by conversation: they run one at a time in this process; between processes the conversation's version decides. */
const createTurns = () => {
  const tails = new Map<string, Promise<void>>();
  return (ports: Ports, conversationId: string): Promise<void> => {
    const before = tails.get(conversationId) ?? Promise.resolve();
    const turn = before.catch(() => undefined).then(() => runBotTurn(ports, conversationId));
    tails.set(conversationId, turn);
    const forget = (): void => {
      if (tails.get(conversationId) === turn) tails.delete(conversationId);
    };
    turn.then(forget, forget);
    return turn;
  };
};

/** If the bot is the speaker it takes its turn. A survey answer, an opt-out word and a late message wake no bot: their seq counts as seen. */
export const createOnMessageReceived = (): Reaction => {
  const takeTurn = createTurns();
  return {
    name: 'on-message-received',
    types: ['message.received'],
    run: async (ports, interactions, hints) => {
      // What the commit has just written spares reading conversations in which people speak.
      const withPeople = new Set(
        (hints.conversations ?? []).filter((c) => c.status !== 'bot').map((c) => c.id),
      );
      const ids = new Set(
        interactions.flatMap((i) => i.refs.conversation ?? []).filter((id) => !withPeople.has(id)),
      );
      await Promise.all([...ids].map((id) => takeTurn(ports, id)));
    },
  };
};
