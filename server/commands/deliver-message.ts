import { DeliveryError } from '#channels/delivery-error.ts';
import type { AnyInteraction } from '#contracts/events.ts';
import type { OutboundMessage } from '#contracts/message.ts';
import { MINUTE, SECOND } from '#contracts/time.ts';
import type { Ports } from '#server/ports.ts';
import { worstState } from '../domain/conversation/delivery.ts';
import { interaction } from '../domain/conversation/interaction.ts';
import type { Delivery, Message } from '../domain/conversation/message.ts';
import { type Scope, system } from '../ports/scope.ts';
import { closedReason } from './outbound-route.ts';

const scope: Scope = system('deliver-message');
const MAX_TRIES = 8;
const LONGEST_RETRY_MS = 5 * MINUTE;
/** A delivery awaiting its retry holds those behind it this long, then they go first. */
const HOLD_MS = 2 * MINUTE;
/** A `sending` older than this was left by a process that died: every call ends within 15 s. */
export const STUCK_AFTER_MS = 30 * SECOND;

const wireOf = (delivery: Delivery) => ({
  to: delivery.to,
  threadKey: delivery.threadId.slice(delivery.accountId.length + 1),
  part: delivery.part,
  idempotencyKey: delivery.idempotencyKey,
});

const load = async (
  ports: Ports,
  delivery: Delivery,
): Promise<{ message: Message; outbound: OutboundMessage } | undefined> => {
  const [message, conversation] = await Promise.all([
    ports.stores.messages.get(scope, delivery.messageId),
    ports.stores.conversations.get(scope, delivery.conversationId),
  ]);
  if (!message || !conversation) return undefined;
  return {
    message,
    outbound: {
      messageId: message.id,
      conversationId: message.conversationId,
      text: message.text,
      attachments: message.attachments,
      extra: message.extra,
      language: conversation.language,
    } as OutboundMessage,
  };
};

const TYPES = {
  sent: 'message.sent',
  delivered: 'message.delivered',
  read: 'message.read',
  uncertain: 'message.uncertain',
} as const;

interface Settled {
  state: 'sent' | 'delivered' | 'read' | 'failed' | 'uncertain';
  reason?: string;
  providerId?: string;
}

/**
 * Writes what became of a delivery: its state, our receipt (so that later statuses find it), the message's summary and the interaction, in one
 * transaction; then wakes statuses that came first. Nothing when it was settled already by somebody else.
 */
export const settleDelivery = async (
  ports: Ports,
  delivery: Delivery,
  result: Settled,
  from: readonly Delivery['state'][] = ['sending', 'uncertain'],
): Promise<void> => {
  const now = ports.clock.now();
  const { stores } = ports;
  const rows = await stores.transaction<{ interactions: AnyInteraction[]; message?: Message }>(
    scope,
    async (tx) => {
      const moved = await stores.deliveries.update(
        scope,
        delivery.id,
        from,
        {
          state: result.state,
          ...(result.providerId ? { providerId: result.providerId } : {}),
          ...(result.reason ? { reason: result.reason } : {}),
        },
        tx,
      );
      if (!moved) return { interactions: [] };
      if (result.providerId) {
        const id = `${delivery.accountId}|${result.providerId}`;
        const [known] = await stores.deliveries.receipts(scope, [id], tx);
        if (!known)
          await stores.deliveries.addReceipt(
            scope,
            [
              {
                id,
                messageId: delivery.messageId,
                conversationId: delivery.conversationId,
                deliveryId: delivery.id,
                direction: 'outbound',
              },
            ],
            tx,
          );
      }
      const summary = worstState(await stores.deliveries.ofMessage(scope, delivery.messageId, tx));
      const message = await stores.messages.update(
        scope,
        delivery.messageId,
        delivery.conversationId,
        { delivery: summary },
        tx,
      );
      const fields = {
        id: ports.newId(),
        now,
        actor: { kind: 'system' as const },
        refs: {
          conversation: delivery.conversationId,
          message: delivery.messageId,
          delivery: delivery.id,
          account: delivery.accountId,
          ...(message ? { customer: message.customerId } : {}),
        },
      };
      const row =
        result.state === 'failed'
          ? interaction('message.failed', {
              ...fields,
              after: { attempt: delivery.attempt, reason: result.reason ?? 'delivery-rejected' },
            })
          : interaction(TYPES[result.state], { ...fields, after: { attempt: delivery.attempt } });
      await stores.interactions.insert(scope, [row], tx);
      return { interactions: [row], ...(message ? { message } : {}) };
    },
  );
  if (result.providerId) await stores.ledger.wake(scope, [`${delivery.accountId}|${result.providerId}`]);
  await stores.accounts.touch(
    scope,
    delivery.accountId,
    result.state === 'failed'
      ? { error: result.reason ?? 'delivery-rejected' }
      : { sentAt: now, error: null },
  );
  if (rows.interactions.length)
    ports.dispatch(rows.interactions, rows.message ? { messages: [rows.message] } : {});
};

const retryDelay = (tries: number, error: DeliveryError): number =>
  Math.min(LONGEST_RETRY_MS, Math.max(error.retryAfterMs ?? 0, SECOND * 2 ** Math.min(tries, 9)));

const fail = async (ports: Ports, delivery: Delivery, error: unknown): Promise<void> => {
  const known = error instanceof DeliveryError ? error : undefined;
  if (!known) ports.log.error({ err: error, deliveryId: delivery.id }, 'a send threw outside the closed set');
  if (!known || known.code === 'delivery-uncertain')
    return settleDelivery(ports, delivery, { state: 'uncertain' });
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
  await ports.queue.add(
    'deliver-message',
    { deliveryId: delivery.id, channel: delivery.channel },
    { id: `deliver-${delivery.id.replaceAll(':', '-')}-${tries}`, delayMs },
  );
};

/** The rules are checked again at send time: an opt-out or a closed window since the writing refuses it. */
const refused = async (
  ports: Ports,
  delivery: Delivery,
  purposeIsDuty: boolean,
): Promise<string | undefined> => {
  const account = await ports.channels.account(delivery.accountId);
  if (!account) return 'channel-not-available';
  const conversation = await ports.stores.conversations.get(scope, delivery.conversationId);
  const thread = conversation?.threads.find((t) => t.id === delivery.threadId);
  const capabilities = ports.channels.capabilities(account);
  const identities =
    capabilities.optOut && conversation
      ? await ports.stores.customers.identities(scope, [conversation.customerId])
      : [];
  const optedOut = !purposeIsDuty && identities.some((i) => i.value === delivery.to && i.optedOut);
  return closedReason(capabilities, account, thread ?? {}, optedOut, ports.clock.now());
};

const sendOne = async (ports: Ports, delivery: Delivery, processId: string): Promise<boolean> => {
  if (!(await ports.stores.deliveries.claim(scope, delivery.id, processId, ports.clock.now()))) return false;
  const loaded = await load(ports, delivery);
  if (!loaded) {
    await settleDelivery(ports, delivery, { state: 'failed', reason: 'not-found' });
    return true;
  }
  const closed = await refused(ports, delivery, loaded.message.author.kind === 'system');
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

/** A `sending` left by a dead process: it may have been taken. Asked for at the provider where that can be, else `uncertain`, never blindly resent. */
export const recoverStuck = async (ports: Ports, delivery: Delivery): Promise<void> => {
  const loaded = await load(ports, delivery);
  const found = loaded
    ? await ports.channels
        .reconcile(delivery.accountId, wireOf(delivery), loaded.outbound)
        .catch(() => undefined)
    : undefined;
  if (found === 'not-sent') {
    await ports.stores.deliveries.update(scope, delivery.id, ['sending', 'uncertain'], {
      state: 'queued',
      dueAt: ports.clock.now(),
    });
    await ports.queue.add(
      'deliver-message',
      { deliveryId: delivery.id, channel: delivery.channel },
      { id: `deliver-${delivery.id.replaceAll(':', '-')}-r${delivery.tries}` },
    );
    return;
  }
  await settleDelivery(
    ports,
    delivery,
    found ? { state: found.state, providerId: found.providerId } : { state: 'uncertain' },
  );
  const next = await ports.stores.deliveries.nextOfLane(scope, delivery.conversationId, delivery.accountId);
  if (next)
    await ports.queue.add(
      'deliver-message',
      { deliveryId: next.id, channel: next.channel },
      { id: `deliver-${next.id.replaceAll(':', '-')}-s${next.tries}` },
    );
};
