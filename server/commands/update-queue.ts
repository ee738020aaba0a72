import { AppError } from '#contracts/errors.ts';
import type { Language } from '#contracts/time.ts';
import { authorize } from '../domain/access/can.ts';
import type { Queue } from '../domain/routing/escalation.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { given } from '../presenters/given.ts';
import { commitChange } from './commit-change.ts';

export interface QueueChange {
  queueId: string;
  name?: string | undefined;
  skills?: string[] | undefined;
  languages?: Language[] | undefined;
  offerTimeoutMs?: number | undefined;
}

/** Changes a queue; what waits in it already keeps its place. @throws AppError `not-found` */
export const updateQueue = async (ports: Ports, scope: Scope, input: QueueChange): Promise<Queue> => {
  authorize(scope, 'manage-queues');
  const { queueId, ...fields } = input;
  return commitChange(ports, scope, async (tx) => {
    const before = (await ports.stores.agents.queues(scope)).find((queue) => queue.id === queueId);
    if (!before) throw new AppError('not-found');
    const queue = { ...before, ...given(fields), version: before.version + 1 } as Queue;
    await ports.stores.agents.saveQueue(scope, queue, tx);
    return {
      result: queue,
      events: [
        {
          type: 'settings.changed',
          refs: { queue: queue.id },
          before: { version: before.version },
          after: { key: 'queue', version: queue.version },
        },
      ],
    };
  });
};
