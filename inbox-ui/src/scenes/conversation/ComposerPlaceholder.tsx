import css from './thread.module.css';

/** Holds the composer's place while its editor loads, so that nothing jumps. */
export const ComposerPlaceholder = () => <div className={css.composerPlace} aria-hidden="true" />;
