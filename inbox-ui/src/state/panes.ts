import { createKeptStore } from './store.ts';

/** What the agent has arranged: widths in pixels, which panes are hidden. */
export interface Panes {
  list: number;
  side: number;
  listHidden: boolean;
  sideHidden: boolean;
}
export const LIST_WIDTH = { min: 280, normal: 344, max: 480 } as const;
export const SIDE_WIDTH = { min: 280, normal: 336, max: 480 } as const;

const isPanes = (value: unknown): value is Panes =>
  typeof value === 'object' && value !== null && 'list' in value && 'side' in value && 'sideHidden' in value;

export const panes = createKeptStore<Panes>(
  'madoguchi.panes',
  { list: LIST_WIDTH.normal, side: SIDE_WIDTH.normal, listHidden: false, sideHidden: false },
  isPanes,
);
