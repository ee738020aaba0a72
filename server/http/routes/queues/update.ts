import { updateQueue } from '../../../commands/save-queue.ts';
import { viewQueue } from '../../../queries/list-agents.ts';
import { signedIn } from '../../orpc.ts';

export const update = signedIn.queues.update.handler(async ({ input, context: { ports, scope } }) => {
  const { id, ...fields } = input;
  return viewQueue(ports, scope, await updateQueue(ports, scope, { ...fields, queueId: id }));
});
