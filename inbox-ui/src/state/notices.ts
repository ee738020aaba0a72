import type { PushData } from '../socket/connection.ts';
import { createStore } from './store.ts';

/** What somebody did that concerns this agent: named in a note, or given a conversation. */
type Notice = PushData<'notice'> & { id: number };

/** How long a notice stays. Milliseconds. */
const STAY_MS = 12_000;

/** The newest notice; it never takes the place of a toast, so that Undo stays in reach. */
export const notice = createStore<Notice | undefined>(undefined);

let count = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Shows a notice in place of an older one. */
export const showNotice = (pushed: PushData<'notice'>): void => {
  count += 1;
  clearTimeout(timer);
  notice.set({ ...pushed, id: count });
  timer = setTimeout(() => notice.set(undefined), STAY_MS);
};

export const dismissNotice = (): void => {
  clearTimeout(timer);
  notice.set(undefined);
};
