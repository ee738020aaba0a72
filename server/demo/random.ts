/** A small seeded generator (mulberry32): the same seed tells the same month. Not for secrets. */
export interface Random {
  /** 0 ≤ x < 1. */
  next(): number;
  /** Whole number from 0 to n − 1. */
  below(n: number): number;
  /** Whole number from `min` to `max`, both included. */
  int(min: number, max: number): number;
  pick<T>(items: readonly T[]): T;
  chance(p: number): boolean;
  /** Long-tailed duration with this median, ms. */
  around(medianMs: number): number;
}

export const createRandom = (seed: number): Random => {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (n: number): number => Math.floor(next() * n);
  return {
    next,
    below,
    int: (min, max) => min + below(max - min + 1),
    pick: (items) => items[below(items.length)] as (typeof items)[number],
    chance: (p) => next() < p,
    around: (medianMs) => {
      // Sum of uniforms for a bell, then its exponential: half below the median, a few far above.
      const bell = next() + next() + next() - 1.5;
      return Math.round(medianMs * Math.exp(bell * 1.6));
    },
  };
};
