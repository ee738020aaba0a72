/**
 * A thread is a chat: the chat's id, or the business connection and the chat's id where somebody's own account is answered through the bot. Addresses are
 * the same words, so that one leads to the other.
 */
export const threadOf = (chatId: number, businessConnectionId: string | undefined): string =>
  businessConnectionId ? `${chatId}@${businessConnectionId}` : String(chatId);

/** Chat and business connection of a thread key. */
export const chatOf = (threadKey: string): { chatId: string; businessConnectionId?: string } => {
  const at = threadKey.indexOf('@');
  if (at === -1) return { chatId: threadKey };
  return { chatId: threadKey.slice(0, at), businessConnectionId: threadKey.slice(at + 1) };
};

/** One message's id: ids count per chat. */
export const messageKey = (chatId: number | string, messageId: number): string => `${chatId}:${messageId}`;
