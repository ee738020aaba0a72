import { system } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import type { Reaction } from './reaction.ts';

const scope = system('on-mention');
/** Characters of the note that the notice carries. */
const MAX_TEXT = 160;

const tell = async (
  ports: Ports,
  conversationId: string,
  messageId: string,
  mentions: readonly string[],
): Promise<void> => {
  const [note] = await ports.stores.messages.many(scope, [messageId]);
  if (!note) return;
  for (const agentId of new Set(mentions))
    if (agentId !== note.author.id)
      ports.realtime.toAgents(`agent:${agentId}`, 'notice', {
        kind: 'mention',
        conversationId,
        title: note.author.name ?? '',
        text: note.text.replace(/\s+/gu, ' ').slice(0, MAX_TEXT),
      });
};

/** Whoever is named in a note is told at once: who wrote it and what. One's own name in one's own note tells nobody. */
export const onMention: Reaction = {
  name: 'on-mention',
  types: ['note.added'],
  run: async (ports, interactions) => {
    for (const i of interactions)
      if (i.type === 'note.added' && i.refs.conversation && i.refs.message && i.after.mentions.length > 0)
        await tell(ports, i.refs.conversation, i.refs.message, i.after.mentions);
  },
};
