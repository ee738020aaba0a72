import { type ChannelDefinition, defineChannel } from '#channels/channel.ts';
import { check, client } from './client.ts';
import { parse } from './parse.ts';
import { MAX_FILE_BYTES, MAX_TEXT_PART, VonageSettings } from './payload.ts';
import { canonicalAddress } from './phone.ts';
import { render } from './render.ts';
import { split } from './split.ts';
import en from './strings.en.json' with { type: 'json' };
import ja from './strings.ja.json' with { type: 'json' };
import { verify } from './verify.ts';

/** SMS over a Vonage number (Messages API v1). MMS come in; files go out as links. */
export const vonage: ChannelDefinition<VonageSettings> = defineChannel<VonageSettings>({
  id: 'sms-vonage',
  channel: 'sms',
  inbound: ['webhook'],
  capabilities: {
    maxText: MAX_TEXT_PART,
    quickReplies: false,
    cards: false,
    attachments: { maxBytes: MAX_FILE_BYTES, maxCount: 10, mimes: ['*/*'] },
    typing: false,
    readMarks: false,
    statuses: ['sent', 'delivered', 'failed'],
    survey: 'text',
    canStart: true,
    optOut: true,
    // An account's default throughput of SMS is 30 a second.
    rate: { perSecond: 30, burst: 30, inFlight: 8 },
  },
  settings: VonageSettings,
  secrets: { required: ['signatureSecret', 'privateKey'], optional: ['signatureSecretNext'] },
  verify,
  split,
  acknowledge: () => ({ status: 200, body: '{}', contentType: 'application/json' }),
  parse,
  render,
  client,
  check,
  // The number alone: the thread's id carries the account.
  thread: { encode: canonicalAddress, decode: (threadKey) => threadKey },
  strings: { ja, en },
});
