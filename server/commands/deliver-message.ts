import { DeliveryError } from '#channels/delivery-error.ts';
import { MINUTE, SECOND } from '#contracts/time.ts';
import type { Ports } from '#server/ports.ts';
import type { Delivery } from '../domain/conversation/message.ts';
import { type Scope, system } from '../ports/scope.ts';
import { askLater, recoverStuck } from './reconcile-delivery.ts';
import { type Loaded, loadOutbound, settleDelivery, wireOf } from './settle-delivery.ts';
import { threadClosed } from './thread-closed.ts';
import { wakeDelivery } from './wake-delivery.ts';

const scope: Scope = system('deliver-message');
const MAX_TRIES = 8;
const LONGEST_RETRY_MS = 5 * MINUTE;
/** A delivery awaiting its retry holds those behind it this long, then they go first. */
const HOLD_MS = 2 * MINUTE;
/** A `sending` older than this was left by a process that died: every call ends within 15 s. */
export const STUCK_AFTER_MS = 30 * SECOND;

const retryDelay = (tries: number, error: DeliveryError): number =>
  Math.min(LONGEST_RETRY_MS, Math.max(error.retryAfterMs ?? 0, SECOND * 2 ** Math.min(tries, 9)));

const fail = async (ports: Ports, delivery: Delivery, error: unknown): Promise<void> => {
  const known = error instanceof DeliveryError ? error : undefined;
  if (!known) ports.log.error({ err: error, deliveryId: delivery.id }, 'a send threw outside the closed set');
  if (!known || known.code === 'delivery-uncertain') {
    await settleDelivery(ports, delivery, { state: 'uncertain' });
    return askLater(ports, delivery.id, 1);
  }
  const tries = delivery.tries + 1;
  if (!known.retryable) return settleDelivery(ports, delivery, { state: 'failed', reason: known.code });
  if (tries >= MAX_TRIES)
    return settleDelivery(ports, delivery, { state: 'failed', reason: 'delivery-exhausted' });
  const delayMs = retryDelay(tries, known);
  const dueAt = new Date(ports.clock.now().getTime() + delayMs);
  await ports.stores.deliveries.update(scope, delivery.id, ['sending'], {
    state: 'queued',
    dueAt,
    reason: known.code,
  });
  await wakeDelivery(ports, delivery, String(tries), delayMs);
};

/** The rules are checked again at send time: an opt-out or a closed window since the writing refuses it. */
const refused = async (
  ports: Ports,
  delivery: Delivery,
  { message, conversation }: Loaded,
): Promise<string | undefined> => {
  const account = await ports.channels.account(delivery.accountId);
  if (!account) return 'channel-not-available';
  const thread = conversation.threads.find((t) => t.id === delivery.threadId);
  return threadClosed(ports, scope, {
    account,
    customerId: conversation.customerId,
    address: delivery.to,
    lastInboundAt: thread?.lastInboundAt,
    isDuty: message.author.kind === 'system',
    byHuman: message.author.kind === 'agent',
    usesTemplate: message.extra.template !== undefined,
    isPublic: thread?.isPublic === true && !message.extra.replyPrivately,
  });
};

const sendOne = async (ports: Ports, delivery: Delivery, processId: string): Promise<boolean> => {
  if (!(await ports.stores.deliveries.claim(scope, delivery.id, processId, ports.clock.now()))) return false;
  const loaded = await loadOutbound(ports, delivery);
  if (!loaded) {
    await settleDelivery(ports, delivery, { state: 'failed', reason: 'not-found' });
    return true;
  }
  const closed = await refused(ports, delivery, loaded);
  if (closed) {
    await settleDelivery(ports, delivery, { state: 'failed', reason: closed });
    return true;
  }
  try {
    const receipt = await ports.channels.send(delivery.accountId, wireOf(delivery), loaded.outbound);
    await settleDelivery(ports, delivery, { state: receipt.state, providerId: receipt.providerId });
  } catch (error) {
    await fail(ports, delivery, error);
  }
  return true;
};

/** Whether the lane's first delivery may be passed: it has been held for its retry long enough. */
const heldTooLong = (first: Delivery, now: Date): boolean =>
  first.firstTriedAt !== undefined && now.getTime() - first.firstTriedAt.getTime() > HOLD_MS;

/**
 * Sends what is due on the lane (conversation, account) of a delivery, in order, one at a time: `sending` is stored before the call and only one row of
 * a lane can be `sending` (unique index). A delivery awaiting its retry holds those behind it ≤ 2 min. Idempotent; may overlap.
 */
export const deliverLane = async (ports: Ports, deliveryId: string, processId: string): Promise<void> => {
  const wanted = await ports.stores.deliveries.get(scope, deliveryId);
  if (!wanted) return;
  for (let guard = 0; guard < 500; guard++) {
    const first = await ports.stores.deliveries.nextOfLane(scope, wanted.conversationId, wanted.accountId);
    if (!first) return;
    const now = ports.clock.now();
    if (first.state === 'sending') {
      // Its own process goes on with the lane; one that died is recognised by its age.
      if (first.claimedAt && now.getTime() - first.claimedAt.getTime() > STUCK_AFTER_MS)
        await recoverStuck(ports, first);
      return;
    }
    if (first.dueAt <= now) {
      if (!(await sendOne(ports, first, processId))) return;
      continue;
    }
    if (wanted.id === first.id || wanted.state !== 'queued' || wanted.dueAt > now || !heldTooLong(first, now))
      return;
    await sendOne(ports, wanted, processId);
    return;
  }
};
