import type { Priority } from '#contracts/conversation.ts';

const RANK: Record<Priority, number> = { urgent: 0, high: 1, normal: 2, low: 3 };

/** The more pressing of two. */
export const higherPriority = (a: Priority, b: Priority): Priority => (RANK[a] <= RANK[b] ? a : b);

/** What the order of serving looks at. */
export interface Waiting {
  id: string;
  priority: Priority;
  tier: 'A' | 'B' | 'C';
  queuedAt?: Date;
}

/** Order of serving: priority, then tier A → C, then who has waited longest, then id. */
export const servingOrder = (a: Waiting, b: Waiting): number =>
  RANK[a.priority] - RANK[b.priority] ||
  a.tier.localeCompare(b.tier) ||
  (a.queuedAt?.getTime() ?? 0) - (b.queuedAt?.getTime() ?? 0) ||
  (a.id < b.id ? -1 : 1);
