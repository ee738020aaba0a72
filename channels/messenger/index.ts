import { type ChannelDefinition, defineChannel } from '#channels/channel.ts';
import { check } from './check.ts';
import { client } from './client.ts';
import { parse } from './parse.ts';
import { MAX_FILE_BYTES, MAX_TEXT_PART, MessengerSettings } from './payload.ts';
import { render } from './render.ts';
import { split } from './split.ts';
import en from './strings.en.json' with { type: 'json' };
import ja from './strings.ja.json' with { type: 'json' };
import { handshake, verify } from './verify.ts';

/** A Facebook page: its messages in Messenger, and comments and visitors' posts as public conversations. */
export const messenger: ChannelDefinition<MessengerSettings> = defineChannel<MessengerSettings>({
  id: 'messenger',
  channel: 'messenger',
  inbound: ['webhook'],
  capabilities: {
    maxText: MAX_TEXT_PART,
    quickReplies: true,
    cards: false,
    attachments: { maxBytes: MAX_FILE_BYTES, maxCount: 10, mimes: ['*/*'] },
    typing: false,
    readMarks: false,
    statuses: ['sent', 'delivered', 'read', 'failed'],
    survey: 'text',
    // A page may write only to who wrote to it first.
    canStart: false,
    replyWindowHours: 24,
    humanWindowHours: 168,
    privateReplies: true,
    optOut: true,
    profiles: true,
    // Send API: 300 calls a second for text, 10 for media; a page's own use is far below.
    rate: { perSecond: 40, burst: 80, inFlight: 8 },
  },
  settings: MessengerSettings,
  secrets: { required: ['appSecret', 'pageAccessToken', 'verifyToken'], optional: ['appSecretNext'] },
  handshake,
  verify,
  refs: ({ settings }) => [settings.pageId],
  split,
  acknowledge: () => ({ status: 200, body: 'EVENT_RECEIVED', contentType: 'text/plain' }),
  parse,
  render,
  client,
  check,
  // A person's id, or what a public thread hangs on, as they are: the thread's id carries the account.
  thread: { encode: (address) => address, decode: (threadKey) => threadKey },
  strings: { ja, en },
});
