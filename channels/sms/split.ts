import type { RawRequest, SplitItem } from '#channels/channel.ts';
import { hashKey, tryJson, UNPARSED_LIMIT } from '#channels/raw-json.ts';
import { type ItemBody, isForm, readForm } from './payload.ts';
import { canonicalAddress } from './phone.ts';

/** States only a message that came in has. */
const INBOUND_STATES = new Set(['received', 'receiving']);

/** The state a request reports, or undefined when it brings a message. */
export const reportedState = (form: Record<string, string>): string | undefined => {
  const state = (form.MessageStatus ?? form.SmsStatus ?? '').toLowerCase();
  return state === '' || INBOUND_STATES.has(state) ? undefined : state;
};

/**
 * One request brings one message or one status. Both go into the lane of the customer's number (a message's From, a status's To), so what is said to and
 * by one person stays in the order it came.
 */
export const split = (request: RawRequest): SplitItem[] => {
  const receivedAt = request.receivedAt.toISOString();
  const item = (key: string, lane: string, body: ItemBody): SplitItem[] => [
    { accountRef: '', key, lane, body },
  ];
  const hash = (): string => hashKey(request.body);
  if (isForm(request.contentType)) {
    // Reversed, so that the first value of a repeated key is the one that stays.
    const form: Record<string, string> = Object.fromEntries(readForm(request.body).reverse());
    const id = form.MessageSid ?? form.SmsSid ?? form.SmsMessageSid;
    if (id) {
      const state = reportedState(form);
      const customer = canonicalAddress((state === undefined ? form.From : form.To) ?? '');
      return item(state === undefined ? `message:${id}` : `status:${id}:${state}`, customer || id, {
        receivedAt,
        form,
      });
    }
    if (Object.keys(form).length > 0) return item(hash(), 'other', { receivedAt, form });
  }
  const text = request.body.toString('utf8');
  const json = tryJson(text);
  if (json !== undefined) return item(hash(), 'other', { receivedAt, json });
  return item(hash(), 'other', { receivedAt, unparsed: text.slice(0, UNPARSED_LIMIT) });
};
