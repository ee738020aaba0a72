import type { WidgetHandler } from './widget-handler.ts';

/** A wish for a person, in the order of the thread's other items. */
export const personAsk: WidgetHandler<'person.ask'> = async (data, { keep }) => {
  await keep({ event: 'person.ask', data });
  return {};
};
