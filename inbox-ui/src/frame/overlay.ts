import { createStore } from '../state/store.ts';

/** What floats over everything; opened from anywhere. */
export const overlay = createStore<'palette' | 'shortcuts' | undefined>(undefined);
