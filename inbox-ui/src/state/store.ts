import { useSyncExternalStore } from 'react';

/** A value outside React that components can follow. */
export interface Store<T> {
  get(): T;
  /** Replaces the value; followers are told only when it is another one. */
  set(next: T | ((before: T) => T)): void;
  subscribe(follower: () => void): () => void;
}

const isChange = <T>(next: T | ((before: T) => T)): next is (before: T) => T => typeof next === 'function';

/** Makes a store holding `initial`. */
export const createStore = <T>(initial: T): Store<T> => {
  let value = initial;
  const followers = new Set<() => void>();
  return {
    get: () => value,
    set: (next) => {
      const made = isChange(next) ? next(value) : next;
      if (Object.is(made, value)) return;
      value = made;
      for (const follower of followers) follower();
    },
    subscribe: (follower) => {
      followers.add(follower);
      return () => followers.delete(follower);
    },
  };
};

/** The store's value, or what `pick` takes from it; `pick` must give the same thing for the same value. */
export function useStore<T>(store: Store<T>): T;
export function useStore<T, P>(store: Store<T>, pick: (value: T) => P): P;
export function useStore<T, P>(store: Store<T>, pick?: (value: T) => P): T | P {
  return useSyncExternalStore(store.subscribe, () => (pick === undefined ? store.get() : pick(store.get())));
}

/** A store kept in localStorage under `key`; what cannot be read is replaced by `initial`. */
export const createKeptStore = <T>(
  key: string,
  initial: T,
  isValid: (value: unknown) => value is T,
): Store<T> => {
  const read = (): T => {
    try {
      const value: unknown = JSON.parse(localStorage.getItem(key) ?? 'null');
      return isValid(value) ? value : initial;
    } catch {
      return initial;
    }
  };
  const store = createStore(read());
  store.subscribe(() => {
    try {
      localStorage.setItem(key, JSON.stringify(store.get()));
    } catch {
      // A full or closed storage keeps the value for this page only.
    }
  });
  return store;
};
