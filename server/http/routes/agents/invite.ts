import { inviteAgent } from '../../../commands/invite-agent.ts';
import { viewAgent } from '../../../queries/list-agents.ts';
import { signedIn } from '../../orpc.ts';

export const invite = signedIn.agents.invite.handler(async ({ input, context: { ports, scope, auth } }) => {
  const { agent, link } = await inviteAgent(ports, scope, input, auth.logins);
  return { agent: await viewAgent(ports, scope, agent), link };
});
