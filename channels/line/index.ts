import { type ChannelDefinition, defineChannel } from '#channels/channel.ts';
import { check } from './check.ts';
import { client } from './client.ts';
import { parse } from './parse.ts';
import { LineSettings, MAX_TEXT_OBJECT } from './payload.ts';
import { render } from './render.ts';
import { split } from './split.ts';
import en from './strings.en.json' with { type: 'json' };
import ja from './strings.ja.json' with { type: 'json' };
import { verify } from './verify.ts';

/** Largest file sent, in bytes: what the server keeps at most. */
const MAX_FILE_BYTES = 25 * 1_024 * 1_024;

/** LINE Official Accounts over the Messaging API. */
export const line: ChannelDefinition<LineSettings> = defineChannel<LineSettings>({
  id: 'line',
  channel: 'line',
  inbound: ['webhook'],
  capabilities: {
    maxText: MAX_TEXT_OBJECT,
    quickReplies: true,
    cards: true,
    attachments: {
      maxBytes: MAX_FILE_BYTES,
      maxCount: 5,
      mimes: [
        'image/jpeg',
        'image/png',
        'image/gif',
        'image/webp',
        'image/heic',
        'application/pdf',
        'text/plain',
        'text/csv',
        'application/zip',
        'application/msword',
        'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
        'application/vnd.ms-excel',
        'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        'audio/mp4',
        'audio/x-m4a',
        'audio/mpeg',
        'video/mp4',
        'video/quicktime',
      ],
    },
    typing: false,
    readMarks: false,
    statuses: ['sent', 'failed'],
    survey: 'text',
    canStart: true,
    // One who blocked the account gets nothing, and LINE would not say so.
    optOut: true,
    profiles: true,
    rate: { perSecond: 100, burst: 200, inFlight: 16 },
  },
  settings: LineSettings,
  secrets: { required: ['channelSecret', 'channelAccessToken'], optional: ['channelSecretNext'] },
  verify,
  refs: ({ settings }) => (settings.botUserId ? [settings.botUserId] : []),
  split,
  acknowledge: () => ({ status: 200, body: '{}', contentType: 'application/json' }),
  parse,
  render,
  client,
  check,
  // The id of the user, group or multi-person chat alone: the thread's id carries the account.
  thread: { encode: (address) => address, decode: (threadKey) => threadKey },
  strings: { ja, en },
});
