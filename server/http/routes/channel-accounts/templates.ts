import { listTemplates } from '../../../queries/ask-provider.ts';
import { signedIn } from '../../orpc.ts';

export const templates = signedIn.channelAccounts.templates.handler(
  async ({ input, context: { ports, scope } }) => ({ items: await listTemplates(ports, scope, input.id) }),
);
