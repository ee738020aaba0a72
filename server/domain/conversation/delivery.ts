import type { DeliveryState } from '#contracts/message.ts';

/** Order of the states of one attempt. */
export const DELIVERY_RANK: Record<DeliveryState, number> = {
  queued: 0,
  sending: 1,
  uncertain: 2,
  sent: 3,
  delivered: 4,
  read: 5,
  failed: 6,
};

/**
 * Within one attempt a state only moves up: queued → sending → (uncertain →) sent → delivered → read. `failed` comes from anything not yet
 * delivered, and stays: a later "delivered" of the same attempt is the provider's to explain, and is taken (it did arrive).
 */
export const statusMayMove = (from: DeliveryState, to: DeliveryState): boolean => {
  if (from === to) return false;
  if (to === 'failed') return DELIVERY_RANK[from] <= DELIVERY_RANK.sent;
  if (from === 'failed') return to === 'delivered' || to === 'read';
  return DELIVERY_RANK[to] > DELIVERY_RANK[from];
};

const BADNESS: readonly DeliveryState[] = [
  'failed',
  'uncertain',
  'queued',
  'sending',
  'sent',
  'delivered',
  'read',
];

/** What a message shows: the worst of its latest attempts, one per part. */
export const worstState = (
  latest: readonly { part: number; attempt: number; state: DeliveryState; reason?: string }[],
): { state: DeliveryState; reason?: string; attempt: number } => {
  const byPart = new Map<number, (typeof latest)[number]>();
  for (const d of latest) if ((byPart.get(d.part)?.attempt ?? -1) < d.attempt) byPart.set(d.part, d);
  const worst = [...byPart.values()].sort((a, b) => BADNESS.indexOf(a.state) - BADNESS.indexOf(b.state))[0];
  if (!worst) return { state: 'queued', attempt: 1 };
  return { state: worst.state, attempt: worst.attempt, ...(worst.reason ? { reason: worst.reason } : {}) };
};
