import type { ConversationView } from '#contracts/conversation.ts';

/** Whether the server says that this may be done here; what it does not name is left to its answer. */
export const may = (conversation: Pick<ConversationView, 'abilities'>, verb: string): boolean =>
  conversation.abilities[verb] !== false;
