import type { DialogStep } from '#contracts/dialog.ts';

/** A way into a step that is not simply the step before it. */
export interface WayIn {
  /** Place of the step it comes from. */
  from: number;
  by: 'case' | 'no' | 'failed' | 'next';
}

/** One row of the flow. */
export interface FlowRow {
  step: DialogStep;
  at: number;
  /** How deep inside branches, 0 = the main way; at most `DEEPEST`. */
  depth: number;
  /** The row above leads here without naming it. */
  follows: boolean;
  into: WayIn[];
  reached: boolean;
}

/** More than this cannot be told apart on a narrow pane. */
const DEEPEST = 3;

interface Edge {
  to: number;
  by: WayIn['by'] | 'follows';
}

const edgesOf = (steps: readonly DialogStep[], at: number, places: ReadonlyMap<string, number>): Edge[] => {
  const step = steps[at];
  if (step === undefined || step.kind === 'end' || step.kind === 'hand-over') return [];
  const edges: Edge[] = [];
  const named = (id: string | undefined, by: WayIn['by']): void => {
    const to = id === undefined ? undefined : places.get(id);
    if (to !== undefined) edges.push({ to, by });
  };
  if (step.kind === 'branch') for (const { to } of step.when) named(to, 'case');
  if (step.kind === 'confirm') named(step.no, 'no');
  if (step.kind === 'call') named(step.failed, 'failed');
  if (step.next !== undefined) named(step.next, 'next');
  else if (at + 1 < steps.length) edges.push({ to: at + 1, by: 'follows' });
  return edges;
};

/** Steps as rows: a case, a "no" and a failure lie one deeper than the step they leave; where ways meet again the shallower counts. Pure. */
export const flowRows = (steps: readonly DialogStep[]): FlowRow[] => {
  const places = new Map(steps.map(({ id }, at) => [id, at]));
  const depths = steps.map(() => Number.POSITIVE_INFINITY);
  const rows: FlowRow[] = steps.map((step, at) => ({
    step,
    at,
    depth: 0,
    follows: false,
    into: [],
    reached: false,
  }));
  const left = steps.length > 0 ? [0] : [];
  depths[0] = 0;
  for (let at = left.pop(); at !== undefined; at = left.pop()) {
    for (const { to, by } of edgesOf(steps, at, places)) {
      const depth = (depths[at] ?? 0) + (by === 'next' || by === 'follows' ? 0 : 1);
      if (depth >= (depths[to] ?? 0)) continue;
      depths[to] = depth;
      left.push(to);
    }
  }
  for (const row of rows) {
    const depth = depths[row.at] ?? 0;
    row.reached = Number.isFinite(depth);
    row.depth = row.reached ? Math.min(depth, DEEPEST) : 0;
    for (const { to, by } of edgesOf(steps, row.at, places)) {
      const target = rows[to];
      if (target === undefined) continue;
      if (by === 'follows') target.follows = true;
      else target.into.push({ from: row.at, by });
    }
  }
  return rows;
};

/** Behind which place a new step belongs: the selected one when the dialog goes on from it, else before the end of the main way. */
export const placeForNew = (steps: readonly DialogStep[], selected: string | undefined): number => {
  const ends = ({ kind }: DialogStep): boolean => kind === 'end' || kind === 'hand-over';
  const chosen = steps.findIndex(({ id }) => id === selected);
  const step = steps[chosen];
  if (step !== undefined && !ends(step)) return chosen;
  const end = flowRows(steps).findLast((row) => row.reached && row.depth === 0 && ends(row.step));
  return end === undefined ? steps.length - 1 : end.at - 1;
};
