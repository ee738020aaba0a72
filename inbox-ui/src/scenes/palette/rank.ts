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
  run: () => void;
}

export interface PaletteGroup {
  label: string;
  actions: readonly PaletteAction[];
  /** Already found by the server: shown as they are. */
  asIs?: boolean;
}

const score = (action: PaletteAction, asked: string): number => {
  const title = action.title.toLowerCase();
  if (title.startsWith(asked)) return 3;
  if (title.includes(asked)) return 2;
  const rest = `${title} ${action.hint ?? ''} ${action.words ?? ''}`.toLowerCase();
  return asked.split(/\s+/).every((word) => rest.includes(word)) ? 1 : 0;
};

/** What fits the words asked for, best first; all in their own order when nothing is asked. */
export const rank = (actions: readonly PaletteAction[], asked: string): readonly PaletteAction[] => {
  if (asked === '') return actions;
  const wanted = asked.toLowerCase();
  return actions
    .map((action, index) => ({ action, index, points: score(action, wanted) }))
    .filter(({ points }) => points > 0)
    .sort((a, b) => b.points - a.points || a.index - b.index)
    .map(({ action }) => action);
};
