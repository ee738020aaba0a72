import type { TimerKind } from '#contracts/jobs.ts';
import type { Timer } from '../ports/core-stores.ts';
import type { Ports } from '../ports.ts';

/** Acts on a due timer. Idempotent: it may run again after a crash, so it asks the stores whether the thing is still due. */
export type TimerHandler = (ports: Ports, timer: Timer) => Promise<void>;

/** Timer kind → handler, one line each. A kind without one is left standing and logged by the waker. */
export const TIMER_HANDLERS: Partial<Record<TimerKind, TimerHandler>> = {};
