/** Waits an estimate needs, and how many of the last are looked at. */
export const WAITS_NEEDED = 5;
export const WAITS_USED = 20;

/** Median of the queue's last waits × place, milliseconds; `undefined` under five waits: better silent than wrong. `waits` newest first. */
export const estimateWait = (waits: readonly number[], place: number): number | undefined => {
  const used = waits.slice(0, WAITS_USED);
  if (used.length < WAITS_NEEDED) return undefined;
  const sorted = [...used].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? 0;
  return Math.round(((lower + upper) / 2) * place);
};
