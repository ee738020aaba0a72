import type { PromiseView } from '#contracts/policy.ts';
import { type CustomerPromise, promiseState } from '../domain/conversation/promise.ts';
import { given, iso, isoOf } from './given.ts';

/** A promise as agents see it. */
export const presentPromise = (promise: CustomerPromise): PromiseView =>
  given({
    id: promise.id,
    kind: promise.kind,
    what: promise.what,
    dueAt: iso(promise.dueAt),
    madeAt: iso(promise.madeAt),
    madeBy: promise.madeBy,
    state: promiseState(promise),
    keptAt: isoOf(promise.keptAt),
    brokenAt: isoOf(promise.brokenAt),
  }) as PromiseView;
