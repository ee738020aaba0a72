import type { BotAction } from '#contracts/bot.ts';
import type { Citation, MessageExtra, QuickReply } from '#contracts/message.ts';
import type { Scene } from '../scene.ts';
import { say } from './say.ts';

type Reply = Extract<BotAction, { type: 'reply' }>;

/** What a reply is made of before the channel's limits are laid on. */
export interface Draft {
  text: string;
  bot: NonNullable<MessageExtra['bot']>;
  /** Choices the customer must be able to take without buttons: numbered in the text where there are none. */
  choices?: QuickReply[];
  /** Handy buttons that are left out where there are none. */
  shortcuts?: QuickReply[];
  citations?: Citation[];
  card?: MessageExtra['card'];
  /** Said at the end and never cut. */
  footer?: string;
}

const MAX_LABEL = 80;
const MAX_BUTTONS = 13;
/** Floor for channels that claim less: one SMS segment in UCS-2. */
const MIN_TEXT = 70;

/** The text cut at a sentence or line end where one is near, else with an ellipsis. Never splits a surrogate pair. */
export const cut = (text: string, limit: number): string => {
  if (text.length <= limit) return text;
  if (limit <= 1) return text.slice(0, Math.max(0, limit));
  const room = text.slice(0, limit - 1);
  const end = Math.max(room.lastIndexOf('。'), room.lastIndexOf('. '), room.lastIndexOf('\n'));
  if (end > limit * 0.6) return room.slice(0, end + 1).trimEnd();
  return `${room.replace(/[\uD800-\uDBFF]$/, '').trimEnd()}…`;
};

const numbered = (choices: readonly QuickReply[]): string =>
  choices.map(({ label }, at) => `${at + 1}. ${label}`).join('\n');

const buttons = (replies: readonly QuickReply[]): QuickReply[] =>
  replies.slice(0, MAX_BUTTONS).map((reply) => ({ ...reply, label: cut(reply.label, MAX_LABEL) }));

/** The one line that says who speaks, at the first turn only. */
const greetingOf = (scene: Scene): string => {
  if (!scene.greet) return '';
  scene.greet = false;
  const { language, settings, turn } = scene;
  if (scene.greeting) return scene.greeting.text;
  // The widget greets by itself as soon as it is opened.
  return say(language, turn.channel === 'web-chat' ? 'greeting.live' : 'greeting.short', {
    bot: settings.name[language],
    shop: settings.shopName[language],
  });
};

/** Lays a draft out for the channel: greeting before it, numbers instead of buttons, cut to the longest text. */
export const compose = (scene: Scene, draft: Draft): Reply => {
  const { quickReplies, cards, maxText } = scene.turn.capabilities;
  const limit = Math.max(MIN_TEXT, maxText);
  const head = greetingOf(scene);
  const tail = [
    !quickReplies && draft.choices?.length
      ? `${numbered(draft.choices)}\n${say(scene.language, 'clarify.text')}`
      : '',
    draft.footer ?? '',
  ]
    .filter(Boolean)
    .join('\n');
  const room = limit - (head ? head.length + 2 : 0) - (tail ? tail.length + 2 : 0);
  const body = cut(draft.text, Math.max(20, room));
  const text = cut([head, body, tail].filter(Boolean).join('\n\n'), limit) || '…';
  const shown = quickReplies ? buttons([...(draft.choices ?? []), ...(draft.shortcuts ?? [])]) : [];
  return {
    type: 'reply',
    text,
    quickReplies: shown,
    citations: (draft.citations ?? []).slice(0, 5),
    extra: { bot: draft.bot, ...(draft.card && cards ? { card: draft.card } : {}) },
  };
};
