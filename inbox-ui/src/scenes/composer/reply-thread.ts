import type { ConversationView } from '#contracts/conversation.ts';
import type { MessageView } from '#contracts/message.ts';
import { HOUR } from '#contracts/time.ts';

export type ReplyThread = ConversationView['threads'][number];

/** From this long before it closes the reply window is a warning. */
const SOON_MS = 2 * HOUR;
/** A window that stays open longer than this is not spoken of. */
const FAR_MS = 24 * HOUR;

const CLOSED = 'reply-window-closed';

/** Why nothing can be written on a thread now, as a code of the error catalogue; the window may close while one looks at it. */
export const closedNow = (thread: ReplyThread, now: number): string | undefined => {
  if (!thread.open) return thread.closedReason ?? 'channel-not-available';
  return thread.closesAt !== undefined && Date.parse(thread.closesAt) <= now ? CLOSED : undefined;
};

/** A template may go out: the window does not matter to it, an opt-out does. */
export const takesTemplate = (thread: ReplyThread, now: number): boolean => {
  const closed = closedNow(thread, now);
  return thread.templates === true && (closed === undefined || closed === CLOSED);
};

/** How long one may still answer. `none`: there is no window, or it closes so late that nobody needs to know. */
export const windowOf = (
  thread: ReplyThread,
  now: number,
): { is: 'none' | 'open' | 'soon' | 'closed'; leftMs: number } => {
  const leftMs = thread.closesAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(thread.closesAt) - now;
  const closed = closedNow(thread, now);
  if (closed === CLOSED) return { is: 'closed', leftMs: 0 };
  if (closed !== undefined || leftMs > FAR_MS) return { is: 'none', leftMs };
  return { is: leftMs <= SOON_MS ? 'soon' : 'open', leftMs };
};

/** What the messages say about where the talk is. */
export interface Spoken {
  /** Thread of the latest message that is no note. */
  last: string | undefined;
  /** Thread and `seq` of the customer's latest. */
  customer: { threadId: string; seq: number } | undefined;
}

export const spokenOn = (messages: readonly MessageView[]): Spoken => {
  const said = messages.filter((message) => message.direction !== 'note' && message.threadId !== undefined);
  const theirs = said.findLast((message) => message.direction === 'inbound');
  return {
    last: said.at(-1)?.threadId,
    customer: theirs?.threadId === undefined ? undefined : { threadId: theirs.threadId, seq: theirs.seq },
  };
};

/**
 * The thread an answer goes out on when none was chosen: where the customer wants to be reached, else the one last used, else an open one of that
 * channel, else any that takes something.
 */
export const usualThread = (
  conversation: Pick<ConversationView, 'threads' | 'channel' | 'defaultThreadId' | 'defaultReason'>,
  last: string | undefined,
  now: number,
): ReplyThread | undefined => {
  const { threads, channel, defaultThreadId, defaultReason } = conversation;
  const open = threads.filter((thread) => closedNow(thread, now) === undefined);
  const used = threads.find((thread) => thread.id === last);
  return (
    (defaultReason === 'preferred' ? open.find((thread) => thread.id === defaultThreadId) : undefined) ??
    open.find((thread) => thread.id === last) ??
    open.find((thread) => thread.id === defaultThreadId) ??
    open.find((thread) => thread.channel === channel) ??
    open[0] ??
    (used !== undefined && takesTemplate(used, now) ? used : undefined) ??
    threads.find((thread) => takesTemplate(thread, now)) ??
    used ??
    threads[0]
  );
};
