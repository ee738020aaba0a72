import type { Reaction } from './reaction.ts';

/** A message that came with media has them fetched by a job: the provider is never waited for on the way in. */
export const onMediaAnnounced: Reaction = {
  name: 'on-media-announced',
  types: ['message.received'],
  run: async (ports, interactions) => {
    for (const i of interactions) {
      if (i.type !== 'message.received' || !i.refs.message || !i.after.attachments) continue;
      const messageId = i.refs.message;
      await ports.queue.add(
        'fetch-media',
        { messageId },
        { id: `media-${i.id}`, once: `media-${messageId}` },
      );
    }
  },
};
