import { useEffect, useRef } from 'react';
import { SECOND } from '#contracts/time.ts';
import { live } from '../../socket/live.ts';

const TELL_EVERY_MS = 3 * SECOND;
const STOPPED_AFTER_MS = 4 * SECOND;

/** Tells the others that one is typing: at most every three seconds, and once more when it stops. */
export const useTyping = (conversationId: string) => {
  const toldAt = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const stop = (): void => {
    clearTimeout(timer.current);
    if (toldAt.current === 0) return;
    toldAt.current = 0;
    void live.request('typing.set', { conversationId, typing: false });
  };
  const stopRef = useRef(stop);
  stopRef.current = stop;
  useEffect(() => () => stopRef.current(), []);
  const typed = (note: boolean): void => {
    clearTimeout(timer.current);
    timer.current = setTimeout(stop, STOPPED_AFTER_MS);
    if (Date.now() - toldAt.current < TELL_EVERY_MS) return;
    toldAt.current = Date.now();
    void live.request('typing.set', { conversationId, typing: true, note });
  };
  return { typed, stop };
};
