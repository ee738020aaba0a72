import { type ChannelDefinition, defineChannel } from '#channels/channel.ts';
import { threadOf } from './address.ts';
import { check } from './check.ts';
import { client } from './client.ts';
import { parse } from './parse.ts';
import { MAX_FILE_BYTES, MAX_TEXT_PART, WhatsappSettings } from './payload.ts';
import { render } from './render.ts';
import { split } from './split.ts';
import en from './strings.en.json' with { type: 'json' };
import ja from './strings.ja.json' with { type: 'json' };
import { templates } from './templates.ts';
import { handshake, verify } from './verify.ts';

/** WhatsApp by a business phone number on Meta's Cloud API. */
export const whatsapp: ChannelDefinition<WhatsappSettings> = defineChannel<WhatsappSettings>({
  id: 'whatsapp',
  channel: 'whatsapp',
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
    // By template; the window refuses anything else.
    canStart: true,
    replyWindowHours: 24,
    templates: true,
    optOut: false,
    rate: { perSecond: 60, burst: 60, inFlight: 16 },
  },
  settings: WhatsappSettings,
  secrets: { required: ['accessToken', 'appSecret', 'verifyToken'], optional: ['appSecretNext'] },
  handshake,
  verify,
  refs: ({ settings }) => [settings.phoneNumberId],
  split,
  acknowledge: () => ({ status: 200, body: '{}', contentType: 'application/json' }),
  parse,
  render,
  client,
  check,
  templates,
  // Number, user id or group alone: the thread's id carries the account.
  thread: { encode: threadOf, decode: (threadKey) => threadKey },
  strings: { ja, en },
});
