import { type ChannelDefinition, defineChannel, type RawRequest } from '#channels/channel.ts';
import { check, client } from './client.ts';
import { parse } from './parse.ts';
import { BotFrameworkSettings, MAX_TEXT_PART } from './payload.ts';
import { render } from './render.ts';
import { split } from './split.ts';
import en from './strings.en.json' with { type: 'json' };
import ja from './strings.ja.json' with { type: 'json' };
import { verify, verifyOnline } from './verify.ts';

/** An invoke waits for its answer in ours; that we know none is 501 by the protocol (botframework-activity, Appendix III). Everything else is just kept. */
const acknowledge = ({ body }: RawRequest): { status: number; body: string; contentType: string } => {
  const isInvoke = /"type"\s*:\s*"invoke"/.test(body.toString('utf8', 0, 4_096));
  return { status: isInvoke ? 501 : 200, body: '{}', contentType: 'application/json' };
};

/** Microsoft Teams, and whatever else the Azure Bot Service brings: Direct Line, Web Chat, Slack and the rest. */
export const botFramework: ChannelDefinition<BotFrameworkSettings> = defineChannel<BotFrameworkSettings>({
  id: 'bot-framework',
  channel: 'bot-framework',
  inbound: ['webhook'],
  capabilities: {
    maxText: MAX_TEXT_PART,
    quickReplies: true,
    cards: true,
    attachments: { maxBytes: 20 * 1024 * 1024, maxCount: 10, mimes: ['*/*'] },
    typing: false,
    readMarks: false,
    statuses: ['sent', 'failed'],
    survey: 'inline',
    // A conversation begins where the bot is installed or written to.
    canStart: false,
    optOut: true,
    // Teams: 7 a second and 60 in 30 s for one conversation, 50 a second for one app and tenant.
    rate: { perSecond: 40, burst: 40, inFlight: 8 },
  },
  settings: BotFrameworkSettings,
  secrets: { required: ['appPassword'], optional: [] },
  verify,
  verifyOnline,
  split,
  acknowledge,
  parse,
  render,
  client,
  check,
  thread: { encode: (address) => address, decode: (threadKey) => threadKey },
  strings: { ja, en },
});
