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
import { callProvider, jsonOf, ofFault, refusal, uncertain } from '#channels/provider-call.ts';
import { ask, bearer, failureOf, urlOf } from './graph.ts';
import { type InstagramSettings, WireBody } from './payload.ts';
import { publicTop } from './thread.ts';

type Context = SendContext<InstagramSettings>;
type Form = Record<string, unknown>;

const Sent = z.object({ message_id: z.string().min(1) });
const Commented = z.object({ id: z.string().min(1) });

/** Beyond 24 hours only what a person writes may go out, within seven days (Instagram Platform, "Human agent"). */
const BEYOND_24_HOURS = { messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' };
const WITHIN_24_HOURS = { messaging_type: 'RESPONSE' };

/** The node that speaks: the linked page by way of Facebook, else the account. */
const speaker = ({ settings }: Context['account']): string => settings.pageId ?? settings.igUserId;

const post = (path: string, fields: Form, context: Context): Promise<HttpResponse> =>
  callProvider(context, {
    method: 'POST',
    url: urlOf(context.account, path),
    headers: { ...bearer(context.account), 'content-type': 'application/json' },
    body: JSON.stringify(fields),
  });

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

/** A reply under a comment, or where the account was named (IG Comment, `replies`; IG User, `mentions`). Everybody can read it. */
const speakPublicly = async (body: WireBody, context: Context): Promise<SendReceipt> => {
  const { way, commentId, mediaId, text: message } = body;
  const [path, fields] =
    way === 'comment'
      ? [`${encodeURIComponent(commentId ?? '')}/replies`, { message }]
      : [
          `${context.account.settings.igUserId}/mentions`,
          { media_id: mediaId, ...(commentId ? { comment_id: commentId } : {}), message },
        ];
  return { providerId: idOf(await post(path, fields, context), Commented).id, state: 'sent' };
};

const contentOf = (body: WireBody, context: Context): Form => {
  if (body.buttons)
    return {
      attachment: {
        type: 'template',
        payload: { template_type: 'button', text: body.text, buttons: body.buttons },
      },
    };
  if (!body.file) return { text: body.text };
  const url = context.fileUrl(body.file.id);
  // Instagram fetches files itself and takes no upload.
  if (!url.startsWith('https://')) throw refusal('file-not-accepted', { providerCode: 'no-url' });
  return { attachment: { type: body.file.as, payload: { url } } };
};

/**
 * A message to one person (Send messages). What a person wrote and Instagram finds too late goes out once more under the human-agent tag: a refusal sent
 * nothing, and Instagram's own clock decides.
 */
const message = async (body: WireBody, context: Context): Promise<SendReceipt> => {
  const recipient = body.way === 'message' ? { id: context.threadKey } : { comment_id: body.commentId };
  const quickReplies = body.quickReplies ? { quick_replies: body.quickReplies } : {};
  const fields = { recipient, message: { ...contentOf(body, context), ...quickReplies } };
  const path = `${speaker(context.account)}/messages`;
  let response = await post(path, { ...WITHIN_24_HOURS, ...fields }, context);
  const error = errorOf(response);
  if (error && isWindowClosed(error) && body.byHuman && body.way === 'message') {
    response = await post(path, { ...BEYOND_24_HOURS, ...fields }, context);
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
  text: z.string().optional(),
  created_time: z.string().optional(),
  timestamp: z.string().optional(),
  from: z.object({ id: z.string() }).optional(),
});
const Conversations = z.object({
  data: z.array(z.object({ messages: z.object({ data: z.array(Message) }).optional() })),
});
const Replies = z.object({ data: z.array(Message) });

/** The youngest messages to the person, or replies under the comment, as the account's own side sees them. */
const latest = async (body: WireBody, context: Context): Promise<z.infer<typeof Message>[]> => {
  if (body.way === 'comment') {
    const path = `${encodeURIComponent(body.commentId ?? '')}/replies`;
    const response = await ask(path, { fields: 'id,text,timestamp,from' }, context);
    return Replies.safeParse(jsonOf(response)).data?.data ?? [];
  }
  const query = {
    platform: 'instagram',
    user_id: context.to,
    fields: 'messages.limit(25){id,message,created_time,from}',
  };
  const response = await ask(`${speaker(context.account)}/conversations`, query, context);
  const found = Conversations.safeParse(jsonOf(response)).data?.data ?? [];
  return found.flatMap(({ messages }) => messages?.data ?? []);
};

/** Instagram has no idempotency key: a text of ours that stands in the conversation since it was tried was taken. Anything else it cannot say. */
const reconcile: NonNullable<ChannelClient<InstagramSettings>['reconcile']> = async (part, context) => {
  const body = bodyOf(part);
  if (!body.text || body.buttons || body.file || body.way === 'mention' || !context.triedAt) return undefined;
  const { igUserId, pageId } = context.account.settings;
  // Instagram tells whole seconds.
  const since = Math.floor(context.triedAt.getTime() / 1_000) * 1_000;
  const messages = await latest(body, context).catch((error: unknown) => {
    throw ofFault(error);
  });
  const taken = messages.find(
    (one) =>
      (one.message ?? one.text)?.trim() === body.text.trim() &&
      one.from !== undefined &&
      [igUserId, pageId].includes(one.from.id) &&
      Date.parse((one.created_time ?? one.timestamp ?? '').replace(/\+0000$/, 'Z')) >= since,
  );
  return taken ? { providerId: taken.id, state: 'sent' } : undefined;
};

const Profile = z.object({ name: z.string().optional(), username: z.string().optional() });

/** Name of a person who has written to the account (User Profile API). Comments bring the user name with them. */
const profile = async (
  who: { address: string; threadKey: string },
  context: Pick<Context, 'account' | 'http' | 'signal'>,
): Promise<CustomerProfile | undefined> => {
  if (publicTop(who.threadKey)) return undefined;
  const response = await ask(encodeURIComponent(who.address), { fields: 'name,username' }, context).catch(
    (error: unknown) => {
      throw ofFault(error);
    },
  );
  if (response.status >= 500 || response.status === 429)
    throw refusal('delivery-unreachable', { retryable: true, providerCode: `http-${response.status}` });
  const error = errorOf(response);
  if (error?.code === 190) throw failureOf(error, response);
  const { name, username } = Profile.safeParse(jsonOf(response)).data ?? {};
  const said = name || username;
  return said ? { name: said.slice(0, 200) } : undefined;
};

export const client: ChannelClient<InstagramSettings> = {
  send: async (part, context) => {
    const body = bodyOf(part);
    const isPublic = body.way === 'comment' || body.way === 'mention';
    return isPublic ? speakPublicly(body, context) : message(body, context);
  },
  reconcile,
  fetchMedia,
  profile,
};
