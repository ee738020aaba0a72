import type { WidgetHandler } from './widget-handler.ts';

/** Where the visitor is on the shop's site. Never kept in the ledger. */
export const pageTrack: WidgetHandler<'page.track'> = async (data, { track }) => {
  await track(data);
  return {};
};
