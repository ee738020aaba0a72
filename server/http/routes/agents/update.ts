import { updateAgent } from '../../../commands/update-agent.ts';
import { viewAgent } from '../../../queries/list-agents.ts';
import { signedIn } from '../../orpc.ts';

export const update = signedIn.agents.update.handler(async ({ input, context: { ports, scope, auth } }) => {
  const { id, ...fields } = input;
  return viewAgent(ports, scope, await updateAgent(ports, scope, { ...fields, agentId: id }, auth.logins));
});
