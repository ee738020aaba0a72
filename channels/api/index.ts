import { type ChannelDefinition, defineChannel } from '#channels/channel.ts';
import { check, client } from './client.ts';
import { parse } from './parse.ts';
import { ApiSettings, MAX_FILE_BYTES, MAX_TEXT_PART } from './payload.ts';
import { render } from './render.ts';
import { split } from './split.ts';
import en from './strings.en.json' with { type: 'json' };
import ja from './strings.ja.json' with { type: 'json' };
import { verify } from './verify.ts';

/** The owner's own app, or any network by a bridge of theirs: signed webhooks in, signed webhooks out. */
export const api: ChannelDefinition<ApiSettings> = defineChannel<ApiSettings>({
  id: 'api',
  channel: 'api',
  inbound: ['webhook'],
  capabilities: {
    maxText: MAX_TEXT_PART,
    quickReplies: true,
    cards: true,
    attachments: { maxBytes: MAX_FILE_BYTES, maxCount: 10, mimes: ['*/*'] },
    typing: false,
    readMarks: false,
    statuses: ['sent', 'delivered', 'read', 'failed'],
    survey: 'inline',
    canStart: true,
    optOut: true,
  },
  settings: ApiSettings,
  secrets: {
    required: ['signingSecret'],
    optional: ['signingSecretNext', 'callbackSecret', 'identitySecret'],
  },
  verify,
  split,
  acknowledge: () => ({ status: 200, body: '{}', contentType: 'application/json' }),
  parse,
  render,
  client,
  check,
  thread: { encode: (address) => address, decode: (threadKey) => threadKey },
  strings: { ja, en },
});
