import type { WidgetHandler } from './widget-handler.ts';

/** Messages one start replays at most; a client that lacks more asks again from the last one. */
const LONGEST_REPLAY = 200;
const UNCONFIRMED: readonly (string | undefined)[] = ['queued', 'sending', 'uncertain', 'sent'];

/** Where the conversation stands and what came after the cursor. */
export const sessionStart: WidgetHandler<'session.start'> = async (data, context) => {
  const { caller, deps, attention, confirm, track } = context;
  const { threadId, visitorToken } = caller;
  const [state, messages] = await Promise.all([
    deps.widget.state(threadId).then((found) => attention.fill(found)),
    deps.widget.messagesAfter(threadId, data.cursor, LONGEST_REPLAY),
  ]);
  if (data.page) await track(data.page);
  // Those sent while the visitor was away are delivered now.
  const waiting = messages.filter(
    ({ from, delivery }) => from !== 'customer' && UNCONFIRMED.includes(delivery),
  );
  if (waiting.length > 0) setImmediate(() => confirm(waiting.map(({ id }) => id)));
  return { visitorToken, state, messages };
};
