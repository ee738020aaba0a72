import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { MAX_OBJECTS, MAX_TEXT_OBJECT } from './payload.ts';
import type { LineBooks, LineSend } from './simulate-books.ts';

type Json = Record<string, unknown>;

const answer = (response: ServerResponse, status: number, body: object, headers: Json = {}): void => {
  response
    .writeHead(status, { 'content-type': 'application/json', ...(headers as Record<string, string>) })
    .end(JSON.stringify(body));
};

/** LINE's refusal of one object, as a property and its reason. */
const objectFault = (one: Json, at: number): { property: string; message: string } | undefined => {
  const fault = (property: string, message: string) => ({ property: `messages[${at}].${property}`, message });
  const isHttps = (value: unknown): boolean => typeof value === 'string' && value.startsWith('https://');
  if (one.type === 'text') {
    const { text } = one;
    if (typeof text !== 'string' || text.trim() === '') return fault('text', 'May not be empty');
    if (text.length > MAX_TEXT_OBJECT) return fault('text', 'Length must be between 0 and 5000');
  }
  if (['image', 'video', 'audio'].includes(String(one.type)) && !isHttps(one.originalContentUrl))
    return fault('originalContentUrl', 'Must be a valid HTTPS URL');
  if (['image', 'video'].includes(String(one.type)) && !isHttps(one.previewImageUrl))
    return fault('previewImageUrl', 'Must be a valid HTTPS URL');
  if (one.type === 'audio' && !(Number(one.duration) > 0)) return fault('duration', 'Must be specified');
  if (one.type === 'flex' && !one.altText) return fault('altText', 'May not be empty');
  const items = (one.quickReply as { items?: { action?: Json }[] } | undefined)?.items;
  if (items && (items.length > 13 || items.some((i) => String(i.action?.label ?? '').length > 20)))
    return fault('quickReply', 'Invalid quick reply');
  return undefined;
};

const refusalOf = (body: Json): { property: string; message: string } | undefined => {
  const messages = Array.isArray(body.messages) ? (body.messages as Json[]) : [];
  if (messages.length === 0 || messages.length > MAX_OBJECTS)
    return { property: 'messages', message: 'Size must be between 1 and 5' };
  for (const [at, one] of messages.entries()) {
    const fault = objectFault(one, at);
    if (fault) return fault;
  }
  return undefined;
};

const take = (books: LineBooks, send: Omit<LineSend, 'ids'>): LineSend => {
  const made = { ...send, ids: send.messages.map(() => books.nextId('sent')) };
  books.sends.push(made);
  return made;
};

const sentMessages = (ids: string[]): object => ({
  sentMessages: ids.map((id) => ({ id, quoteToken: `quote-${id}` })),
});

/** Faults that stand in the way of a send. True when the request is dealt with. */
const disturbed = async (
  books: LineBooks,
  response: ServerResponse,
  make: () => unknown,
): Promise<boolean> => {
  const fault = books.faults.shift();
  if (fault?.endsWith('-taken')) make();
  switch (fault) {
    case 'throttled':
      answer(
        response,
        429,
        { message: 'The API rate limit has been exceeded. Try again later.' },
        { 'retry-after': '1' },
      );
      return true;
    case 'quota':
      answer(response, 429, { message: 'You have reached your monthly limit.' });
      return true;
    case 'unauthorized':
      answer(response, 401, {
        message: 'Authentication failed. Confirm that the access token in the authorization header is valid.',
      });
      return true;
    case 'token-gone':
      answer(response, 400, { message: 'Invalid reply token' });
      return true;
    case 'server-error':
    case 'server-error-taken':
      answer(response, 500, { message: 'The server encountered an internal error' });
      return true;
    case 'reset':
    case 'reset-taken':
      response.socket?.resetAndDestroy();
      return true;
    case 'silent-taken':
      return true;
    case 'slow':
      await sleep(books.slowMs);
      return false;
    default:
      return false;
  }
};

const reply = async (
  books: LineBooks,
  body: Json,
  headers: Json,
  response: ServerResponse,
): Promise<void> => {
  const token = String(body.replyToken ?? '');
  const known = books.tokens.get(token);
  const make = (): LineSend | undefined => {
    books.tokens.delete(token);
    return known && take(books, { via: 'reply', to: known.to, messages: body.messages as Json[] });
  };
  if (await disturbed(books, response, make)) return;
  if (headers['x-line-retry-key'] !== undefined)
    return answer(response, 400, { message: 'Retry key is not supported by this API' });
  if (!known || known.until <= Date.now()) return answer(response, 400, { message: 'Invalid reply token' });
  const refusal = refusalOf(body);
  if (refusal)
    return answer(response, 400, { message: 'The request body has 1 error(s)', details: [refusal] });
  answer(response, 200, sentMessages(make()?.ids ?? []));
};

const push = async (books: LineBooks, body: Json, headers: Json, response: ServerResponse): Promise<void> => {
  const retryKey = headers['x-line-retry-key'];
  const known = typeof retryKey === 'string' ? books.accepted.get(retryKey) : undefined;
  const to = String(body.to ?? '');
  const make = (): LineSend => {
    const made = take(books, {
      via: 'push',
      to,
      messages: body.messages as Json[],
      ...(typeof retryKey === 'string' ? { retryKey } : {}),
    });
    books.pushed += 1;
    if (typeof retryKey === 'string')
      books.accepted.set(retryKey, { requestId: books.nextId('request'), ids: made.ids });
    return made;
  };
  if (await disturbed(books, response, () => known ?? make())) return;
  if (known)
    return answer(
      response,
      409,
      { message: 'The retry key is already accepted', ...sentMessages(known.ids) },
      { 'x-line-accepted-request-id': known.requestId },
    );
  if (!/^[UCR][0-9a-f]{32}$/.test(to))
    return answer(response, 400, {
      message: "The property, 'to', in the request body is invalid (line: -, column: -)",
    });
  if (books.options.quota !== undefined && books.pushed >= books.options.quota)
    return answer(response, 429, { message: 'You have reached your monthly limit.' });
  const refusal = refusalOf(body);
  if (refusal)
    return answer(response, 400, { message: 'The request body has 1 error(s)', details: [refusal] });
  answer(response, 200, sentMessages(make().ids));
};

const content = (books: LineBooks, id: string, what: string, response: ServerResponse): void => {
  const medium = books.media.get(id);
  const isReady = medium !== undefined && medium.notReadyFor <= 0 && !medium.failed;
  if (!medium) answer(response, 404, { message: 'Not found' });
  else if (what === 'transcoding')
    answer(response, 200, { status: medium.failed ? 'failed' : isReady ? 'succeeded' : 'processing' });
  else if (isReady) response.writeHead(200, { 'content-type': medium.mime }).end(medium.data);
  else {
    medium.notReadyFor -= 1;
    response.writeHead(202).end();
  }
};

const about = (books: LineBooks, path: string, response: ServerResponse): void => {
  const { options } = books;
  const user = /^\/v2\/bot\/profile\/(\w+)$/.exec(path)?.[1];
  const group = /^\/v2\/bot\/group\/(\w+)\/summary$/.exec(path)?.[1];
  if (user) {
    const known = books.users.get(user);
    if (known) answer(response, 200, { userId: user, ...known });
    else answer(response, 404, { message: 'Not found' });
  } else if (group) {
    const groupName = books.groups.get(group);
    if (groupName) answer(response, 200, { groupId: group, groupName });
    else answer(response, 404, { message: 'Not found' });
  } else if (path === '/v2/bot/info')
    answer(response, 200, {
      userId: options.botUserId,
      basicId: '@simulated',
      displayName: '灯屋',
      chatMode: 'bot',
      markAsReadMode: 'auto',
    });
  else if (path === '/v2/bot/channel/webhook/endpoint') answer(response, 200, books.webhook);
  else if (path === '/v2/bot/message/quota')
    answer(
      response,
      200,
      options.quota === undefined ? { type: 'none' } : { type: 'limited', value: options.quota },
    );
  else if (path === '/v2/bot/message/quota/consumption') answer(response, 200, { totalUsage: books.pushed });
  else if (path === '/oauth2/v2.1/verify')
    answer(response, 200, { scope: 'messaging', client_id: '1', expires_in: 2_591_977 });
  else answer(response, 404, { message: 'Not found' });
};

const parsed = (body: string): Json => {
  try {
    return JSON.parse(body) as Json;
  } catch {
    return {};
  }
};

/** One request to the API. `test` asks LINE to try the webhook. */
export const serve = async (
  books: LineBooks,
  request: IncomingMessage,
  body: string,
  response: ServerResponse,
  test: () => Promise<number>,
): Promise<void> => {
  const { pathname } = new URL(request.url ?? '/', 'http://line.test');
  const { authorization } = request.headers;
  const retryKey = request.headers['x-line-retry-key'] as string | undefined;
  books.requests.push({ method: request.method ?? '', path: pathname, authorization, retryKey });
  if (authorization !== `Bearer ${books.options.channelAccessToken}`)
    return answer(response, 401, {
      message: 'Authentication failed due to the following reason: invalid token.',
    });
  if (pathname === '/v2/bot/message/reply') return reply(books, parsed(body), request.headers, response);
  if (pathname === '/v2/bot/message/push') return push(books, parsed(body), request.headers, response);
  const medium = /^\/v2\/bot\/message\/([\w-]+)\/content(?:\/(\w+))?$/.exec(pathname);
  if (medium) return content(books, medium[1] ?? '', medium[2] ?? '', response);
  if (pathname === '/v2/bot/channel/webhook/test') {
    const statusCode = await test();
    return answer(response, 200, {
      success: statusCode === 200,
      statusCode,
      reason: statusCode === 200 ? 'OK' : 'ERROR_STATUS_CODE',
    });
  }
  about(books, pathname, response);
};
