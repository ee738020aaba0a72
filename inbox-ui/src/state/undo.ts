import { createStore } from './store.ts';

/** How long Undo is offered. Milliseconds. */
export const UNDO_MS = 8_000;

export interface Toast {
  id: number;
  text: string;
  /** `failed` says why something did not happen. */
  kind: 'done' | 'failed';
  undo?: (() => void) | undefined;
}

/** The one toast at the foot of the list; a newer one takes its place. */
export const toast = createStore<Toast | undefined>(undefined);

let count = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Says what was done, with a way back. */
export const say = (text: string, undo?: () => void): void => show({ text, kind: 'done', undo });
/** Says in words why something was not done. */
export const sayFailed = (text: string): void => show({ text, kind: 'failed' });

const show = (what: Omit<Toast, 'id'>): void => {
  count += 1;
  clearTimeout(timer);
  toast.set({ id: count, ...what });
  timer = setTimeout(() => toast.set(undefined), UNDO_MS);
};

export const dismiss = (): void => {
  clearTimeout(timer);
  toast.set(undefined);
};

/** ⌘Z outside a field. Answers whether there was something to take back. */
export const undoLast = (): boolean => {
  const undo = toast.get()?.undo;
  if (undo === undefined) return false;
  dismiss();
  undo();
  return true;
};
