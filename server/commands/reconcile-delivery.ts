import { MINUTE, SECOND } from '#contracts/time.ts';
import type { Ports } from '#server/ports.ts';
import type { Delivery } from '../domain/conversation/message.ts';
import { type Scope, system } from '../ports/scope.ts';
import { loadOutbound, settleDelivery, wireOf } from './settle-delivery.ts';
import { wakeDelivery } from './wake-delivery.ts';

const scope: Scope = system('reconcile-delivery');
/** The provider lists a send a little after it took it: when to ask, by round. Then a person decides. */
const ASK_AFTER_MS = [15 * SECOND, MINUTE, 5 * MINUTE];

/** Has the provider asked, a while after an unclear send, whether it was taken. */
export const askLater = async (ports: Ports, deliveryId: string, round: number): Promise<void> => {
  const afterMs = ASK_AFTER_MS[round - 1];
  if (afterMs === undefined) return;
  const dueAt = new Date(ports.clock.now().getTime() + afterMs);
  await ports.stores.timers.set(scope, { kind: 'status-wait', subject: deliveryId, dueAt, data: { round } });
};

/** Asks the provider. True when it knew; a send it certainly did not take goes out again under the same key. */
const ask = async (ports: Ports, delivery: Delivery): Promise<boolean> => {
  const loaded = await loadOutbound(ports, delivery);
  const found = loaded
    ? await ports.channels
        .reconcile(delivery.accountId, wireOf(delivery), loaded.outbound)
        .catch(() => undefined)
    : undefined;
  if (found === undefined) return false;
  if (found !== 'not-sent')
    await settleDelivery(ports, delivery, { state: found.state, providerId: found.providerId });
  else {
    await ports.stores.deliveries.update(scope, delivery.id, ['sending', 'uncertain'], {
      state: 'queued',
      dueAt: ports.clock.now(),
    });
    await wakeDelivery(ports, delivery, `r${delivery.tries}`);
  }
  return true;
};

/** The timer of an unclear send: asks, and asks again later while the provider cannot say. */
export const reconcileDelivery = async (
  ports: Ports,
  input: { deliveryId: string; round: number },
): Promise<void> => {
  const delivery = await ports.stores.deliveries.get(scope, input.deliveryId);
  if (delivery?.state !== 'uncertain') return;
  if (!(await ask(ports, delivery))) await askLater(ports, delivery.id, input.round + 1);
};

/** A `sending` left by a dead process: it may have been taken. Asked for at the provider where that can be, else `uncertain`, never blindly resent. */
export const recoverStuck = async (ports: Ports, delivery: Delivery): Promise<void> => {
  if (!(await ask(ports, delivery))) {
    await settleDelivery(ports, delivery, { state: 'uncertain' });
    await askLater(ports, delivery.id, 1);
  }
  const next = await ports.stores.deliveries.nextOfLane(scope, delivery.conversationId, delivery.accountId);
  if (next) await wakeDelivery(ports, next, `s${next.tries}`);
};
