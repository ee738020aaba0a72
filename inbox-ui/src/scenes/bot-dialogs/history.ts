/** What was typed, with the ways back and forth. */
export interface History<T> {
  now: T;
  past: readonly T[];
  future: readonly T[];
  /** What the last change was about: the next one about the same joins it. */
  about: string | undefined;
}

/** How many ways back are kept. */
const MOST = 100;

export const begin = <T>(now: T): History<T> => ({ now, past: [], future: [], about: undefined });

/** Changes about the same thing that follow each other are one way back; `about` undefined stands alone. */
export const change = <T>(history: History<T>, now: T, about?: string): History<T> => {
  if (now === history.now) return history;
  if (about !== undefined && about === history.about) return { ...history, now, future: [] };
  return { now, past: [...history.past, history.now].slice(-MOST), future: [], about };
};

export const back = <T>(history: History<T>): History<T> => {
  const [now, past] = [history.past.at(-1), history.past.slice(0, -1)];
  return now === undefined
    ? history
    : { now, past, future: [history.now, ...history.future], about: undefined };
};

export const forth = <T>(history: History<T>): History<T> => {
  const [now, ...future] = history.future;
  return now === undefined
    ? history
    : { now, past: [...history.past, history.now], future, about: undefined };
};
