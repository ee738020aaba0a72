import type { WidgetHandler } from './widget-handler.ts';

/** Tells the agents who watch the conversation. Before the first message nobody does. */
export const typingSet: WidgetHandler<'typing.set'> = async ({ typing }, { caller, deps, attention }) => {
  const conversationId = await deps.widget.conversationOf(caller.threadId);
  if (conversationId) await attention.change(conversationId, { kind: 'customer-type', on: typing });
  return {};
};
