import type { Channel as ChannelName } from '#contracts/message.ts';

/** Channels one can filter by, in the order of the menus. Their words: `channel.<name>`. */
export const CHANNELS = [
  'web-chat',
  'email',
  'sms',
  'line',
  'whatsapp',
  'messenger',
  'instagram',
  'telegram',
  'x',
  'review',
  'phone',
  'api',
] as const satisfies readonly ChannelName[];
