/**
 * Fixed logarithmic buckets for durations: bucket i holds (γ^(i−1), γ^i] milliseconds, so that its middle is at most 1.97 % from any value in it.
 * They are part of the definition of every percentile: roll-ups and recounts use the same, so both give the same number exactly.
 */
const GAMMA = 1.04;
const LOG_GAMMA = Math.log(GAMMA);

/** Largest relative error of a percentile. */
export const MAX_ERROR = (GAMMA - 1) / (GAMMA + 1);

/** Counts by bucket number. */
export type Histogram = Record<string, number>;

/** Bucket of a duration; 0 for less than a millisecond. */
export const bucketOf = (ms: number): number => (ms < 1 ? 0 : Math.ceil(Math.log(ms) / LOG_GAMMA - 1e-9) + 1);

/** The middle of a bucket, milliseconds. */
export const middleOf = (bucket: number): number =>
  bucket <= 0 ? 0 : (2 * GAMMA ** (bucket - 1)) / (GAMMA + 1);

/** The value below which the share `p` (0..1) of the counted lie (nearest rank); null of nothing. Milliseconds, whole. */
export const percentile = (histogram: Histogram, p: number): number | null => {
  const filled = Object.entries(histogram)
    .filter(([, n]) => n > 0)
    .map(([bucket, n]) => [Number(bucket), n] as const)
    .sort((a, b) => a[0] - b[0]);
  const total = filled.reduce((sum, [, n]) => sum + n, 0);
  let left = Math.max(1, Math.ceil(p * total));
  for (const [bucket, n] of filled) {
    left -= n;
    if (left <= 0) return Math.round(middleOf(bucket));
  }
  return null;
};
