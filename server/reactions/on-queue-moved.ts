import { servingOrder } from '../domain/routing/priority.ts';
import { system } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import type { Reaction } from './reaction.ts';
import { pushStates } from './tell-waiting.ts';

const scope = system('on-queue-moved');
/** The next in each line see their place move; those further back when they reconnect or come nearer. */
const TOLD = 20;
const MAX_LINE = 500;

/** Pushes their new place to the visitors at the head of a queue, but for the conversations in `told`: those are pushed with their own change. */
const tellLine = async (
  ports: Ports,
  queueId: string | undefined,
  told: ReadonlySet<string>,
): Promise<void> => {
  const all = await ports.stores.escalations.waiting(scope, queueId, MAX_LINE);
  const line = all.filter((row) => row.queueId === queueId).sort(servingOrder);
  await pushStates(
    ports,
    line.slice(0, TOLD).filter((row) => !told.has(row.conversationId)),
  );
};

/** Somebody left a queue or came into it: those who wait see where they stand now. A hint, like every push. */
export const onQueueMoved: Reaction = {
  name: 'on-queue-moved',
  types: ['escalation.queued', 'escalation.accepted', 'escalation.cancelled'],
  run: async (ports, interactions) => {
    const told = new Set(interactions.flatMap((i) => i.refs.conversation ?? []));
    for (const queueId of new Set(interactions.map((i) => i.refs.queue)))
      await tellLine(ports, queueId, told);
  },
};
