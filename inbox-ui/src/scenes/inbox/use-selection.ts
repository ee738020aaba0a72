import { useEffect, useState } from 'react';
import { useCommands } from '../../keyboard/commands.ts';

/** Which rows are picked for the bulk bar. Another list empties it. */
export interface Selection {
  ids: ReadonlySet<string>;
  /** Adds or takes one; `range` picks all from the last picked one to this. */
  pick(id: string, range: boolean): void;
  clear(): void;
}

/** Picked rows of a list; X picks the row under the cursor, Escape lets go. */
export const useSelection = (
  rows: readonly { id: string }[],
  cursor: string | undefined,
  listKey: string,
): Selection => {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const [anchor, setAnchor] = useState<string>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list is another selection
  useEffect(() => setIds(new Set()), [listKey]);
  const pick = (id: string, range: boolean): void => {
    setIds((before) => {
      const next = new Set(before);
      const from = rows.findIndex((row) => row.id === (anchor ?? cursor));
      const to = rows.findIndex((row) => row.id === id);
      if (range && from !== -1) {
        for (const row of rows.slice(Math.min(from, to), Math.max(from, to) + 1)) next.add(row.id);
        return next;
      }
      if (!next.delete(id)) next.add(id);
      return next;
    });
    setAnchor(id);
  };
  const clear = (): void => setIds(new Set());
  useCommands({
    select: () => (cursor === undefined ? false : pick(cursor, false)),
    close: () => (ids.size === 0 ? false : clear()),
  });
  return { ids, pick, clear };
};
