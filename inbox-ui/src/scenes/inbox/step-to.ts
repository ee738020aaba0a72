/**
 * The row that J (`by` 1) or K (-1) leads to. `at`: the row under the cursor, -1 when it is not in the list (resolved, assigned away, or none
 * yet); then `place`, where it last stood, says which rows are its neighbours: J takes the one that moved up into its place.
 */
export const stepTo = (count: number, at: number, place: number, by: 1 | -1): number => {
  const last = count - 1;
  if (at !== -1) return Math.min(last, Math.max(0, at + by));
  if (place === -1) return 0;
  return Math.min(last, Math.max(0, by === 1 ? place : place - 1));
};
