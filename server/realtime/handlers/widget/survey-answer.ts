import type { WidgetHandler } from './widget-handler.ts';

/** A tapped score, in the order of the thread's other items; whose survey it is, the command checks. */
export const surveyAnswer: WidgetHandler<'survey.answer'> = async (data, { keep }) => {
  await keep({ event: 'survey.answer', data });
  return {};
};
