import { can } from '../domain/access/can.ts';
import type { ConversationSummary } from '../ports/assist-stores.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { readConversation } from './get-conversation.ts';

/** The last summary of a conversation, and what the caller may have the language model do in it. @throws AppError `not-found` */
export const getSummary = async (
  ports: Ports,
  scope: Scope,
  conversationId: string,
): Promise<{
  may: { summaries: boolean; suggestions: boolean; translation: boolean };
  summary?: ConversationSummary;
}> => {
  const conversation = await readConversation(ports, scope, conversationId);
  const [settings, summary] = await Promise.all([
    ports.stores.assist.model.settings(scope),
    ports.stores.assist.summaries.get(scope, conversationId),
  ]);
  const on = settings?.enabled === true && can(scope, 'reply', { conversation });
  return {
    may: {
      summaries: on && settings.may.summaries,
      suggestions: on && settings.may.suggestions,
      translation: on && settings.may.translation,
    },
    ...(summary ? { summary } : {}),
  };
};
