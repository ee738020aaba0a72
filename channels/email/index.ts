import { type ChannelDefinition, defineChannel } from '#channels/channel.ts';
import { canonical } from './addresses.ts';
import { check } from './check.ts';
import { client } from './client.ts';
import { parse } from './parse.ts';
import { EmailSettings, MAX_BODY, MAX_FILE_BYTES, MAX_FILES } from './payload.ts';
import { receiveImap } from './receive-imap.ts';
import { receiveSmtp } from './receive-smtp.ts';
import { render } from './render.ts';
import { split } from './split.ts';
import en from './strings.en.json' with { type: 'json' };
import ja from './strings.ja.json' with { type: 'json' };
import { verify } from './verify.ts';

/** A mailbox: read over IMAP or fed over SMTP, answered over SMTP. */
export const email: ChannelDefinition<EmailSettings> = defineChannel<EmailSettings>({
  id: 'email',
  channel: 'email',
  inbound: ['socket', 'smtp'],
  capabilities: {
    maxText: MAX_BODY,
    quickReplies: false,
    cards: false,
    attachments: {
      maxBytes: MAX_FILE_BYTES,
      maxCount: MAX_FILES,
      mimes: ['image/*', 'audio/*', 'video/*', 'application/*', 'text/*'],
    },
    typing: false,
    readMarks: false,
    statuses: ['sent', 'failed'],
    survey: 'text',
    canStart: true,
    optOut: false,
    mail: true,
    rate: { perSecond: 5, burst: 20, inFlight: 4 },
  },
  settings: EmailSettings,
  secrets: { required: [], optional: ['password', 'clientSecret', 'refreshToken'], made: ['replyKey'] },
  verify,
  split,
  acknowledge: () => ({ status: 404, body: '', contentType: 'text/plain' }),
  parse,
  render,
  client,
  receive: async (context) => {
    const { receive } = context.account.settings;
    if (receive === 'imap') return receiveImap(context);
    if (receive === 'smtp') return receiveSmtp(context);
    return new Promise((resolve) => context.signal.addEventListener('abort', () => resolve()));
  },
  check,
  // A thread we begin is named by the address alone; one a customer begins, by its first mail and their address.
  thread: { encode: canonical, decode: (threadKey) => threadKey },
  strings: { ja, en },
});
