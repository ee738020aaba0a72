import { type ChannelDefinition, defineChannel } from '#channels/channel.ts';
import { check, client } from './client.ts';
import { parse } from './parse.ts';
import { MAX_DM, MAX_MEDIA_BYTES, XSettings } from './payload.ts';
import { render } from './render.ts';
import { split } from './split.ts';
import en from './strings.en.json' with { type: 'json' };
import ja from './strings.ja.json' with { type: 'json' };
import { handshake, verify } from './verify.ts';

/** X: direct messages, and mentions, replies and quotes in public (Account Activity API v2). */
export const x: ChannelDefinition<XSettings> = defineChannel<XSettings>({
  id: 'x',
  channel: 'x',
  inbound: ['webhook'],
  capabilities: {
    maxText: MAX_DM,
    quickReplies: false,
    cards: false,
    attachments: { maxBytes: MAX_MEDIA_BYTES, maxCount: 4, mimes: ['*/*'] },
    typing: false,
    readMarks: false,
    statuses: ['sent', 'read', 'failed'],
    survey: 'text',
    canStart: true,
    optOut: false,
    // 200 direct messages and 100 posts of an account in 15 minutes.
    rate: { perSecond: 1, burst: 20, inFlight: 4 },
  },
  settings: XSettings,
  secrets: {
    required: ['consumerKey', 'consumerSecret', 'accessToken', 'accessTokenSecret'],
    optional: ['consumerSecretNext'],
  },
  handshake,
  verify,
  refs: ({ settings }) => [settings.userId],
  split,
  acknowledge: () => ({ status: 200, body: '{}', contentType: 'application/json' }),
  parse,
  render,
  client,
  check,
  thread: { encode: (address) => address, decode: (threadKey) => threadKey },
  strings: { ja, en },
});
