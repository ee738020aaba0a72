import type { WidgetHandler } from './widget-handler.ts';

/** The customer ends the chat. */
export const conversationEnd: WidgetHandler<'conversation.end'> = async (data, { keep }) => {
  await keep({ event: 'conversation.end', data });
  return {};
};
