import { useSyncExternalStore } from 'react';

/** `phone` ≤ 760 px: list and thread take turns. `narrow` ≤ 1180 px: the customer pane folds. */
export type Width = 'phone' | 'narrow' | 'wide';
const phone = window.matchMedia('(max-width: 760px)');
const narrow = window.matchMedia('(max-width: 1180px)');

const follow = (follower: () => void): (() => void) => {
  phone.addEventListener('change', follower);
  narrow.addEventListener('change', follower);
  return () => {
    phone.removeEventListener('change', follower);
    narrow.removeEventListener('change', follower);
  };
};

/** Which of the three layouts fits the window. */
export const useWidth = (): Width =>
  useSyncExternalStore(follow, () => (phone.matches ? 'phone' : narrow.matches ? 'narrow' : 'wide'));
