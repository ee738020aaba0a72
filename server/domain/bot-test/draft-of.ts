import type { BotDecision, BotTestDraft, TestTurn, TurnExpect } from '#contracts/bot-test.ts';
import type { AnyInteraction, EventAfter } from '#contracts/events.ts';
import type { Conversation } from '../conversation/conversation.ts';
import type { Message } from '../conversation/message.ts';
import type { Customer, Order } from '../customer/customer.ts';
import { createStandIns } from './stand-ins.ts';

/** What a test is made of. Messages and interactions in their order. */
export interface DraftSource {
  conversation: Conversation;
  customer: Customer;
  orders: readonly Order[];
  messages: readonly Message[];
  interactions: readonly AnyInteraction[];
}

const MAX_TURNS = 20;
const MAX_TEXT = 2_000;
const MAX_NAME = 60;
const MAX_ORDERS = 5;
const DECISIONS = new Set<string>(['answer', 'clarify', 'escalate', 'dialog', 'smalltalk', 'resolve']);

const decisionOf = (decision: string): BotDecision =>
  DECISIONS.has(decision) ? (decision as BotDecision) : 'answer';

/** The reason of the hand-over a turn led to: the first one at or after it. */
const reasonAfter = (interactions: readonly AnyInteraction[], at: Date): TurnExpect['reason'] => {
  const escalation = interactions.find((i) => i.type === 'escalation.initiated' && i.at >= at);
  return escalation?.type === 'escalation.initiated' ? escalation.after.reason : undefined;
};

const expectOf = (
  { decision: word, intent, articleIds }: EventAfter<'bot.turned'>,
  reason: TurnExpect['reason'],
): TurnExpect => {
  const decision = decisionOf(word);
  const [articleId] = articleIds;
  if (decision === 'escalate') return { decision, ...(reason ? { reason } : {}) };
  if (decision === 'answer' && articleId !== undefined) return { decision, articleId };
  return { decision, ...(decision === 'dialog' && intent ? { intent } : {}) };
};

/**
 * A regression test of a conversation: the customer's turns as the bot had them, up to the first hand-over, and what it did in each. Names, addresses and
 * numbers become stand-ins. Undefined when the bot has had no turn in it. Pure.
 */
export const draftOf = (source: DraftSource): BotTestDraft | undefined => {
  const { conversation, customer, interactions, messages } = source;
  const { language } = conversation;
  const people = messages.flatMap(({ author }) =>
    author.kind === 'agent' && author.name ? [author.name] : [],
  );
  const stand = createStandIns([customer.name, conversation.customerName, ...people], language);
  const said = messages.filter((m) => m.direction === 'inbound' && !m.late);
  const turns: TestTurn[] = [];
  let taken = 0;
  for (const i of interactions) {
    if (i.type !== 'bot.turned' || turns.length === MAX_TURNS) continue;
    const until = said.findLastIndex((m) => m.at <= i.at);
    const mine = said.slice(taken, until + 1);
    if (mine.length === 0) continue;
    taken = until + 1;
    const payload = mine.at(-1)?.payload;
    const expect = expectOf(i.after, reasonAfter(interactions, i.at));
    turns.push({
      text: stand.text(mine.map(({ text }) => text).join('\n')).slice(0, MAX_TEXT),
      ...(payload === undefined ? {} : { payload: stand.text(payload) }),
      expect,
    });
    if (expect.decision === 'escalate') break;
  }
  const [first] = turns;
  if (!first) return undefined;
  const orders = source.orders.slice(0, MAX_ORDERS).map((order) => ({
    number: stand.order(order.number),
    status: order.status,
    placedAt: order.placedAt.toISOString(),
    items: order.items.slice(0, 20).map(({ name }) => name.slice(0, 200)),
    total: order.total,
    currency: order.currency,
  }));
  const { tier, verified, vip, highTouch, tags } = customer;
  return {
    name: first.text.replace(/\s+/g, ' ').trim().slice(0, MAX_NAME) || conversation.id,
    language,
    channel: conversation.channel,
    customer: {
      tier,
      verified,
      vip,
      highTouch,
      ...(tags.length > 0 ? { tags: tags.slice(0, 20).map((tag) => tag.slice(0, 60)) } : {}),
      ...(verified && orders.length > 0 ? { orders } : {}),
    },
    turns,
    enabled: true,
  };
};
