import { modelFor } from '../commands/ask-model.ts';
import type { Reaction } from './reaction.ts';

/** The bot handed over: where that is switched on, the language model writes the summary the agent will read. */
export const onHandedOver: Reaction = {
  name: 'on-handed-over',
  types: ['escalation.initiated'],
  run: async (ports, interactions) => {
    if (!(await modelFor(ports, 'handOverSummaries'))) return;
    for (const { id, refs } of interactions)
      if (refs.conversation)
        await ports.queue.add(
          'summarise-hand-over',
          { conversationId: refs.conversation },
          { id: `summarise-${refs.conversation}-${id}` },
        );
  },
};
