import { system } from '../ports/scope.ts';
import type { Reaction } from './reaction.ts';

const scope = system('on-conversation-reopened-survey');

/** Reopened, by whomever, before the question for the score went out: it is not asked. One resolved again meanwhile keeps its new wait. */
export const onConversationReopenedSurvey: Reaction = {
  name: 'on-conversation-reopened-survey',
  types: ['conversation.reopened', 'conversation.spam-marked'],
  run: async (ports, interactions) => {
    for (const id of new Set(interactions.flatMap((i) => i.refs.conversation ?? []))) {
      const conversation = await ports.stores.conversations.get(scope, id);
      if (conversation && conversation.status === 'resolved' && !conversation.spam) continue;
      await ports.stores.timers.cancel(scope, 'csat', id);
    }
  },
};
