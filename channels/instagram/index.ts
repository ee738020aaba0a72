import { type ChannelDefinition, defineChannel } from '#channels/channel.ts';
import { check } from './check.ts';
import { client } from './client.ts';
import { parse } from './parse.ts';
import { InstagramSettings, MAX_FILE_BYTES, MAX_TEXT_BYTES } from './payload.ts';
import { render } from './render.ts';
import { split } from './split.ts';
import en from './strings.en.json' with { type: 'json' };
import ja from './strings.ja.json' with { type: 'json' };
import { handshake, verify } from './verify.ts';

/** An Instagram professional account: its direct messages, and comments and mentions as public conversations. */
export const instagram: ChannelDefinition<InstagramSettings> = defineChannel<InstagramSettings>({
  id: 'instagram',
  channel: 'instagram',
  inbound: ['webhook'],
  capabilities: {
    // Bytes, in truth: a part is never longer than so many letters of any kind.
    maxText: MAX_TEXT_BYTES,
    quickReplies: true,
    cards: false,
    attachments: {
      maxBytes: MAX_FILE_BYTES,
      maxCount: 10,
      mimes: [
        'image/jpeg',
        'image/png',
        'image/gif',
        'video/mp4',
        'video/ogg',
        'video/quicktime',
        'video/webm',
        'video/x-msvideo',
        'audio/aac',
        'audio/mp4',
        'audio/x-m4a',
        'audio/wav',
        'audio/x-wav',
        'application/pdf',
      ],
    },
    typing: false,
    readMarks: false,
    statuses: ['sent', 'read', 'failed'],
    survey: 'text',
    // An account may write only to who wrote to it first.
    canStart: false,
    replyWindowHours: 24,
    humanWindowHours: 168,
    privateReplies: true,
    optOut: true,
    profiles: true,
    // 100 calls a second for text, 10 for media; an account's own use is far below.
    rate: { perSecond: 20, burst: 40, inFlight: 8 },
  },
  settings: InstagramSettings,
  secrets: { required: ['appSecret', 'accessToken', 'verifyToken'], optional: ['appSecretNext'] },
  handshake,
  verify,
  refs: ({ settings }) => [settings.igUserId],
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
