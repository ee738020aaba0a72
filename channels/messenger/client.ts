import { z } from 'zod';
import type {
  ChannelClient,
  CustomerProfile,
  HttpResponse,
  SendContext,
  SendReceipt,
  WirePart,
} from '#channels/channel.ts';
import { errorOf, isWindowClosed } from '#channels/meta-graph.ts';
import { fetchMedia } from '#channels/meta-messaging.ts';
import { multipart } from '#channels/multipart.ts';
import { callProvider, jsonOf, ofFault, refusal, uncertain } from '#channels/provider-call.ts';
import { ask, bearer, failureOf, urlOf } from './graph.ts';
import { type MessengerSettings, WireBody } from './payload.ts';
import { publicTop } from './thread.ts';

type Context = SendContext<MessengerSettings>;
type Form = Record<string, unknown>;
const UPLOAD_TIMEOUT_MS = 25_000;

const Sent = z.object({ message_id: z.string().min(1) });
const Commented = z.object({ id: z.string().min(1) });

/** Beyond 24 hours only what a person writes may go out, within seven days (Send API, `tag`). */
const BEYOND_24_HOURS = { messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' };
const WITHIN_24_HOURS = { messaging_type: 'RESPONSE' };

const recipientOf = (body: WireBody, threadKey: string): Form =>
  body.way === 'message'
    ? { id: threadKey }
    : body.isPost
      ? { post_id: body.target }
      : { comment_id: body.target };

const attachmentOf = (body: WireBody, url: string | undefined): Form => {
  if (body.buttons)
    return {
      attachment: {
        type: 'template',
        payload: { template_type: 'button', text: body.text, buttons: body.buttons },
      },
    };
  if (!body.file) return { text: body.text };
  return { attachment: { type: body.file.as, payload: url ? { url } : {} } };
};

/** What is posted: JSON, or a form with the bytes of a file whose URL Meta could not open. */
const payloadOf = async (
  fields: Form,
  file: WireBody['file'],
  isUpload: boolean,
  context: Context,
): Promise<{ body: string | Buffer; type: string; timeoutMs?: number }> => {
  if (!file || !isUpload) return { body: JSON.stringify(fields), type: 'application/json' };
  const { data } = await context.file(file.id);
  const flat = Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
  const form = multipart(flat, { field: 'filedata', ...file, data });
  return { body: form.body, type: form.contentType, timeoutMs: UPLOAD_TIMEOUT_MS };
};

const isPublicUrl = (url: string): boolean => url.startsWith('https://');

const post = async (
  path: string,
  fields: Form,
  file: WireBody['file'],
  isUpload: boolean,
  context: Context,
): Promise<HttpResponse> => {
  const { body, type, timeoutMs } = await payloadOf(fields, file, isUpload, context);
  return callProvider(context, {
    method: 'POST',
    url: urlOf(context.account, path),
    headers: { ...bearer(context.account), 'content-type': type },
    body,
    ...(timeoutMs ? { timeoutMs } : {}),
  });
};

/** The id of what was made. Throws the refusal, also one inside a 200. */
const idOf = <T>(response: HttpResponse, schema: z.ZodType<T>): T => {
  const error = errorOf(response);
  if (error) throw failureOf(error, response);
  if (response.status >= 400) {
    if (response.status === 401) throw refusal('delivery-auth', { providerCode: 'http-401' });
    throw refusal('delivery-rejected', { providerCode: `http-${response.status}` });
  }
  const made = schema.safeParse(jsonOf(response));
  if (!made.success) throw uncertain('unreadable');
  return made.data;
};

/** A comment under a comment or post (Graph API, Object comments). Everybody can read it. */
const comment = async (body: WireBody, context: Context): Promise<SendReceipt> => {
  const url = body.file ? context.fileUrl(body.file.id) : undefined;
  if (url !== undefined && !isPublicUrl(url)) throw refusal('file-not-accepted', { providerCode: 'no-url' });
  const fields = { ...(body.text ? { message: body.text } : {}), ...(url ? { attachment_url: url } : {}) };
  const path = `${encodeURIComponent(body.target ?? '')}/comments`;
  const { id } = idOf(await post(path, fields, undefined, false, context), Commented);
  return { providerId: id, state: 'sent' };
};

/**
 * A message to one person (Send API). What a person wrote and Meta finds too late goes out once more under the human-agent tag: a refusal sent nothing, and
 * Meta's own clock decides.
 */
const message = async (body: WireBody, context: Context): Promise<SendReceipt> => {
  const url = body.file ? context.fileUrl(body.file.id) : undefined;
  const isUpload = url !== undefined && !isPublicUrl(url);
  const quickReplies = body.quickReplies ? { quick_replies: body.quickReplies } : {};
  const fields = {
    recipient: recipientOf(body, context.threadKey),
    message: { ...attachmentOf(body, isUpload ? undefined : url), ...quickReplies },
  };
  const path = `${context.account.settings.pageId}/messages`;
  const send = (kind: Form): Promise<HttpResponse> =>
    post(path, { ...kind, ...fields }, body.file, isUpload, context);
  let response = await send(WITHIN_24_HOURS);
  const error = errorOf(response);
  if (error && isWindowClosed(error) && body.byHuman && body.way === 'message') {
    response = await send(BEYOND_24_HOURS);
    // Without the permission for the tag the window stays what it was.
    const again = errorOf(response);
    if (again && [10, 200].includes(again.code))
      throw refusal('reply-window-closed', { providerCode: `${again.code}/human-agent` });
  }
  return { providerId: idOf(response, Sent).message_id, state: 'sent' };
};

const bodyOf = (part: WirePart): WireBody => {
  const body = WireBody.safeParse(part.body);
  if (!body.success) throw refusal('delivery-rejected', { providerCode: 'no-body' });
  return body.data;
};

const Message = z.object({
  id: z.string(),
  message: z.string().optional(),
  created_time: z.string(),
  from: z.object({ id: z.string() }).optional(),
});
const Conversations = z.object({
  data: z.array(z.object({ messages: z.object({ data: z.array(Message) }).optional() })),
});
const Comments = z.object({ data: z.array(Message) });

/** The youngest messages to the person, or comments under the one that was answered, as the page's own side sees them. */
const latest = async (body: WireBody, context: Context): Promise<z.infer<typeof Message>[]> => {
  const { pageId } = context.account.settings;
  if (body.way === 'comment') {
    const fields = { fields: 'id,message,created_time,from', order: 'reverse_chronological', limit: '25' };
    const response = await ask(`${encodeURIComponent(body.target ?? '')}/comments`, fields, context);
    return Comments.safeParse(jsonOf(response)).data?.data ?? [];
  }
  const fields = {
    platform: 'messenger',
    user_id: context.to,
    fields: 'messages.limit(25){id,message,created_time,from}',
  };
  const response = await ask(`${pageId}/conversations`, fields, context);
  const found = Conversations.safeParse(jsonOf(response)).data?.data ?? [];
  return found.flatMap(({ messages }) => messages?.data ?? []);
};

/** Meta has no idempotency key: a text of ours that stands in the conversation since it was tried was taken. Anything else it cannot say. */
const reconcile: NonNullable<ChannelClient<MessengerSettings>['reconcile']> = async (part, context) => {
  const body = bodyOf(part);
  if (!body.text || body.buttons || body.file || !context.triedAt) return undefined;
  // Meta tells whole seconds.
  const since = Math.floor(context.triedAt.getTime() / 1_000) * 1_000;
  const messages = await latest(body, context).catch((error: unknown) => {
    throw ofFault(error);
  });
  const taken = messages.find(
    (one) =>
      one.message?.trim() === body.text.trim() &&
      one.from?.id === context.account.settings.pageId &&
      Date.parse(one.created_time.replace(/\+0000$/, 'Z')) >= since,
  );
  return taken ? { providerId: taken.id, state: 'sent' } : undefined;
};

const Profile = z.object({
  name: z.string().optional(),
  first_name: z.string().optional(),
  last_name: z.string().optional(),
});

/** Name of a person who has written to the page (User Profile API). Comments bring the name with them. */
const profile = async (
  who: { address: string; threadKey: string },
  context: Pick<Context, 'account' | 'http' | 'signal'>,
): Promise<CustomerProfile | undefined> => {
  if (publicTop(who.threadKey)) return undefined;
  const response = await ask(
    encodeURIComponent(who.address),
    { fields: 'name,first_name,last_name' },
    context,
  ).catch((error: unknown) => {
    throw ofFault(error);
  });
  if (response.status >= 500 || response.status === 429)
    throw refusal('delivery-unreachable', { retryable: true, providerCode: `http-${response.status}` });
  const error = errorOf(response);
  if (error?.code === 190) throw failureOf(error, response);
  const { name, first_name: first, last_name: last } = Profile.safeParse(jsonOf(response)).data ?? {};
  const said = name ?? [first, last].filter(Boolean).join(' ');
  return said ? { name: said.slice(0, 200) } : undefined;
};

export const client: ChannelClient<MessengerSettings> = {
  send: async (part, context) => {
    const body = bodyOf(part);
    return body.way === 'comment' ? comment(body, context) : message(body, context);
  },
  reconcile,
  fetchMedia,
  profile,
};
