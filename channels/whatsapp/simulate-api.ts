import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** What the next send meets. `slow` answers after `slowMs`; `…-taken` takes the message first. */
export type WhatsappFault =
  | 'throttled'
  | 'pair-rate'
  | 'window-closed'
  | 'undeliverable'
  | 'expired'
  | 'server-error'
  | 'reset'
  | 'reset-taken'
  | 'slow';

export interface WhatsappOptions {
  accessToken: string;
  appSecret: string;
  verifyToken: string;
  phoneNumberId: string;
  businessAccountId: string;
  webhookUrl: string;
  /** Redeliveries of a webhook that was not answered 2xx. Default 1. */
  retries?: number;
  retryMs?: number;
  slowMs?: number;
}

export interface SentByNumber {
  id: string;
  /** The message as the API got it. */
  message: Record<string, unknown> & { type?: string; to?: string; recipient?: string };
}

/** Everything Meta knows. */
export interface WhatsappBooks {
  options: WhatsappOptions;
  url: string;
  sent: SentByNumber[];
  uploads: Map<string, { mime: string; name: string; data: Buffer }>;
  media: Map<string, { mime: string; data: Buffer }>;
  templates: Record<string, unknown>[];
  faults: WhatsappFault[];
  /** When the token ends, in seconds; 0 = never. */
  tokenEndsAt: number;
  subscribed: boolean;
  next: number;
}

const answer = (response: ServerResponse, status: number, body: object, headers: object = {}): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
};
const refuse = (
  response: ServerResponse,
  status: number,
  code: number,
  message: string,
  headers?: object,
): void =>
  answer(
    response,
    status,
    { error: { message: `(#${code}) ${message}`, type: 'OAuthException', code } },
    headers,
  );

/** An id like WhatsApp's own. */
export const nextId = (books: WhatsappBooks): string =>
  `wamid.SIM${(books.next++).toString().padStart(8, '0')}`;

const take = (books: WhatsappBooks, message: SentByNumber['message']): SentByNumber => {
  const sent = { id: nextId(books), message };
  books.sent.push(sent);
  return sent;
};

const REFUSALS: Readonly<Partial<Record<WhatsappFault, [number, number, string, object?]>>> = {
  throttled: [429, 130429, 'Rate limit hit', { 'retry-after': '1' }],
  'pair-rate': [400, 131056, 'Pair rate limit hit'],
  'window-closed': [400, 131047, 'Re-engagement message'],
  undeliverable: [400, 131026, 'Message undeliverable'],
  expired: [401, 190, 'Error validating access token: Session has expired'],
};

const send = async (books: WhatsappBooks, body: Buffer, response: ServerResponse): Promise<void> => {
  const message = JSON.parse(body.toString('utf8')) as SentByNumber['message'];
  const fault = books.faults.shift();
  const refusal = fault && REFUSALS[fault];
  if (refusal) return refuse(response, ...refusal);
  if (fault === 'server-error')
    return answer(response, 500, { error: { code: 2, message: 'Service temporarily unavailable' } });
  if (fault === 'reset-taken') take(books, message);
  if (fault === 'reset' || fault === 'reset-taken') {
    response.socket?.resetAndDestroy();
    return;
  }
  if (fault === 'slow') await sleep(books.options.slowMs ?? 200);
  const { id } = take(books, message);
  const input = message.to ?? message.recipient ?? '';
  answer(response, 200, {
    messaging_product: 'whatsapp',
    contacts: [{ input, wa_id: input.replace('+', '') }],
    messages: [{ id, message_status: 'accepted' }],
  });
};

/** The one file of a form, its bytes untouched. */
const uploadOf = (body: Buffer): { mime: string; name: string; data: Buffer } => {
  const text = body.toString('latin1');
  const border = text.slice(0, text.indexOf('\r\n'));
  const part = text.split(border).find((one) => one.includes('name="file"')) ?? '';
  const [head = '', ...rest] = part.split('\r\n\r\n');
  return {
    mime: /Content-Type: (.+)/.exec(head)?.[1]?.trim() ?? '',
    name: Buffer.from(/filename="([^"]*)"/.exec(head)?.[1] ?? '', 'latin1').toString('utf8'),
    data: Buffer.from(rest.join('\r\n\r\n').replace(/\r\n$/, ''), 'latin1'),
  };
};

const templatePage = (books: WhatsappBooks, query: URLSearchParams): object => {
  const name = query.get('name');
  const all = name === null ? books.templates : books.templates.filter((one) => one.name === name);
  const from = Number(query.get('after') ?? 0);
  const end = from + Number(query.get('limit') ?? 25);
  const paging = {
    cursors: { after: String(end) },
    ...(end < all.length ? { next: 'https://next.invalid' } : {}),
  };
  return { data: all.slice(from, end), paging };
};

const number = (books: WhatsappBooks): object => ({
  id: books.options.phoneNumberId,
  verified_name: 'みどり商店',
  display_phone_number: '+81 3-1234-5678',
  quality_rating: 'GREEN',
  status: 'CONNECTED',
  health_status: { can_send_message: 'AVAILABLE' },
  webhook_configuration: { application: books.options.webhookUrl },
});

const asked = (books: WhatsappBooks, path: string, query: URLSearchParams): object | undefined => {
  const { phoneNumberId, businessAccountId, accessToken } = books.options;
  if (path === 'debug_token') {
    const is_valid = query.get('input_token') === accessToken;
    const scopes = ['whatsapp_business_messaging', 'whatsapp_business_management'];
    return { data: { app_id: '7001', is_valid, expires_at: books.tokenEndsAt, scopes } };
  }
  if (path === phoneNumberId) return number(books);
  if (path === `${businessAccountId}/phone_numbers`) return { data: [{ id: phoneNumberId }] };
  if (path === `${businessAccountId}/subscribed_apps`)
    return { data: books.subscribed ? [{ whatsapp_business_api_data: { id: '7001', name: 'desk' } }] : [] };
  if (path === `${businessAccountId}/message_templates`) return templatePage(books, query);
  const medium = books.media.get(path);
  return (
    medium && {
      id: path,
      url: `${books.url}/media/${path}`,
      mime_type: medium.mime,
      file_size: medium.data.length,
    }
  );
};

/** One request to the Graph API. */
export const answerApi = async (
  books: WhatsappBooks,
  request: { method: string; url: URL; authorization: string; body: Buffer },
  response: ServerResponse,
): Promise<void> => {
  const { method, url, authorization, body } = request;
  const { accessToken, phoneNumberId } = books.options;
  if (authorization !== `Bearer ${accessToken}`)
    return refuse(response, 401, 190, 'Invalid OAuth access token');
  if (url.pathname.startsWith('/media/')) {
    const medium = books.media.get(url.pathname.slice('/media/'.length));
    if (!medium) return refuse(response, 404, 100, 'gone');
    response.writeHead(200, { 'content-type': medium.mime }).end(medium.data);
    return;
  }
  const path = url.pathname.replace(/^\/v\d+\.\d+\//, '');
  if (method === 'POST' && path === `${phoneNumberId}/messages`) return send(books, body, response);
  if (method === 'POST' && path === `${phoneNumberId}/media`) {
    const id = `up${books.next++}`;
    books.uploads.set(id, uploadOf(body));
    return answer(response, 200, { id });
  }
  const found = method === 'GET' ? asked(books, path, url.searchParams) : undefined;
  if (found) return answer(response, 200, found);
  refuse(response, 400, 100, 'Unsupported request: the object does not exist');
};
