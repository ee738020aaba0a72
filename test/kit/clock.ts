/** A clock a test moves by hand. */
export interface TestClock {
  now(): Date;
  advance(ms: number): void;
  set(at: Date): void;
}

/** Starts at `at` (default: the real time once, then it stands still). */
export const createClock = (at: Date = new Date()): TestClock => {
  let current = at.getTime();
  return {
    now: () => new Date(current),
    advance: (ms) => {
      current += ms;
    },
    set: (to) => {
      current = to.getTime();
    },
  };
};
