import { TIMER_KINDS, type TimerKind } from '#contracts/jobs.ts';
import { system } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { TIMER_HANDLERS } from './timers.ts';

const scope = system('wake-timer');
const isKind = (kind: string): kind is TimerKind => (TIMER_KINDS as readonly string[]).includes(kind);

/**
 * Acts on a due timer and takes it away. A wake-up that is early, late, doubled or of an older generation does nothing; a handler that throws leaves the
 * timer standing for the next sweep.
 */
export const wakeTimer = async (ports: Ports, timerId: string, generation: number): Promise<void> => {
  const at = timerId.indexOf(':');
  const kind = timerId.slice(0, at);
  if (!isKind(kind)) return;
  const timer = await ports.stores.timers.get(scope, kind, timerId.slice(at + 1));
  if (!timer || timer.generation !== generation || timer.dueAt > ports.clock.now()) return;
  const handler = TIMER_HANDLERS[kind];
  if (!handler) {
    ports.log.warn({ kind }, 'a timer has no handler and stands');
    return;
  }
  await handler(ports, timer);
  await ports.stores.timers.take(scope, timerId, generation);
};
