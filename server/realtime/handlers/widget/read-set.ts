import type { WidgetHandler } from './widget-handler.ts';

/** Moves the customer's read mark in a conversation of their own. */
export const readSet: WidgetHandler<'read.set'> = async ({ conversationId, seq }, { caller, deps }) => {
  await deps.widget.markRead(caller.threadId, conversationId, seq);
  return {};
};
