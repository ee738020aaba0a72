import { z } from 'zod';
import type { Account, RawRequest, SplitItem } from '#channels/channel.ts';
import { hashKey, tryJson, UNPARSED_LIMIT } from '#channels/raw-json.ts';
import type { ItemBody, LineSettings } from './payload.ts';

const Webhook = z.looseObject({ destination: z.string().max(128).optional(), events: z.array(z.unknown()) });
const Fact = z.looseObject({
  webhookEventId: z.string().min(1).max(128).optional().catch(undefined),
  source: z
    .looseObject({
      groupId: z.string().max(128).optional().catch(undefined),
      roomId: z.string().max(128).optional().catch(undefined),
      userId: z.string().max(128).optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
});

/** The event without what a redelivery changes. */
const bare = (event: Record<string, unknown>): string => {
  const { deliveryContext: _deliveryContext, ...rest } = event;
  return JSON.stringify(rest);
};

/**
 * One item per event, keyed by `webhookEventId`, which a redelivered event keeps (developers.line.biz, "Redelivered webhooks"). The lane is the chat:
 * the user, group or multi-person chat. A webhook without events is the console's test, and is kept as such.
 */
export const split = (request: RawRequest, account: Account<LineSettings>): SplitItem[] => {
  const receivedAt = request.receivedAt.toISOString();
  const item = (accountRef: string, key: string, lane: string, body: ItemBody): SplitItem => ({
    accountRef,
    key,
    lane,
    body,
  });
  const text = request.body.toString('utf8');
  const json = tryJson(text);
  if (json === undefined)
    return [
      item('', hashKey(request.body), 'other', { receivedAt, unparsed: text.slice(0, UNPARSED_LIMIT) }),
    ];
  const webhook = Webhook.safeParse(json);
  if (!webhook.success || webhook.data.events.length === 0)
    return [item('', hashKey(request.body), 'other', { receivedAt, json })];
  // The signature names the channel already; a destination counts only where somebody said what it must be.
  const accountRef = account.settings.botUserId ? (webhook.data.destination ?? '') : '';
  return webhook.data.events.map((event) => {
    const fact = Fact.safeParse(event);
    if (!fact.success) {
      const unparsed = JSON.stringify(event).slice(0, UNPARSED_LIMIT);
      return item(accountRef, hashKey(unparsed), 'other', { receivedAt, unparsed });
    }
    const { webhookEventId, source } = fact.data;
    const lane = source?.groupId ?? source?.roomId ?? source?.userId ?? 'other';
    const raw = event as Record<string, unknown>;
    const key = webhookEventId ? `event:${webhookEventId}` : hashKey(bare(raw));
    return item(accountRef, key, lane || 'other', { receivedAt, event: raw });
  });
};
