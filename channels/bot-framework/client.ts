import { z } from 'zod';
import type {
  ChannelClient,
  CheckContext,
  CheckResult,
  HttpResponse,
  SendContext,
  SendReceipt,
  WirePart,
} from '#channels/channel.ts';
import { DeliveryError } from '#channels/delivery-error.ts';
import { callProvider, jsonOf, refusal, uncertain } from '#channels/provider-call.ts';
import { accessToken, forgetToken } from './access-token.ts';
import { signingKey } from './keys.ts';
import { fetchMedia } from './media.ts';
import { type BotFrameworkSettings, WireBody } from './payload.ts';
import { activityKey } from './thread.ts';

type Context = SendContext<BotFrameworkSettings>;

const Taken = z.object({ id: z.string().optional() });
const Refused = z.object({
  error: z.object({ code: z.string().default(''), message: z.string().default('') }),
});

/** Codes of the Connector and of Teams that mean something of their own (learn.microsoft.com/microsoftteams/platform/bots/build-conversational-capability#status-codes-from-bot-conversational-apis). */
const REASONS: readonly [RegExp, DeliveryError['code']][] = [
  [/BotNotInConversationRoster|MessageWritesBlocked|BotDisabledByAdmin|ForbiddenOperation/i, 'opted-out'],
  [/ConversationNotFound|InvalidBotApiHost|NotEnoughPermissions/i, 'delivery-invalid-recipient'],
  [/MessageSizeTooBig|RequestEntityTooLarge/i, 'text-too-long'],
  [/InvalidAttachment|UnsupportedMedia/i, 'file-not-accepted'],
];

const refusedOf = (status: number, body: unknown): DeliveryError => {
  const { code = '' } = Refused.safeParse(body).data?.error ?? {};
  const providerCode = code.slice(0, 60) || String(status);
  const [, known] = REASONS.find(([words]) => words.test(code)) ?? [];
  if (known) return refusal(known, { providerCode });
  if (status === 401) return refusal('delivery-auth', { providerCode });
  if (status === 404) return refusal('delivery-invalid-recipient', { providerCode });
  if (status === 413) return refusal('text-too-long', { providerCode });
  // "Precondition failed: retry with backoff", by the same table.
  if (status === 412) return refusal('delivery-unreachable', { retryable: true, providerCode });
  return refusal('delivery-rejected', { providerCode });
};

const activityOf = ({ text, locale, replyToId, attachments, file }: WireBody, { fileUrl }: Context) => {
  const common = { type: 'message', locale, ...(replyToId ? { replyToId } : {}) };
  const plain = { ...common, textFormat: 'plain' };
  if (!file)
    return {
      ...plain,
      text,
      ...(attachments ? { attachments: attachments.map((one) => ({ ...one })) } : {}),
    };
  const url = fileUrl(file.id);
  if (file.as === 'link') return { ...plain, text: `${file.name}\n${url}` };
  return { ...common, attachments: [{ contentType: file.mime, contentUrl: url, name: file.name }] };
};

const post = async (body: WireBody, context: Context): Promise<HttpResponse> =>
  callProvider(context, {
    method: 'POST',
    url: `${body.serviceUrl.replace(/\/+$/, '')}/v3/conversations/${encodeURIComponent(body.conversationId)}/activities`,
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${await accessToken(context)}`,
    },
    body: JSON.stringify(activityOf(body, context)),
  });

/** A token that was taken back is renewed and the activity, which was not taken, posted once more. */
const posted = async (body: WireBody, context: Context): Promise<HttpResponse> => {
  const first = await post(body, context);
  if (first.status !== 401) return first;
  forgetToken(context);
  return post(body, context);
};

/** Posts one activity (POST /v3/conversations/{id}/activities). A channel without message ids answers none; then the delivery's own key stands for one. */
const send = async (part: WirePart, context: Context): Promise<SendReceipt> => {
  const body = WireBody.safeParse(part.body).data;
  if (!body) throw refusal('delivery-rejected', { providerCode: 'no-body' });
  const response = await posted(body, context);
  const json = jsonOf(response);
  if (response.status >= 300 || Refused.safeParse(json).success) throw refusedOf(response.status, json);
  const taken = Taken.safeParse(json).data;
  if (!taken) throw uncertain('unreadable');
  return { providerId: activityKey(context.threadKey, taken.id ?? context.idempotencyKey), state: 'sent' };
};

export const client: ChannelClient<BotFrameworkSettings> = { send, fetchMedia };

/** Whether Microsoft gives a token for this bot, and whether the keys of what it sends us can be read. */
export const check = async (context: CheckContext<BotFrameworkSettings>): Promise<CheckResult> => {
  const { account, http, now } = context;
  forgetToken(context);
  try {
    await accessToken(context);
  } catch (error) {
    const isSecret = error instanceof DeliveryError && error.code === 'delivery-auth';
    const facts =
      error instanceof DeliveryError && error.providerCode
        ? [{ label: 'check.fault', value: error.providerCode }]
        : [];
    return { ok: false, problem: isSecret ? 'check.secret' : 'check.login', facts };
  }
  try {
    await signingKey({ http, metadataUrl: account.settings.openIdMetadata, now }, 'none');
  } catch {
    return { ok: false, problem: 'check.keys' };
  }
  return { ok: true, facts: [{ label: 'check.bot', value: account.settings.appId }] };
};
