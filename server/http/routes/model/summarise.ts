import { summariseConversation } from '../../../commands/write-for-agent.ts';
import { iso } from '../../../presenters/given.ts';
import { signedIn } from '../../orpc.ts';

export const summarise = signedIn.model.summarise.handler(async ({ input, context: { ports, scope } }) => {
  const { id: conversationId, language } = input;
  const { summary, fault } = await summariseConversation(ports, scope, { conversationId, language });
  if (!summary) return { fault: fault ?? 'failed' };
  const { text, seq, at } = summary;
  return { text, seq, at: iso(at) };
});
