import { useSyncExternalStore } from 'react';

/** One clock for all waiting times of the page. Milliseconds. */
const TICK_MS = 10_000;
let now = Date.now();
const followers = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

const follow = (follower: () => void): (() => void) => {
  followers.add(follower);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const told of followers) told();
  }, TICK_MS);
  return () => {
    followers.delete(follower);
    if (followers.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
};

/** The time, again every ten seconds; all who ask tick together. */
export const useNow = (): number => useSyncExternalStore(follow, () => now);
