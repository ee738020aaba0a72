import type { BotAction, BotOrder } from '#contracts/bot.ts';
import type { EscalationReason, HandOverCard, Priority } from '#contracts/conversation.ts';
import { orderNamed } from '../policy/facts.ts';
import { normalise } from '../recognizer/normalise.ts';
import { compose, cut } from '../replies/compose.ts';
import { type ReplyKey, say } from '../replies/say.ts';
import type { Scene } from '../scene.ts';
import { noteFact } from '../state.ts';

/** Reasons for which the bot itself hands over. */
type BotReason = Extract<
  EscalationReason,
  | 'customer-asked'
  | 'anger'
  | 'clarify-failed'
  | 'out-of-scope'
  | 'same-answer-twice'
  | 'regulated'
  | 'policy'
  | 'turn-cap'
  | 'bot-failed'
>;

/** Why and with what the conversation goes to a person. `words` replaces the usual line. */
export interface HandOver {
  reason: BotReason;
  skills?: readonly string[];
  priority?: Priority;
  intent?: { id: string; title: string };
  words?: ReplyKey;
  /** Words of the operator or a dialog, instead of the usual ones. */
  text?: string;
  /** Replaces the card's usual line on the reason. */
  cardReason?: ReplyKey;
  confidence?: number;
}

const MAX_QUOTE = 160;
const MAX_LATEST = 100;
const MAX_ITEM_FACTS = 3;

/** Outside business hours nothing is promised here: routing, which knows who is there, tells the customer. */
const waitLine = ({ turn, language }: Scene): string =>
  turn.hours.open ? `\n${say(language, 'escalate.wait')}` : '';

/** Shorter than this a wish for a person holds no matter of its own. */
const BARE_WISH = { ja: 18, en: 45 };

/** What was asked first, and what was said just now where that says more than the wish itself. */
const heard = (
  { turn, language, payload, state }: Scene,
  { reason }: HandOver,
): { first: string | undefined; latest: string | undefined } => {
  // The button's own words are no matter; what came before them in the same turn is.
  const messages = payload === 'person' ? turn.messages.slice(0, -1) : turn.messages;
  const said = messages
    .map(({ text }) => text)
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim();
  const first = state.matter?.first;
  const bareWish = reason === 'customer-asked' && payload !== 'person' && said.length < BARE_WISH[language];
  return { first, latest: bareWish || said === '' || said.slice(0, 200) === first ? undefined : said };
};

const summaryOf = (scene: Scene, how: HandOver): string => {
  const { language, attachments } = scene;
  const { first, latest } = heard(scene, how);
  const asked = first ?? latest;
  const unknown = attachments > 0 ? 'card.no-text' : 'card.no-matter';
  const parts = [
    asked === undefined
      ? say(language, unknown)
      : say(language, 'card.said', { text: cut(asked, MAX_QUOTE) }),
    first !== undefined && latest !== undefined
      ? say(language, 'card.latest', { text: cut(latest, MAX_LATEST) })
      : '',
    say(language, how.cardReason ?? `card.reason.${how.reason}`),
    how.intent ? say(language, 'card.intent', { title: how.intent.title }) : '',
  ].filter(Boolean);
  return parts.join(language === 'ja' ? '' : ' ');
};

/** Order and items a verified customer speaks of, so that the person need not look them up. */
const orderFacts = async ({ turn, reads, text, language, state }: Scene): Promise<void> => {
  if (!turn.customer.verified || text === '') return;
  const orders: BotOrder[] = await reads.orders(turn.customer.id);
  const plain = normalise(text);
  const named = orderNamed(text, orders);
  if (named) {
    noteFact(state, say(language, 'card.fact.order'), named.number);
    noteFact(state, say(language, 'card.fact.order-state'), say(language, `order.state.${named.status}`));
  }
  const items = [...new Set(orders.flatMap((order) => order.items))].filter(
    (item) => plain.includes(normalise(item)) || (named?.items.includes(item) ?? false),
  );
  for (const item of items.slice(0, MAX_ITEM_FACTS)) noteFact(state, say(language, 'card.fact.item'), item);
};

const ORDER_MATTERS = /order|refund|return|cancel|damaged|address|delivery|tracking/;
/** Fewer characters than these tell a person too little. */
const MATTER = 8;
const PHONE_WISH = /電話|折り返し|通話|\b(?:call|phone|ring)\b/;

const wantsCall = (text: string): boolean => PHONE_WISH.test(normalise(text));

/** A number on the record is confirmed to one who wants a call, not asked for. */
const phoneLine = ({ turn, language, text, payload }: Scene): string =>
  turn.customer.phone !== undefined && payload === undefined && wantsCall(text)
    ? `\n${say(language, 'escalate.phone-known', { phone: turn.customer.phone })}`
    : '';

const missingOf = (scene: Scene, how: HandOver): string[] => {
  const { turn, text, state, language } = scene;
  const { intent } = how;
  const { first, latest } = heard(scene, how);
  const missing: string[] = [];
  const has = (label: string): boolean => state.facts.some((fact) => fact.label === label);
  if (intent && ORDER_MATTERS.test(intent.id) && !has(say(language, 'card.fact.order')))
    missing.push(say(language, 'card.missing.order'));
  if (!turn.customer.verified) missing.push(say(language, 'card.missing.identity'));
  if (wantsCall(text) && turn.customer.phone === undefined && !has(say(language, 'card.fact.phone')))
    missing.push(say(language, 'card.missing.phone'));
  if (!intent && state.lastIntent === undefined && (first ?? latest ?? '').length < MATTER)
    missing.push(say(language, 'card.missing.matter'));
  return missing;
};

const cardOf = (scene: Scene, handOver: HandOver): HandOverCard => {
  const { turn, language, state, attachments } = scene;
  const customer = turn.customer;
  const facts = [
    ...(customer.name ? [{ label: say(language, 'card.fact.customer'), value: customer.name }] : []),
    ...(customer.vip || customer.highTouch
      ? [{ label: say(language, 'card.fact.tier'), value: customer.tier }]
      : []),
    ...(attachments > 0
      ? [
          {
            label: say(language, 'card.fact.attachment'),
            value: say(language, 'card.fact.attachment-count', { count: attachments }),
          },
        ]
      : []),
    ...state.facts,
  ];
  const intent =
    handOver.intent?.title ??
    (state.lastIntent === undefined
      ? undefined
      : (scene.knowledge.meaningOf(state.lastIntent)?.title ?? state.lastIntent));
  return {
    ...(intent === undefined ? {} : { intent: cut(intent, 200) }),
    summary: summaryOf(scene, handOver),
    facts: facts.slice(0, 20),
    tried: state.tried.slice(-20),
    missing: missingOf(scene, handOver),
    mood: state.mood,
  };
};

const priorityOf = ({ turn, state }: Scene, { reason, priority }: HandOver): Priority => {
  if (priority) return priority;
  if (reason === 'regulated') return 'urgent';
  return reason === 'anger' || state.mood === 'angry' || turn.customer.vip || turn.customer.highTouch
    ? 'high'
    : 'normal';
};

/** Hands the conversation to a person: says so, and gives them the card. Ends any dialog and question under way. */
export const handOver = async (scene: Scene, how: HandOver): Promise<BotAction[]> => {
  await orderFacts(scene);
  const { state, language } = scene;
  const words = how.words ?? (`escalate.${how.reason}` satisfies ReplyKey);
  if (how.reason === 'anger' || how.reason === 'regulated' || scene.turn.channel === 'web-chat')
    scene.greet = false;
  const reply = compose(scene, {
    text: (how.text ?? say(language, words)) + phoneLine(scene) + waitLine(scene),
    bot: {
      decision: 'escalate',
      ...(how.intent ? { intent: how.intent.id } : {}),
      ...(how.confidence === undefined ? {} : { confidence: how.confidence }),
    },
  });
  const card = cardOf(scene, how);
  delete state.dialog;
  delete state.clarifying;
  delete state.lastAnswerKey;
  delete state.matter;
  state.failedClarifications = 0;
  return [
    reply,
    {
      type: 'escalate',
      reason: how.reason,
      skills: [...(how.skills ?? [])],
      priority: priorityOf(scene, how),
      card,
    },
  ];
};
