import type { Ports } from '#server/ports.ts';
import { interaction } from '../domain/conversation/interaction.ts';
import { type Scope, system } from '../ports/scope.ts';

const scope: Scope = system('track-page');

/** Keeps where a consenting visitor is: the page on the (erasable) customer, the event's name on the record. A visitor who has not written is nobody yet. */
export const trackPage = async (
  ports: Ports,
  input: { threadId: string; url: string; event?: string | undefined },
): Promise<void> => {
  const thread = await ports.stores.customers.thread(scope, input.threadId);
  if (!thread) return;
  const now = ports.clock.now();
  const row = interaction('visitor.tracked', {
    id: ports.newId(),
    now,
    actor: { kind: 'customer', id: thread.customerId },
    refs: { customer: thread.customerId, thread: thread.id },
    after: { name: (input.event ?? 'page').slice(0, 64) },
  });
  await ports.stores.transaction(scope, async (tx) => {
    await ports.stores.customers.update(
      scope,
      thread.customerId,
      undefined,
      { lastSeenAt: now, lastPage: input.url.slice(0, 2_048) },
      tx,
    );
    await ports.stores.interactions.insert(scope, [row], tx);
  });
  ports.dispatch([row]);
};
