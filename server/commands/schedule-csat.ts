import { mayAskCsat } from '../domain/survey/eligible.ts';
import { lostRace, system } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';

const scope = system('schedule-csat');

export const csatId = (conversationId: string, cycle: number): string => `csat-${conversationId}-${cycle}`;

/**
 * A conversation was resolved: its customer counts as served, and the question for the score is due after the wait. Asked once per cycle; not after
 * spam, to a blocked customer, or where nobody served. `leftWaiting`: it ended while the customer waited for a person.
 */
export const scheduleCsat = async (
  ports: Ports,
  input: { conversationId: string; cycle: number; leftWaiting: boolean },
): Promise<void> => {
  const settings = await ports.stores.settings.current(scope);
  await ports.stores.transaction(scope, async (tx) => {
    const conversation = await ports.stores.conversations.get(scope, input.conversationId, tx);
    if (!conversation) return;
    const customer = await ports.stores.customers.get(scope, conversation.customerId, tx);
    if (!customer || !mayAskCsat(conversation, customer, input)) return;
    const resolvedAt = conversation.resolvedAt ?? ports.clock.now();
    if (!customer.servedAt || customer.servedAt < resolvedAt) {
      const served = { servedAt: resolvedAt };
      if (!(await ports.stores.customers.update(scope, customer.id, customer.version, served, tx)))
        return lostRace();
    }
    if (!settings.csat.enabled) return;
    if (await ports.stores.surveys.get(scope, csatId(conversation.id, input.cycle), tx)) return;
    await ports.stores.timers.set(
      scope,
      {
        kind: 'csat',
        subject: conversation.id,
        dueAt: new Date(resolvedAt.getTime() + settings.csat.delayMs),
        data: { cycle: input.cycle, leftWaiting: input.leftWaiting },
      },
      tx,
    );
  });
};
