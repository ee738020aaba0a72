import type { PromiseKind, PromiseView } from '#contracts/policy.ts';

/** Something the customer was told would happen by a time; kept on the conversation. */
export interface CustomerPromise {
  id: string;
  kind: PromiseKind;
  /** In the words of whoever noted it; absent for the answer the system promises out of hours. */
  what?: string;
  dueAt: Date;
  madeAt: Date;
  /** Agent id; absent = the system. */
  madeBy?: string;
  /** Kept in time when there is no `brokenAt`, late when there is. */
  keptAt?: Date;
  brokenAt?: Date;
  withdrawnAt?: Date;
}

/** Promises kept on one conversation; the oldest settled ones give way. */
export const MAX_PROMISES = 20;

type State = PromiseView['state'];

/** Where a promise stands. A broken one that was made good later stays broken: its `keptAt` says when. */
export const promiseState = (promise: CustomerPromise): State => {
  if (promise.withdrawnAt) return 'withdrawn';
  if (promise.brokenAt) return 'broken';
  return promise.keptAt ? 'kept' : 'open';
};

/** Still waited for by the customer: open, or broken and not made good. */
export const isOwed = (promise: CustomerPromise): boolean => !promise.keptAt && !promise.withdrawnAt;

/** The one a row shows: a broken one that is still owed, else the open one due next. */
export const shownPromise = (
  promises: readonly CustomerPromise[],
): { dueAt: Date; state: 'open' | 'broken' } | undefined => {
  const owed = promises.filter(isOwed);
  const broken = owed.find((promise) => promise.brokenAt);
  if (broken) return { dueAt: broken.dueAt, state: 'broken' };
  const [next] = owed.toSorted((a, b) => a.dueAt.getTime() - b.dueAt.getTime());
  return next && { dueAt: next.dueAt, state: 'open' };
};

/** The list with one more; of too many the oldest settled one goes. */
export const withPromise = (
  promises: readonly CustomerPromise[],
  made: CustomerPromise,
): CustomerPromise[] => {
  const all = [...promises, made];
  while (all.length > MAX_PROMISES) {
    const settled = all.findIndex((promise) => !isOwed(promise));
    all.splice(Math.max(0, settled), 1);
  }
  return all;
};

/** What became of a promise, as an interaction says it. */
export type PromiseEvent =
  | { type: 'promise.kept'; after: { promiseId: string; kind: PromiseKind; late?: boolean } }
  | { type: 'promise.broken'; after: { promiseId: string; kind: PromiseKind; dueAt: string } };

/** One promise as kept now. After its time it counts as broken first, whether or not the timer has said so. */
export const keep = (
  promise: CustomerPromise,
  now: Date,
): { promise: CustomerPromise; events: PromiseEvent[] } => {
  const { id, kind, dueAt } = promise;
  const late = promise.brokenAt !== undefined || now > dueAt;
  const broke: PromiseEvent[] =
    late && !promise.brokenAt
      ? [{ type: 'promise.broken', after: { promiseId: id, kind, dueAt: dueAt.toISOString() } }]
      : [];
  return {
    promise: { ...promise, keptAt: now, ...(late && !promise.brokenAt ? { brokenAt: dueAt } : {}) },
    events: [
      ...broke,
      { type: 'promise.kept', after: { promiseId: id, kind, ...(late ? { late: true } : {}) } },
    ],
  };
};

/** A person has answered the customer: every promise of an answer that is still owed is kept by it. `undefined`: none was. */
export const answered = (
  promises: readonly CustomerPromise[] | undefined,
  now: Date,
): { promises: CustomerPromise[]; events: PromiseEvent[] } | undefined => {
  if (!promises?.some((promise) => promise.kind === 'reply' && isOwed(promise))) return undefined;
  const events: PromiseEvent[] = [];
  const after = promises.map((promise) => {
    if (promise.kind !== 'reply' || !isOwed(promise)) return promise;
    const kept = keep(promise, now);
    events.push(...kept.events);
    return kept.promise;
  });
  return { promises: after, events };
};
