import { saveTeam } from '../../../commands/save-team.ts';
import { viewTeam } from '../../../queries/list-agents.ts';
import { signedIn } from '../../orpc.ts';

export const create = signedIn.teams.create.handler(async ({ input, context: { ports, scope } }) =>
  viewTeam(ports, scope, await saveTeam(ports, scope, input)),
);
