import { listTeams } from '../../../queries/list-agents.ts';
import { signedIn } from '../../orpc.ts';

export const list = signedIn.teams.list.handler(({ context: { ports, scope } }) => listTeams(ports, scope));
