import { MINUTE, SECOND } from '#contracts/time.ts';

/** A beat says that the last 5 s were spent on the conversation; beats further apart than this are two spans. */
export const BEAT_MS = 5 * SECOND;
const GAP_MS = 15 * SECOND;
/** A span is closed at this length, so that a crash loses little. */
const LONGEST_SPAN_MS = 5 * MINUTE;

/** A stretch in which an agent was active on a conversation: open, tab visible, input at most 60 s ago. */
export interface ActiveSpan {
  conversationId: string;
  from: Date;
  to: Date;
}

const started = (conversationId: string, at: Date): ActiveSpan => ({
  conversationId,
  from: new Date(at.getTime() - BEAT_MS),
  to: at,
});

/**
 * Adds one activity beat to an agent's span under way; a beat without a conversation ends it. `closed` is to be recorded. Pure; spans of one agent never
 * overlap, also with two tabs beating.
 */
export const foldBeat = (
  open: ActiveSpan | undefined,
  beat: { conversationId?: string | undefined; at: Date },
): { open?: ActiveSpan; closed?: ActiveSpan } => {
  const { conversationId, at } = beat;
  if (!open) return conversationId ? { open: started(conversationId, at) } : {};
  const ageMs = at.getTime() - open.to.getTime();
  const sameSpan =
    conversationId === open.conversationId &&
    ageMs <= GAP_MS &&
    at.getTime() - open.from.getTime() <= LONGEST_SPAN_MS;
  if (sameSpan) return { open: { ...open, to: ageMs > 0 ? at : open.to } };
  if (!conversationId) return { closed: open };
  const next = started(conversationId, at);
  const fromMs = Math.min(Math.max(next.from.getTime(), open.to.getTime()), at.getTime());
  return { closed: open, open: { ...next, from: new Date(fromMs) } };
};

/** Whether a span under way has had no beat for so long that it is over. */
export const isOver = (open: ActiveSpan, now: Date): boolean => now.getTime() - open.to.getTime() > GAP_MS;
