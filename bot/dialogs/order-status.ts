import type { Dialog } from 'botbuilder-dialogs';
import type { BotAction, BotOrder } from '#contracts/bot.ts';
import type { MessageExtra, QuickReply } from '#contracts/message.ts';
import type { Language } from '#contracts/time.ts';
import { type DialogKit, runDialog } from '../adapter.ts';
import { followUps } from '../answers.ts';
import { choiceOf } from '../policy/choice.ts';
import { orderNamed, orderNumbersIn } from '../policy/facts.ts';
import { compose } from '../replies/compose.ts';
import { say, sayDay, sayMoney } from '../replies/say.ts';
import type { Scene } from '../scene.ts';
import { noteFact, noteTried } from '../state.ts';
import { handOver } from './hand-over.ts';

const NAME = 'order-status';
const WHICH = 'which-order';
/** Orders offered to choose from, newest first. */
const MAX_OFFERED = 5;
/** Tries before a person helps: the question, and once more. */
const MAX_TRIES = 2;
const INTENT = { id: NAME, title: '' };

type Result = { number?: string; lost?: true };

const newestFirst = (orders: readonly BotOrder[]): BotOrder[] =>
  [...orders].sort((a, b) => Date.parse(b.placedAt) - Date.parse(a.placedAt)).slice(0, 50);

/** The order a reply to "which order?" means: by number, or by its place in the list. */
const pick = (text: string, orders: readonly BotOrder[]): BotOrder | undefined => {
  const named = orderNamed(text, orders);
  if (named) return named;
  const offered = orders.slice(0, MAX_OFFERED);
  const choice = choiceOf(
    text,
    offered.map((order) => labelOf(order)),
  );
  return typeof choice === 'number' ? offered[choice] : undefined;
};

const labelOf = ({ number, items }: BotOrder): string =>
  (items[0] ? `${number}　${items[0]}` : number).slice(0, 80);

/** The order meant without asking: the one named, or the only one. Needs no dialog, so botbuilder is not loaded for it. */
const knownFromStart = (text: string, orders: readonly BotOrder[]): BotOrder | undefined =>
  orderNamed(text, orders) ??
  (orders.length === 1 && orderNumbersIn(text).length === 0 ? orders[0] : undefined);

/** The dialog: asks which order, and once more. */
const makeDialogs =
  (orders: readonly BotOrder[], text: string) =>
  (kit: DialogKit): Dialog[] => [
    new kit.TextPrompt(
      WHICH,
      async ({ recognized, attemptCount }) =>
        pick(recognized.value ?? '', orders) !== undefined || attemptCount >= MAX_TRIES,
    ),
    new kit.WaterfallDialog(NAME, [
      async (step) => {
        const missed = orderNumbersIn(text).length > 0;
        return step.prompt(WHICH, { prompt: missed ? 'not-found' : 'which', retryPrompt: 'not-found' });
      },
      async (step) => {
        const picked = pick(String(step.result ?? ''), orders);
        return step.endDialog((picked ? { number: picked.number } : { lost: true }) satisfies Result);
      },
    ]),
  ];

const isPast = (day: string, now: string): boolean =>
  /^\d{4}-\d{2}-\d{2}/.test(day) && day.slice(0, 10) < now.slice(0, 10);

const proseOf = (order: BotOrder, language: Language, now: string): string => {
  const lines = [say(language, `order.status.${order.status}`, { number: order.number })];
  const underway =
    order.status === 'placed' ||
    order.status === 'paid' ||
    order.status === 'packed' ||
    order.status === 'shipped';
  if (underway && order.expectedOn !== undefined) {
    lines.push(
      say(language, isPast(order.expectedOn, now) ? 'order.late' : 'order.expected', {
        date: sayDay(language, order.expectedOn),
      }),
    );
  }
  if (order.carrier !== undefined && order.trackingCode !== undefined)
    lines.push(say(language, 'order.track', { carrier: order.carrier, code: order.trackingCode }));
  return lines.join(language === 'ja' ? '' : ' ');
};

const cardOf = (order: BotOrder, language: Language): NonNullable<MessageExtra['card']> => {
  const line = (
    key: 'status' | 'carrier' | 'tracking' | 'expected' | 'placed' | 'items' | 'total',
    value: string | undefined,
  ) => (value === undefined || value === '' ? [] : [{ label: say(language, `order.label.${key}`), value }]);
  return {
    title: say(language, 'order.card', { number: order.number }),
    lines: [
      ...line('status', say(language, `order.state.${order.status}`)),
      ...line('carrier', order.carrier),
      ...line('tracking', order.trackingCode),
      ...line('expected', order.expectedOn === undefined ? undefined : sayDay(language, order.expectedOn)),
      ...line('placed', sayDay(language, order.placedAt)),
      ...line('items', order.items.slice(0, 5).join(language === 'ja' ? '、' : ', ')),
      ...line('total', sayMoney(language, order.total, order.currency)),
    ],
  };
};

const tell = async (scene: Scene, order: BotOrder): Promise<BotAction[]> => {
  const { state, language, turn } = scene;
  const key = `order:${order.number}`;
  noteFact(state, say(language, 'card.fact.order'), order.number);
  if (state.lastAnswerKey === key)
    return handOver(scene, {
      reason: 'same-answer-twice',
      skills: ['orders'],
      intent: { ...INTENT, title: titleOf(scene) },
    });
  state.lastAnswerKey = key;
  noteTried(state, say(language, 'card.tried.order', { number: order.number }));
  return [
    compose(scene, {
      text: proseOf(order, language, turn.now),
      card: cardOf(order, language),
      shortcuts: followUps(language),
      bot: { decision: 'dialog', intent: NAME },
    }),
  ];
};

const titleOf = ({ knowledge }: Scene): string => knowledge.meaningOf(NAME)?.title ?? NAME;

const ask = (
  scene: Scene,
  orders: readonly BotOrder[],
  asked: readonly string[],
  stack: unknown[],
): BotAction[] => {
  const { state, language } = scene;
  state.dialog = { name: NAME, step: WHICH, slots: {}, stack };
  const choices: QuickReply[] = orders
    .slice(0, MAX_OFFERED)
    .map((order) => ({ label: labelOf(order), payload: `order:${order.number}` }));
  const missed = asked.at(-1) === 'not-found';
  const text = [missed ? say(language, 'order.not-found') : '', say(language, 'order.which')]
    .filter(Boolean)
    .join(language === 'ja' ? '' : ' ');
  return [
    compose(scene, {
      text,
      choices,
      shortcuts: [{ label: say(language, 'quick.person'), payload: 'person' }],
      bot: { decision: 'dialog', intent: NAME },
    }),
  ];
};

/** A customer we do not know for sure is told what is needed, and offered a person. */
const refuse = async (scene: Scene): Promise<BotAction[]> => {
  const { state, language } = scene;
  if (state.lastAnswerKey === 'order:unverified')
    return handOver(scene, {
      reason: 'same-answer-twice',
      skills: ['orders'],
      intent: { ...INTENT, title: titleOf(scene) },
    });
  state.lastAnswerKey = 'order:unverified';
  return [
    compose(scene, {
      text: say(language, 'order.unverified'),
      shortcuts: [{ label: say(language, 'quick.person'), payload: 'person' }],
      bot: { decision: 'dialog', intent: NAME },
    }),
  ];
};

/** Begins or continues telling an order's status. Only a verified customer's own orders are read. */
export const orderStatus = async (scene: Scene, text: string): Promise<BotAction[]> => {
  const { state, turn, reads, language } = scene;
  const stack = state.dialog?.name === NAME ? (state.dialog.stack ?? []) : [];
  delete state.dialog;
  state.lastIntent = NAME;
  if (!turn.customer.verified) return refuse(scene);
  const orders = newestFirst(await reads.orders(turn.customer.id));
  if (orders.length === 0) {
    if (state.lastAnswerKey === 'order:none')
      return handOver(scene, {
        reason: 'same-answer-twice',
        skills: ['orders'],
        intent: { ...INTENT, title: titleOf(scene) },
      });
    state.lastAnswerKey = 'order:none';
    return [
      compose(scene, {
        text: say(language, 'order.none'),
        shortcuts: [{ label: say(language, 'quick.person'), payload: 'person' }],
        bot: { decision: 'dialog', intent: NAME },
      }),
    ];
  }
  const known = stack.length === 0 ? knownFromStart(text, orders) : undefined;
  if (known) return tell(scene, known);
  const step = await runDialog({ name: NAME, make: makeDialogs(orders, text), stack, text, options: {} });
  if (step.status === 'waiting') return ask(scene, orders, step.asked, step.stack);
  const result = (step.result ?? {}) as Result;
  const order = orders.find(({ number }) => number === result.number);
  if (order) return tell(scene, order);
  return handOver(scene, {
    reason: 'clarify-failed',
    skills: ['orders'],
    intent: { ...INTENT, title: titleOf(scene) },
  });
};
