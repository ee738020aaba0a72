import css from './list.module.css';

const WIDTHS = [
  [92, 218],
  [76, 240],
  [81, 187],
  [102, 203],
  [70, 235],
  [92, 170],
  [81, 224],
  [97, 208],
  [76, 246],
  [92, 181],
] as const;

/** Still rows in the final geometry, shown when an answer takes longer than a blink. */
export const RowSkeleton = () => (
  <div className={css.skeleton} aria-hidden="true">
    {WIDTHS.map(([first, second]) => (
      <div key={`${first}-${second}`}>
        <b />
        <span>
          <i style={{ width: first }} />
          <i style={{ width: second }} />
        </span>
      </div>
    ))}
  </div>
);
