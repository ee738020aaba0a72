import { type ChannelDefinition, defineChannel } from '#channels/channel.ts';
import { client } from './client.ts';
import { parse } from './parse.ts';
import { MAX_BODY, MAX_MEDIA, MAX_MEDIA_BYTES, SmsSettings } from './payload.ts';
import { canonicalAddress } from './phone.ts';
import { render } from './render.ts';
import { split } from './split.ts';
import en from './strings.en.json' with { type: 'json' };
import ja from './strings.ja.json' with { type: 'json' };
import { verify } from './verify.ts';

/** SMS and MMS over a Twilio number or messaging service. */
export const sms: ChannelDefinition<SmsSettings> = defineChannel<SmsSettings>({
  id: 'sms',
  channel: 'sms',
  inbound: ['webhook'],
  capabilities: {
    maxText: MAX_BODY,
    quickReplies: false,
    cards: false,
    attachments: {
      maxBytes: MAX_MEDIA_BYTES,
      maxCount: MAX_MEDIA,
      mimes: [
        'image/jpeg',
        'image/png',
        'image/gif',
        'image/webp',
        'application/pdf',
        'text/plain',
        'video/mp4',
        'audio/mpeg',
      ],
    },
    typing: false,
    readMarks: false,
    statuses: ['sent', 'delivered', 'failed'],
    survey: 'text',
    canStart: true,
    optOut: true,
  },
  settings: SmsSettings,
  secrets: { required: ['authToken'], optional: ['authTokenNext', 'apiKeySecret'] },
  verify,
  split,
  acknowledge: () => ({
    status: 200,
    body: '<?xml version="1.0" encoding="UTF-8"?><Response/>',
    contentType: 'text/xml',
  }),
  parse,
  render,
  client,
  // The number alone: the thread's id carries the account.
  thread: { encode: canonicalAddress, decode: (threadKey) => threadKey },
  strings: { ja, en },
});
