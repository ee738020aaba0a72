import { MINUTE } from '#contracts/time.ts';
import type { Conversation } from '../domain/conversation/conversation.ts';
import type { Heads } from '../domain/conversation/inbound-world.ts';
import type { Customer, Identity, Thread } from '../domain/customer/customer.ts';

/** What the drain last wrote of a thread, so that the next message on it costs no read. */
interface Head {
  thread: Thread;
  conversation: Conversation;
  customer: Customer;
  until: number;
}

const MAX_HEADS = 5_000;
const MAX_IDENTITIES = 20_000;
/** What others change without a version (read marks) is at most this old; whatever has a version is caught by the compare-and-swap. */
const KEPT_MS = MINUTE;

const trim = <T>(map: Map<string, T>, max: number): void => {
  for (const key of map.keys()) {
    if (map.size <= max) return;
    map.delete(key);
  }
};

/** See Heads. */
export const createHeads = (): Heads => {
  const heads = new Map<string, Head>();
  const identities = new Map<string, Identity>();
  return {
    take: (threadIds, identityIds) => {
      const now = Date.now();
      const taken = threadIds.flatMap((id) => {
        const head = heads.get(id);
        heads.delete(id);
        return head && head.until > now ? [head] : [];
      });
      const known = identityIds.flatMap((id) => identities.get(id) ?? []);
      for (const identity of known) identities.delete(identity.id);
      return {
        threads: taken.map((h) => h.thread),
        conversations: taken.map((h) => h.conversation),
        customers: taken.map((h) => h.customer),
        identities: known,
      };
    },
    put: ({ known }) => {
      const until = Date.now() + KEPT_MS;
      for (const thread of known.threads.values()) {
        const conversation = known.conversations.get(thread.conversationId);
        const customer = known.customers.get(thread.customerId);
        if (conversation && customer && !customer.mergedInto)
          heads.set(thread.id, { thread, conversation, customer, until });
      }
      for (const identity of known.identities.values()) identities.set(identity.id, identity);
      trim(heads, MAX_HEADS);
      trim(identities, MAX_IDENTITIES);
    },
  };
};
