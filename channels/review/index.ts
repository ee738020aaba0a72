import { type ChannelDefinition, defineChannel } from '#channels/channel.ts';
import { check, client } from './client.ts';
import { parse } from './parse.ts';
import { MAX_ANSWER, ReviewSettings } from './payload.ts';
import { render } from './render.ts';
import { split } from './split.ts';
import en from './strings.en.json' with { type: 'json' };
import ja from './strings.ja.json' with { type: 'json' };
import { verify } from './verify.ts';

/** Ratings and reviews of a shop or marketplace, by signed JSON or CSV; answered in public. */
export const review: ChannelDefinition<ReviewSettings> = defineChannel<ReviewSettings>({
  id: 'review',
  channel: 'review',
  inbound: ['webhook'],
  capabilities: {
    maxText: MAX_ANSWER,
    quickReplies: false,
    cards: false,
    attachments: { maxBytes: 0, maxCount: 0, mimes: [] },
    typing: false,
    readMarks: false,
    statuses: ['sent', 'delivered', 'failed'],
    survey: 'text',
    canStart: false,
    optOut: false,
  },
  settings: ReviewSettings,
  secrets: { required: ['signingSecret'], optional: ['signingSecretNext', 'callbackSecret'] },
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
