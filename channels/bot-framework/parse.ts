import type { z } from 'zod';
import type { Account, InboundEvent, Sender } from '#channels/channel.ts';
import { AppError } from '#contracts/errors.ts';
import { type Attachment, MAX_TEXT } from '#contracts/message.ts';
import { filesOf } from './media.ts';
import { Activity, type BotFrameworkSettings, ItemBody } from './payload.ts';
import { emojiOf } from './reactions.ts';
import { activityKey, threadOf } from './thread.ts';

const unparseable = (reason: string): AppError => new AppError('unparseable', { reason });
const read = <T>(schema: z.ZodType<T>, value: unknown, what: string): T => {
  const result = schema.safeParse(value);
  if (!result.success) throw unparseable(what);
  return result.data;
};

/** An activity said by somebody in a conversation. */
interface Said {
  activity: Activity;
  threadKey: string;
  from: Sender;
  at: Date;
}

const saidBy = (activity: Activity, at: Date): Said | undefined => {
  const { conversation, from, recipient, channelId, locale } = activity;
  if (!conversation || !from || from.id === recipient?.id || from.role === 'bot') return undefined;
  const language = locale?.slice(0, 2).toLowerCase();
  return {
    activity,
    threadKey: threadOf(channelId, conversation.id),
    at,
    from: {
      kind: 'other',
      value: `${channelId}/${from.id}`,
      verified: true,
      // Teams gives a person another id for each bot.
      scoped: true,
      ...(from.name ? { name: from.name.slice(0, 200) } : {}),
      ...(language === 'ja' || language === 'en' ? { language } : {}),
    },
  };
};

const isShared = ({ conversation }: Activity): boolean =>
  conversation?.isGroup === true || ['groupChat', 'channel'].includes(conversation?.conversationType ?? '');

/** Text without the mention of the bot; others who are mentioned keep their names. */
const wordsOf = (activity: Activity): string => {
  let text = activity.text ?? '';
  for (const { type, mentioned, text: shown } of activity.entities ?? []) {
    if (type !== 'mention' || typeof shown !== 'string' || shown === '') continue;
    const who = (mentioned ?? {}) as { id?: unknown; name?: unknown };
    const isBot = who.id === activity.recipient?.id;
    const name = typeof who.name === 'string' ? `@${who.name}` : '';
    text = text.split(shown).join(isBot ? '' : name);
  }
  return text
    .replace(/&nbsp;/g, ' ')
    .trim()
    .slice(0, MAX_TEXT);
};

const scalar = (value: unknown): string | undefined =>
  ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined;

/** What a button or a card's form says beside words: its payload, or its fields as lines. */
const sayingOf = (value: unknown): { payload?: string; lines: string } => {
  const plain = scalar(value);
  if (plain !== undefined) return { payload: plain, lines: plain };
  if (typeof value !== 'object' || value === null) return { lines: '' };
  const fields = Object.entries(value).flatMap(([name, one]) => {
    const text = scalar(one);
    return text === undefined ? [] : [[name, text] as const];
  });
  const payload = fields.find(([name]) => name === 'payload')?.[1];
  return {
    ...(payload === undefined ? {} : { payload }),
    lines: fields.map(([name, text]) => `${name}: ${text}`).join('\n'),
  };
};

const unknownKind = ({ attachments, value }: Activity): string =>
  (attachments?.[0]?.contentType ?? (value ? 'value' : 'message')).slice(0, 60) || 'message';

const messageOf = ({ activity, ...said }: Said): InboundEvent => {
  if (!activity.id) throw unparseable('message without id');
  const attachments: Attachment[] = filesOf(activity);
  const { payload, lines } = sayingOf(activity.value);
  const text = wordsOf(activity) || lines.slice(0, MAX_TEXT);
  const handle = {
    activityId: activity.id,
    ...(activity.serviceUrl ? { serviceUrl: activity.serviceUrl } : {}),
  };
  return {
    type: 'message',
    ...said,
    externalId: activityKey(said.threadKey, activity.id),
    text,
    attachments,
    handle,
    ...(isShared(activity) ? { isShared: true } : {}),
    ...(payload && payload.length <= 200 ? { payload } : {}),
    ...(text || attachments.length > 0 ? {} : { unsupported: unknownKind(activity) }),
  };
};

const changeOf = ({ activity, ...said }: Said): InboundEvent => {
  if (!activity.id) throw unparseable('change without id');
  const externalId = activityKey(said.threadKey, activity.id);
  if (activity.type === 'messageDelete') return { type: 'unsend', ...said, externalId };
  return { type: 'edit', ...said, externalId, text: wordsOf(activity) };
};

const reactionOf = ({ activity, ...said }: Said): InboundEvent => {
  if (!activity.replyToId) return { type: 'unsupported', kind: 'messageReaction', at: said.at };
  const [added] = activity.reactionsAdded ?? [];
  const externalId = activityKey(said.threadKey, activity.replyToId);
  return { type: 'reaction', ...said, externalId, emoji: added ? emojiOf(added.type) : '' };
};

/** Whether the bot, or the person in a web chat, is there or gone; undefined where only others of a group come and go. */
const contactOf = ({ activity, ...said }: Said): InboundEvent => {
  const other: InboundEvent = { type: 'unsupported', kind: activity.type, at: said.at };
  // That a group put the bot out says nothing of whether its people can be reached.
  if (isShared(activity)) return other;
  const came = (activity.membersAdded ?? []).length > 0 || /^add/.test(activity.action ?? '');
  const bot = activity.recipient?.id;
  const gone =
    (activity.membersRemoved ?? []).some((member) => member.id === bot) ||
    /^remove/.test(activity.action ?? '');
  if (!came && !gone) return other;
  return { type: 'contact', ...said, state: gone ? 'unreachable' : 'reachable' };
};

const READ: Record<string, (said: Said) => InboundEvent> = {
  message: messageOf,
  messageUpdate: changeOf,
  messageDelete: changeOf,
  messageReaction: reactionOf,
  conversationUpdate: contactOf,
  installationUpdate: contactOf,
  contactRelationUpdate: contactOf,
};

/** Reads what `split` kept. What is no word, change, reaction or contact of a person is kept as unsupported: typing, events, invokes, ends, traces. */
export const parse = (body: unknown, _account: Account<BotFrameworkSettings>): InboundEvent[] => {
  const item = read(ItemBody, body, 'item');
  if ('unparsed' in item) throw unparseable('not JSON');
  const type = item.activity.type;
  const kind = typeof type === 'string' && type ? type.slice(0, 60) : 'activity';
  const reader = Object.hasOwn(READ, kind) ? READ[kind] : undefined;
  const receivedAt = new Date(item.receivedAt);
  if (!reader) return [{ type: 'unsupported', kind, at: receivedAt }];
  const activity = read(Activity, item.activity, kind);
  const told = new Date(activity.timestamp ?? Number.NaN);
  const at = Number.isNaN(told.getTime()) ? receivedAt : told;
  const said = saidBy(activity, at);
  return [said ? reader(said) : { type: 'unsupported', kind, at }];
};
