import type { JobHandler } from '../worker.ts';

/** Wakes a due timer; an older generation does nothing. */
export const wakeTimerJob = (
  wakeTimer: (timerId: string, generation: number) => Promise<void>,
): JobHandler<'wake-timer'> => ({
  name: 'wake-timer',
  async run({ timerId, generation }) {
    await wakeTimer(timerId, generation);
    return undefined;
  },
});
