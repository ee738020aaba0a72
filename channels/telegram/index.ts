import { type ChannelDefinition, defineChannel, type RawRequest } from '#channels/channel.ts';
import { check, client } from './client.ts';
import { parse } from './parse.ts';
import { MAX_TEXT_PART, MAX_UPLOAD_BYTES, TelegramSettings } from './payload.ts';
import { render } from './render.ts';
import { split } from './split.ts';
import en from './strings.en.json' with { type: 'json' };
import ja from './strings.ja.json' with { type: 'json' };
import { verify } from './verify.ts';

/** A tapped button spins until it is answered; the answer rides on the webhook's own (Bot API, "Making requests when getting updates"). */
const acknowledge = ({ body }: RawRequest): { status: number; body: string; contentType: string } => {
  const id = /"callback_query"\s*:\s*\{\s*"id"\s*:\s*"(\d{1,32})"/.exec(body.toString('utf8', 0, 4_096))?.[1];
  const answer = id ? { method: 'answerCallbackQuery', callback_query_id: id } : {};
  return { status: 200, body: JSON.stringify(answer), contentType: 'application/json' };
};

/** Telegram by a bot: private chats, groups it is in, and business accounts it answers for. */
export const telegram: ChannelDefinition<TelegramSettings> = defineChannel<TelegramSettings>({
  id: 'telegram',
  channel: 'telegram',
  inbound: ['webhook'],
  capabilities: {
    maxText: MAX_TEXT_PART,
    quickReplies: true,
    cards: false,
    attachments: { maxBytes: MAX_UPLOAD_BYTES, maxCount: 10, mimes: ['*/*'] },
    typing: false,
    readMarks: false,
    statuses: ['sent', 'failed'],
    survey: 'inline',
    // A bot may write only to who wrote to it first.
    canStart: false,
    optOut: true,
    rate: { perSecond: 25, burst: 25, inFlight: 8 },
  },
  settings: TelegramSettings,
  secrets: { required: ['botToken', 'webhookSecret'], optional: ['webhookSecretNext'] },
  verify,
  split,
  acknowledge,
  parse,
  render,
  client,
  check,
  thread: { encode: (address) => address, decode: (threadKey) => threadKey },
  strings: { ja, en },
});
