import {
  type Account,
  type ChannelClient,
  type CheckContext,
  type CheckResult,
  HttpFault,
  type SendContext,
  type SendReceipt,
  type WirePart,
} from '#channels/channel.ts';
import { DeliveryError } from '#channels/delivery-error.ts';
import { refusal } from '#channels/provider-call.ts';
import { postSigned } from '#channels/standard-webhooks.ts';
import { AppError } from '#contracts/errors.ts';
import { type ApiSettings, MAX_FILE_BYTES, WireBody } from './payload.ts';

const FETCH_TIMEOUT_MS = 20_000;
const MAX_REDIRECTS = 3;

/** We sign with a secret of its own where there is one, else with the one the app signs with. */
const secretOf = ({ secrets }: Account<ApiSettings>): string | undefined =>
  secrets.callbackSecret || secrets.signingSecret;

const send = async (part: WirePart, context: SendContext<ApiSettings>): Promise<SendReceipt> => {
  const wire = WireBody.safeParse(part.body);
  if (!wire.success) throw refusal('delivery-rejected', { providerCode: 'no-body' });
  const { files, ...said } = wire.data;
  const body = {
    ...said,
    ...(files
      ? { files: files.map(({ fileId, ...file }) => ({ ...file, url: context.fileUrl(fileId) })) }
      : {}),
  };
  const { account, idempotencyKey } = context;
  return postSigned(context, {
    url: account.settings.callbackUrl,
    secret: secretOf(account),
    id: idempotencyKey,
    body,
  });
};

/** A file by the URL its message named, without credentials of ours. At most 25 MB. */
const fetchMedia: NonNullable<ChannelClient<ApiSettings>['fetchMedia']> = async (attachment, context) => {
  const { sourceUrl } = attachment;
  if (!sourceUrl) throw new AppError('not-found', { reason: 'no url' });
  if (context.signal.aborted) throw new HttpFault('timeout', false);
  const { status, headers, body } = await context.http.request({
    method: 'GET',
    url: sourceUrl,
    timeoutMs: FETCH_TIMEOUT_MS,
    maxBytes: MAX_FILE_BYTES,
    redirects: MAX_REDIRECTS,
  });
  if (status === 429 || status >= 500)
    throw refusal('delivery-unreachable', { retryable: true, providerCode: `http-${status}` });
  if (status !== 200) throw new AppError('not-found', { reason: `http-${status}` });
  const mime = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  return { mime: mime || attachment.mime, name: attachment.name, data: body };
};

export const client: ChannelClient<ApiSettings> = { send, fetchMedia };

/** Posts a signed `ping` to the callback URL, which answers it like any other request. */
export const check = async (context: CheckContext<ApiSettings>): Promise<CheckResult> => {
  const { account, now } = context;
  const at = now.toISOString();
  try {
    await postSigned(context, {
      url: account.settings.callbackUrl,
      secret: secretOf(account),
      id: `ping-${account.id}-${now.getTime()}`,
      body: { type: 'ping', accountId: account.id, sentAt: at },
    });
    return { ok: true };
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    const facts = [{ label: 'check.answer', value: error.providerCode ?? error.code }];
    if (error.code === 'delivery-auth') return { ok: false, problem: 'check.secret', facts };
    return { ok: false, problem: error.retryable ? 'check.unreachable' : 'check.refused', facts };
  }
};
