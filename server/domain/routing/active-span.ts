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

/** What is remembered of an agent between beats. Empty at first. */
export interface SpanState {
  open?: ActiveSpan;
  /** End of the last closed span: no later one begins before it. */
  closedTo?: Date;
}

/** A beat's own span: the 5 s before it, less what an earlier one has. */
const started = (conversationId: string, at: Date, notBefore: Date | undefined): ActiveSpan => {
  const fromMs = Math.max(at.getTime() - BEAT_MS, notBefore?.getTime() ?? 0);
  return { conversationId, from: new Date(Math.min(fromMs, at.getTime())), to: at };
};

const goesOn = (open: ActiveSpan, conversationId: string | undefined, at: Date): boolean =>
  conversationId === open.conversationId &&
  at.getTime() - open.to.getTime() <= GAP_MS &&
  at.getTime() - open.from.getTime() <= LONGEST_SPAN_MS;

/**
 * Adds one activity beat to what is remembered of its agent; a beat without a conversation ends the span under way. `closed` is to be recorded.
 * Pure; spans of one agent never overlap, also with two tabs beating. Beats come in the order of their time.
 */
export const foldBeat = (
  state: SpanState,
  beat: { conversationId?: string | undefined; at: Date },
): { state: SpanState; closed?: ActiveSpan } => {
  const { conversationId, at } = beat;
  const { open } = state;
  if (open && goesOn(open, conversationId, at))
    return {
      state: { ...state, open: { ...open, to: new Date(Math.max(at.getTime(), open.to.getTime())) } },
    };
  const closedTo = open?.to ?? state.closedTo;
  return {
    state: {
      ...(conversationId ? { open: started(conversationId, at, closedTo) } : {}),
      ...(closedTo ? { closedTo } : {}),
    },
    ...(open ? { closed: open } : {}),
  };
};

/** Whether a span under way has had no beat for so long that it is over. */
export const isOver = (open: ActiveSpan, now: Date): boolean => now.getTime() - open.to.getTime() > GAP_MS;
