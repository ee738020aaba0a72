import type { JobHandler } from '../worker.ts';

/** Fetches and stores the provider's media of a message. */
export const fetchMediaJob = (
  fetchMedia: (messageId: string, attempt: { attempt: number }) => Promise<void>,
): JobHandler<'fetch-media'> => ({
  name: 'fetch-media',
  async run({ messageId }, context) {
    await fetchMedia(messageId, context);
    return undefined;
  },
});
