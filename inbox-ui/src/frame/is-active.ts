import { MINUTE } from '#contracts/time.ts';

const ACTIVE_WITHIN_MS = MINUTE;

/** Whether a beat is due: the tab is seen and somebody touched it within the last minute. */
export const isActive = (visible: boolean, lastInputAt: number, now: number): boolean =>
  visible && now - lastInputAt <= ACTIVE_WITHIN_MS;
