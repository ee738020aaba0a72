import type { JobHandler } from '../worker.ts';

/** Finishes a turn in which the language model has a say; turns of one conversation one at a time in this process. */
export const slowBotTurnJob = (
  takeTurn: (conversationId: string) => Promise<void>,
): JobHandler<'slow-bot-turn'> => {
  const tails = new Map<string, Promise<void>>();
  return {
    name: 'slow-bot-turn',
    async run({ conversationId }) {
      const turn = (tails.get(conversationId) ?? Promise.resolve())
        .catch(() => undefined)
        .then(() => takeTurn(conversationId));
      tails.set(conversationId, turn);
      try {
        await turn;
      } finally {
        if (tails.get(conversationId) === turn) tails.delete(conversationId);
      }
      return undefined;
    },
  };
};
