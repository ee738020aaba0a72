import { z } from 'zod';
import type {
  ChannelClient,
  HttpPort,
  HttpResponse,
  SendContext,
  SendReceipt,
  WirePart,
} from '#channels/channel.ts';
import { callProvider, jsonOf, refusal, uncertain } from '#channels/provider-call.ts';
import { recipientOf } from './address.ts';
import { bearer, urlOf } from './api.ts';
import { failureOf, graphErrorOf, isRefusal } from './failures.ts';
import { fetchMedia, upload } from './media.ts';
import { type WhatsappSettings, WireBody } from './payload.ts';
import { filledTemplate, type Header } from './templates.ts';

type Context = SendContext<WhatsappSettings>;

const Taken = z.object({ messages: z.tuple([z.object({ id: z.string().min(1) })], z.unknown()) });

/** A 5xx in which the API says what is wrong is a refusal like any other; one without words, or that does not know itself, stays open. */
const plainSpoken = (http: HttpPort): HttpPort => ({
  request: async (input) => {
    const response = await http.request(input);
    const error = response.status >= 500 ? graphErrorOf(response) : undefined;
    if (error && isRefusal(error)) throw failureOf(response);
    return response;
  },
});

const receiptOf = (response: HttpResponse): SendReceipt => {
  const error = graphErrorOf(response);
  if (error && !isRefusal(error)) throw uncertain(String(error.code));
  if (error || response.status >= 300) throw failureOf(response);
  const taken = Taken.safeParse(jsonOf(response));
  if (!taken.success) throw uncertain('unreadable');
  return { providerId: taken.data.messages[0].id, state: 'sent' };
};

const headerOf = async (body: WireBody, context: Context): Promise<Header | undefined> => {
  const id = body.content.headerFileId;
  if (typeof id !== 'string') return undefined;
  const { name, mime } = await context.file(id);
  const given = body.content.headerName;
  const filename = typeof given === 'string' ? given : name;
  const [family] = mime.split('/');
  const kind = family === 'image' || family === 'video' ? family : 'document';
  return { kind, id: await upload({ id, name: filename, mime }, context), filename };
};

/** The type's own object of the API. What has to go up goes first, so that whatever breaks there has sent nothing. */
const contentOf = async (body: WireBody, context: Context): Promise<unknown> => {
  if (body.type === 'template') return filledTemplate(body, await headerOf(body, context), context);
  if (body.type === 'contacts') return body.content.list;
  const { file } = body;
  if (!file) return body.content;
  if (file.as === 'link') return { body: `${file.name}\n${context.fileUrl(file.id)}`, preview_url: true };
  return { ...body.content, id: await upload(file, context) };
};

const send = async (part: WirePart, context: Context): Promise<SendReceipt> => {
  const body = WireBody.safeParse(part.body);
  if (!body.success) throw refusal('delivery-rejected', { providerCode: 'no-body' });
  const { account } = context;
  const { type, quote } = body.data;
  const message = {
    messaging_product: 'whatsapp',
    ...recipientOf(context.threadKey || context.to),
    ...(quote ? { context: { message_id: quote } } : {}),
    type,
    [type]: await contentOf(body.data, context),
  };
  const response = await callProvider(
    { http: plainSpoken(context.http), signal: context.signal },
    {
      method: 'POST',
      url: urlOf(account, `${account.settings.phoneNumberId}/messages`),
      headers: {
        authorization: bearer(account),
        'content-type': 'application/json',
        accept: 'application/json',
      },
      body: JSON.stringify(message),
    },
  );
  return receiptOf(response);
};

export const client: ChannelClient<WhatsappSettings> = { send, fetchMedia };
