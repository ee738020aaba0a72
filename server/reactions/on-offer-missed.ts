import { restAgent } from '../commands/rest-agent.ts';
import { MISSED_OFFERS_LIMIT } from '../domain/routing/pick-agent.ts';
import type { Reaction } from './reaction.ts';
import { tellWaiting } from './tell-waiting.ts';

/** An agent let too many offers lapse in a row: they are set to away, so that no customer waits for an empty desk offer after offer. */
export const onOfferMissed: Reaction = {
  name: 'on-offer-missed',
  types: ['escalation.timed-out'],
  run: async (ports, interactions) => {
    for (const i of interactions) {
      if (i.type !== 'escalation.timed-out' || (i.after.missedInRow ?? 0) < MISSED_OFFERS_LIMIT) continue;
      if (await restAgent(ports, { agentId: i.after.agentId })) void tellWaiting(ports);
    }
  },
};
