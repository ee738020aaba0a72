import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { panes } from '../../state/panes.ts';
import { useStore } from '../../state/store.ts';
import css from './inbox.module.css';

const STEP = 16;

/** The edge between two panes: dragged, or moved by arrow keys; a double click gives the normal width. */
export const PaneEdge = ({
  pane,
  label,
  limits,
}: {
  pane: 'list' | 'side';
  label: string;
  limits: { min: number; normal: number; max: number };
}) => {
  const width = useStore(panes, (value) => value[pane]);
  const from = useRef<{ x: number; width: number }>(undefined);
  const sign = pane === 'list' ? 1 : -1;
  const set = (next: number): void =>
    panes.set((before) => ({
      ...before,
      [pane]: Math.round(Math.min(limits.max, Math.max(limits.min, next))),
    }));
  const onPointerMove = (event: PointerEvent): void => {
    if (from.current !== undefined) set(from.current.width + sign * (event.clientX - from.current.x));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowLeft') set(width - sign * STEP);
    else if (event.key === 'ArrowRight') set(width + sign * STEP);
    else if (event.key === 'Home') set(limits.min);
    else if (event.key === 'End') set(limits.max);
    else return;
    event.preventDefault();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a movable separator is not a thematic break
    <div
      className={css.edge}
      data-pane={pane}
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={width}
      aria-valuemin={limits.min}
      aria-valuemax={limits.max}
      onPointerDown={(event) => {
        from.current = { x: event.clientX, width };
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={onPointerMove}
      onPointerUp={() => {
        from.current = undefined;
      }}
      onDoubleClick={() => set(limits.normal)}
      onKeyDown={onKeyDown}
    />
  );
};
