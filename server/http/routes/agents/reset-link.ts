import { issueResetLink } from '../../../commands/update-agent.ts';
import { signedIn } from '../../orpc.ts';

export const resetLink = signedIn.agents.resetLink.handler(
  async ({ input, context: { ports, scope, auth } }) => ({
    link: await issueResetLink(ports, scope, { agentId: input.id }, auth.logins),
  }),
);
