import { listAgents } from '../../../queries/list-agents.ts';
import { signedIn } from '../../orpc.ts';

export const list = signedIn.agents.list.handler(({ context: { ports, scope } }) => listAgents(ports, scope));
