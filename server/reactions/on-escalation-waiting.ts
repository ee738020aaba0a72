import type { Reaction } from './reaction.ts';

/** An escalation came into the queue or back to it: a worker looks for an agent. A lost job is made good by the sweep. */
export const onEscalationWaiting: Reaction = {
  name: 'on-escalation-waiting',
  types: ['escalation.queued', 'escalation.timed-out', 'escalation.declined'],
  run: async (ports, interactions) => {
    for (const { id, refs } of interactions)
      if (refs.escalation)
        await ports.queue.add(
          'route-escalation',
          { escalationId: refs.escalation },
          { id: `route-${refs.escalation}-${id}` },
        );
  },
};
