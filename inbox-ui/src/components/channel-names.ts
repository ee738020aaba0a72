import type { Channel as ChannelName } from '#contracts/message.ts';

/** Every channel, in the order of the menus. Their words: `channel.<name>`. */
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
  'bot-framework',
  'review',
  'api',
  'phone',
  'fax',
  'post',
  'meeting',
] as const satisfies readonly ChannelName[];
