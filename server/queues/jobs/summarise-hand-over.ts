import type { JobHandler } from '../worker.ts';

/** Writes the summary of a conversation that was handed over. */
export const summariseHandOverJob = (
  summarise: (conversationId: string) => Promise<void>,
): JobHandler<'summarise-hand-over'> => ({
  name: 'summarise-hand-over',
  async run({ conversationId }) {
    await summarise(conversationId);
    return undefined;
  },
});
