import type { Account, InboundEvent, Sender } from '#channels/channel.ts';
import { AppError } from '#contracts/errors.ts';
import { MAX_TEXT } from '#contracts/message.ts';
import { readContent, type Said } from './content.ts';
import {
  DATA_SEPARATOR,
  ItemBody,
  LineContent,
  LineEvent,
  type LineSettings,
  Postback,
  TOKEN_LIFE_MS,
} from './payload.ts';

/** Latest instant a Date can hold, in milliseconds. */
const LAST_INSTANT_MS = 8.64e15;

interface Context {
  event: LineEvent;
  account: Account<LineSettings>;
  receivedAt: Date;
  at: Date;
}

/** Who, and in which chat. */
interface Party {
  threadKey: string;
  from: Sender;
  isGroup: boolean;
}

const unparseable = (reason: string): AppError => new AppError('unparseable', { reason });

/**
 * A user is the customer of their own chat. In a group the group itself is: several people speak in it, their ids say nothing on their own, and one of
 * them must not be taken for another. User ids are per provider, so accounts of one provider share them when they say so.
 */
const partyOf = ({ event, account }: Context): Party => {
  const { source } = event;
  const group = source?.groupId ?? source?.roomId;
  if (group)
    return {
      threadKey: group,
      from: { kind: 'line', value: group, verified: true, scoped: true },
      isGroup: true,
    };
  if (!source?.userId) throw unparseable('no source');
  return {
    threadKey: source.userId,
    from: {
      kind: 'line',
      value: source.userId,
      verified: true,
      scoped: account.settings.providerId === undefined,
    },
    isGroup: false,
  };
};

/** Kana say Japanese; letters and nothing of the East say English. The profile says more, later. */
const languageOf = (text: string): Pick<Sender, 'language'> => {
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)) return { language: 'ja' };
  const isEnglish =
    /\p{Script=Latin}{2}/u.test(text) && !/\p{Script=Han}|\p{Script=Hangul}|\p{Script=Thai}/u.test(text);
  return isEnglish ? { language: 'en' } : {};
};

/** What an answer needs: the token, how long it is good, and what can be quoted. */
const handleOf = ({ event, receivedAt }: Context, isGroup: boolean, quoteToken: string | undefined) => ({
  ...(event.replyToken && event.mode !== 'standby'
    ? {
        replyToken: event.replyToken,
        tokenUntil: new Date(receivedAt.getTime() + TOKEN_LIFE_MS).toISOString(),
      }
    : {}),
  ...(quoteToken ? { quoteToken } : {}),
  ...(isGroup && event.source?.userId ? { member: event.source.userId } : {}),
});

const messageOf = (
  context: Context,
  externalId: string,
  said: Said & { payload?: string; replyTo?: string },
  quoteToken?: string,
): InboundEvent => {
  const { event, account, at } = context;
  const { threadKey, from, isGroup } = partyOf(context);
  if (isGroup && account.settings.groups === 'ignore') return { type: 'unsupported', kind: 'group', at };
  const spoken = isGroup || said.isGesture ? {} : languageOf(said.text);
  const handle = handleOf(context, isGroup, quoteToken);
  return {
    type: 'message',
    externalId,
    threadKey,
    from: { ...from, ...spoken },
    at,
    ...said,
    ...(Object.keys(handle).length > 0 ? { handle } : {}),
    ...(isGroup ? { personOnly: true } : {}),
    ...(event.mode === 'standby' ? { automatic: 'standby' as const } : {}),
  };
};

const contentOf = (context: Context): InboundEvent => {
  const content = LineContent.safeParse(context.event.message);
  if (!content.success) throw unparseable('no message');
  const { quotedMessageId, quoteToken } = content.data;
  return messageOf(
    context,
    content.data.id,
    {
      ...readContent(content.data, context.account.settings.words),
      ...(quotedMessageId ? { replyTo: quotedMessageId } : {}),
    },
    quoteToken,
  );
};

/** A tapped button: of ours, with payload and label; of a rich menu, with its data; of a date picker, with what was picked. */
const postbackOf = (context: Context): InboundEvent => {
  const postback = Postback.safeParse(context.event.postback);
  const { webhookEventId, timestamp } = context.event;
  if (!postback.success) throw unparseable('no postback');
  const { data, params } = postback.data;
  if (params?.newRichMenuAliasId !== undefined)
    return { type: 'unsupported', kind: 'postback:rich-menu', at: context.at };
  const [payload = '', label] = data.split(DATA_SEPARATOR);
  const picked = params?.datetime ?? params?.date ?? params?.time;
  const text = (label || picked || payload).slice(0, MAX_TEXT);
  const externalId = webhookEventId ?? `postback:${timestamp ?? 0}:${data.slice(0, 64)}`;
  return messageOf(context, externalId, { text, attachments: [], payload: payload.slice(0, 300) });
};

const unsendOf = (context: Context): InboundEvent => {
  const { threadKey, from } = partyOf(context);
  const { unsend } = context.event;
  const externalId = (unsend as { messageId?: unknown } | null | undefined)?.messageId;
  if (typeof externalId !== 'string' || externalId === '') throw unparseable('no message id');
  return { type: 'unsend', externalId, threadKey, from, at: context.at };
};

const contactOf = (context: Context, state: 'reachable' | 'unreachable'): InboundEvent => {
  const { threadKey, from } = partyOf(context);
  return { type: 'contact', state, threadKey, from, at: context.at };
};

const eventOf = (context: Context): InboundEvent => {
  switch (context.event.type) {
    case 'message':
      return contentOf(context);
    case 'postback':
      return postbackOf(context);
    case 'unsend':
      return unsendOf(context);
    case 'follow':
    case 'join':
      return contactOf(context, 'reachable');
    case 'unfollow':
    case 'leave':
      return contactOf(context, 'unreachable');
    default:
      // memberJoined, memberLeft, videoPlayComplete, beacon, accountLink, membership, module, activated, deactivated, botSuspended, botResumed, delivery …
      return { type: 'unsupported', kind: context.event.type, at: context.at };
  }
};

/** Reads what `split` kept (developers.line.biz, "Webhook event objects"; shapes: line-openapi webhook.yml). */
export const parse = (body: unknown, account: Account<LineSettings>): InboundEvent[] => {
  const item = ItemBody.safeParse(body);
  if (!item.success) throw unparseable('not an item');
  const receivedAt = new Date(item.data.receivedAt);
  if ('unparsed' in item.data) throw unparseable('not JSON');
  if ('json' in item.data) return [{ type: 'unsupported', kind: 'webhook-test', at: receivedAt }];
  if (!('event' in item.data)) throw unparseable('not an item');
  const event = LineEvent.safeParse(item.data.event);
  if (!event.success) throw unparseable('not an event');
  const { timestamp } = event.data;
  const isTime = timestamp !== undefined && Math.abs(timestamp) <= LAST_INSTANT_MS;
  const at = isTime ? new Date(timestamp) : receivedAt;
  return [eventOf({ event: event.data, account, receivedAt, at })];
};
