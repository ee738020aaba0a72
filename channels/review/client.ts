import type {
  Account,
  ChannelClient,
  CheckContext,
  CheckResult,
  SendContext,
  SendReceipt,
  WirePart,
} from '#channels/channel.ts';
import { DeliveryError } from '#channels/delivery-error.ts';
import { refusal } from '#channels/provider-call.ts';
import { postSigned } from '#channels/standard-webhooks.ts';
import { type ReviewSettings, WireBody } from './payload.ts';

/** We sign with a secret of its own where there is one, else with the one the site signs with. */
const secretOf = ({ secrets }: Account<ReviewSettings>): string | undefined =>
  secrets.callbackSecret || secrets.signingSecret;

const send = async (part: WirePart, context: SendContext<ReviewSettings>): Promise<SendReceipt> => {
  const { account, idempotencyKey: id } = context;
  const wire = WireBody.safeParse(part.body);
  if (!wire.success) throw refusal('delivery-rejected', { providerCode: 'no-body' });
  const { callbackUrl: url } = account.settings;
  if (!url) throw refusal('delivery-rejected', { providerCode: 'no-callback' });
  return postSigned(context, { url, secret: secretOf(account), id, body: wire.data });
};

export const client: ChannelClient<ReviewSettings> = { send };

/** Posts a signed `ping` to the callback URL, where there is one. */
export const check = async (context: CheckContext<ReviewSettings>): Promise<CheckResult> => {
  const { account, now } = context;
  const { callbackUrl: url } = account.settings;
  if (!url) return { ok: true, facts: [{ label: 'check.inbound', value: '–' }] };
  try {
    await postSigned(context, {
      url,
      secret: secretOf(account),
      id: `ping-${account.id}-${now.getTime()}`,
      body: { type: 'ping', accountId: account.id, sentAt: now.toISOString() },
    });
    return { ok: true };
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    const facts = [{ label: 'check.answer', value: error.providerCode ?? error.code }];
    if (error.code === 'delivery-auth') return { ok: false, problem: 'check.secret', facts };
    return { ok: false, problem: error.retryable ? 'check.unreachable' : 'check.refused', facts };
  }
};
