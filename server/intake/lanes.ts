/** Hash partitions of lanes; every process computes the same owner, so no lease document can be wrong for long. */
export const PARTITIONS = 64;

const hash = (text: string): number => {
  let h = 2_166_136_261;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 16_777_619) >>> 0;
  // Final avalanche: neighbours must not share an owner.
  h = Math.imul(h ^ (h >>> 16), 2_246_822_507) >>> 0;
  return (h ^ (h >>> 13)) >>> 0;
};

export const partitionOf = (lane: string): number => hash(lane) % PARTITIONS;

/**
 * The process that drains a partition: rendezvous hashing over the live ones, so a process that dies moves only its own partitions.
 * Speed only: order and single application rest on the drain's compare-and-swap.
 */
export const ownerOf = (partition: number, processes: readonly string[]): string | undefined => {
  let best: string | undefined;
  let bestScore = -1;
  for (const id of processes) {
    const score = hash(`${id}#${partition}`);
    if (score > bestScore) [best, bestScore] = [id, score];
  }
  return best;
};
