import css from './thread.module.css';

const WIDTHS = [46, 62, 38, 54, 30] as const;

/** Still bubbles in the final geometry. */
export const ThreadSkeleton = ({ bare = false }: { bare?: boolean }) => (
  <div className={css.skeleton} aria-hidden="true" data-bare={bare || undefined}>
    {bare ? null : (
      <div className={css.skeletonHead}>
        <i style={{ width: 220 }} />
        <i style={{ width: 140 }} />
      </div>
    )}
    {WIDTHS.map((width, index) => (
      <div key={width} data-out={index % 2 === 1 || undefined}>
        <b />
        <i style={{ width: `${width}%` }} />
      </div>
    ))}
  </div>
);
