import type { Channel as ChannelName } from '#contracts/message.ts';

/** Channels on which a customer is written to by name, in the order of the menus. */
export const WRITTEN_CHANNELS = [
  'web-chat',
  'email',
  'sms',
  'line',
  'whatsapp',
  'messenger',
  'instagram',
  'telegram',
  'x',
] as const satisfies readonly ChannelName[];

/** Every channel, in the order of the menus. Their words: `channel.<name>`. */
export const CHANNELS = [
  ...WRITTEN_CHANNELS,
  'bot-framework',
  'review',
  'api',
  'phone',
  'fax',
  'post',
  'meeting',
] as const satisfies readonly ChannelName[];
