import { createQueue } from '../../../commands/save-queue.ts';
import { viewQueue } from '../../../queries/list-agents.ts';
import { signedIn } from '../../orpc.ts';

export const create = signedIn.queues.create.handler(async ({ input, context: { ports, scope } }) =>
  viewQueue(ports, scope, await createQueue(ports, scope, input)),
);
