import { queryTokens } from '../domain/conversation/tokens.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';

/** As many hits as one search looks at, newest first; who needs more narrows the words. */
const MESSAGE_HITS = 300;
const CUSTOMER_HITS = 50;
const LOGGED_HITS = 200;
const CONVERSATIONS_OF_CUSTOMERS = 200;

/**
 * Ids of conversations whose messages, linked calls and letters, name or customer's address hold every word of `q`. Undefined when `q` holds no word at all.
 * What the caller may not see is cut afterwards by the list that takes these ids.
 */
export const searchConversations = async (
  ports: Ports,
  scope: Scope,
  q: string,
): Promise<string[] | undefined> => {
  const tokens = queryTokens(q);
  if (tokens.length === 0) return undefined;
  const { stores } = ports;
  const byCustomer = async (): Promise<string[]> => {
    const customers = await stores.customers.list(scope, { tokens, limit: CUSTOMER_HITS });
    if (customers.items.length === 0) return [];
    const customerIds = customers.items.map((customer) => customer.id);
    const found = await stores.conversations.list(
      scope,
      { customerIds, sort: 'newest', includeSpam: true },
      { limit: CONVERSATIONS_OF_CUSTOMERS },
    );
    return found.items.map((conversation) => conversation.id);
  };
  const byName = async (): Promise<string[]> => {
    const found = await stores.conversations.list(
      scope,
      { tokens, sort: 'newest', includeSpam: true },
      { limit: CONVERSATIONS_OF_CUSTOMERS },
    );
    return found.items.map((conversation) => conversation.id);
  };
  const byMessage = async (): Promise<string[]> => {
    const found = await stores.messages.search(scope, tokens, { limit: MESSAGE_HITS });
    return found.items.map((message) => message.conversationId);
  };
  const byLogged = async (): Promise<string[]> => {
    const found = await stores.loggedTexts.search(scope, tokens, LOGGED_HITS);
    return found.flatMap((row) => row.conversationId ?? []);
  };
  const found = await Promise.all([byMessage(), byName(), byCustomer(), byLogged()]);
  return [...new Set(found.flat())];
};
