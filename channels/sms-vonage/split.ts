import type { RawRequest, SplitItem } from '#channels/channel.ts';
import { hashKey, tryJson, UNPARSED_LIMIT } from '#channels/raw-json.ts';
import type { ItemBody } from './payload.ts';
import { canonicalAddress } from './phone.ts';

const MAX_ID = 200;

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' && value.length <= MAX_ID ? value : undefined;

/**
 * One request brings one message or one status. Both go into the lane of the customer's number (a message's `from`, a status's `to`), so what is said to and
 * by one person stays in the order it came.
 */
export const split = (request: RawRequest): SplitItem[] => {
  const receivedAt = request.receivedAt.toISOString();
  const item = (key: string, lane: string, body: ItemBody): SplitItem[] => [
    { accountRef: '', key, lane, body },
  ];
  const hash = hashKey(request.body);
  const text = request.body.toString('utf8');
  const json = tryJson(text);
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    return item(hash, 'other', { receivedAt, unparsed: text.slice(0, UNPARSED_LIMIT) });
  const event = json as Record<string, unknown>;
  const id = textOf(event.message_uuid);
  if (!id) return item(hash, 'other', { receivedAt, event });
  const status = textOf(event.status);
  const customer = canonicalAddress(textOf(status === undefined ? event.from : event.to) ?? '');
  const key = status === undefined ? `message:${id}` : `status:${id}:${status}`;
  return item(key, customer || id, { receivedAt, event });
};
