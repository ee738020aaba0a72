import { listQueues } from '../../../queries/list-agents.ts';
import { signedIn } from '../../orpc.ts';

export const list = signedIn.queues.list.handler(({ context: { ports, scope } }) => listQueues(ports, scope));
