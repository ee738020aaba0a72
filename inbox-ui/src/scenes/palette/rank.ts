import type { ReactNode } from 'react';

/** One line of the palette. */
export interface PaletteAction {
  id: string;
  title: string;
  hint?: string | undefined;
  icon: ReactNode;
  keys?: readonly string[] | undefined;
  /** Other words by which it is found. */
  words?: string | undefined;
  /** Fits any words (a tag, a search) and so never comes before what fits by itself. */
  anything?: boolean;
  run: () => void;
}

export interface PaletteGroup {
  label: string;
  actions: readonly PaletteAction[];
  /** Already found by the server: shown as they are. */
  asIs?: boolean;
}

const ANYTHING = 0.5;

const score = (action: PaletteAction, asked: string): number => {
  if (action.anything === true) return ANYTHING;
  const title = action.title.toLowerCase();
  if (title.startsWith(asked)) return 3;
  if (title.includes(asked)) return 2;
  const rest = `${title} ${action.hint ?? ''} ${action.words ?? ''}`.toLowerCase();
  return asked.split(/\s+/).every((word) => rest.includes(word)) ? 1 : 0;
};

const ranked = (
  actions: readonly PaletteAction[],
  asked: string,
): { action: PaletteAction; points: number }[] =>
  actions
    .map((action, index) => ({ action, index, points: score(action, asked) }))
    .filter(({ points }) => points > 0)
    .sort((a, b) => b.points - a.points || a.index - b.index);

/**
 * What fits the words asked for, best first within a group, and the group with the best fit first; everything in its
 * own order when nothing is asked. At most `most` lines of one group.
 */
export const rank = (groups: readonly PaletteGroup[], asked: string, most: number): PaletteGroup[] => {
  const wanted = asked.toLowerCase();
  return groups
    .map((group, index) => {
      if (wanted === '' || group.asIs === true)
        return {
          group: { ...group, actions: group.actions.slice(0, most) },
          index,
          best: wanted === '' ? 0 : 1,
        };
      const fitting = ranked(group.actions, wanted).slice(0, most);
      return {
        group: { ...group, actions: fitting.map(({ action }) => action) },
        index,
        best: fitting[0]?.points ?? 0,
      };
    })
    .filter(({ group }) => group.actions.length > 0)
    .sort((a, b) => b.best - a.best || a.index - b.index)
    .map(({ group }) => group);
};
