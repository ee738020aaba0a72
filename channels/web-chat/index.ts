import { type ChannelDefinition, defineChannel } from '#channels/channel.ts';
import { MAX_TEXT } from '#contracts/message.ts';
import { client } from './client.ts';
import { parse } from './parse.ts';
import { WebChatSettings } from './payload.ts';
import { render } from './render.ts';
import { split } from './split.ts';
import en from './strings.en.json' with { type: 'json' };
import ja from './strings.ja.json' with { type: 'json' };
import { verify } from './verify.ts';

const MAX_FILE_BYTES = 52_428_800;

/** The chat on a website. Hears by socket only; what it says is pushed by the server's realtime part. */
export const webChat: ChannelDefinition<WebChatSettings> = defineChannel<WebChatSettings>({
  id: 'web-chat',
  channel: 'web-chat',
  inbound: ['socket'],
  capabilities: {
    maxText: MAX_TEXT,
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
        'audio/webm',
        'audio/mp4',
        'audio/mpeg',
        'video/mp4',
        'video/quicktime',
        'video/webm',
      ],
    },
    typing: true,
    readMarks: true,
    statuses: ['sent', 'read'],
    survey: 'inline',
    // A visitor has no address: a person can answer, and be read at the next visit, but not write first.
    canStart: false,
    optOut: false,
  },
  settings: WebChatSettings,
  secrets: { required: [], optional: ['identitySecret'] },
  verify,
  split,
  acknowledge: () => ({ status: 200, body: '', contentType: 'text/plain' }),
  parse,
  render,
  client,
  thread: { encode: (address) => address, decode: (threadKey) => threadKey },
  strings: { ja, en },
});
