import { useParams } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { SECOND } from '#contracts/time.ts';
import { live } from '../socket/live.ts';
import { isActive } from './is-active.ts';

const BEAT_EVERY_MS = 5 * SECOND;
const INPUTS = ['keydown', 'pointerdown', 'pointermove', 'wheel', 'touchstart'] as const;

/** Tells the server every five seconds that somebody works here, and on what; active spans are made of it. */
export const useActivityBeat = (): void => {
  const { conversationId } = useParams({ strict: false });
  const current = useRef(conversationId);
  current.current = conversationId;
  useEffect(() => {
    let lastInputAt = Date.now();
    const touched = (): void => {
      lastInputAt = Date.now();
    };
    for (const name of INPUTS) window.addEventListener(name, touched, { passive: true });
    const timer = setInterval(() => {
      if (!isActive(document.visibilityState === 'visible', lastInputAt, Date.now())) return;
      const conversation = current.current;
      void live.request('activity.beat', conversation === undefined ? {} : { conversationId: conversation });
    }, BEAT_EVERY_MS);
    return () => {
      for (const name of INPUTS) window.removeEventListener(name, touched);
      clearInterval(timer);
    };
  }, []);
};
