import type { TimerKind } from '#contracts/jobs.ts';
import { requeueAbsent } from '../commands/agent-absent.ts';
import { announcePlace } from '../commands/announce-place.ts';
import { wakeCall } from '../commands/bot-calls.ts';
import { mailUnreadChat } from '../commands/mail-unread-chat.ts';
import { checkPromise } from '../commands/make-promise.ts';
import { nameCustomer } from '../commands/name-customer.ts';
import { offerContact } from '../commands/offer-contact.ts';
import { reconcileDelivery } from '../commands/reconcile-delivery.ts';
import { runBotTurn } from '../commands/run-bot-turn.ts';
import { planNps, sendNps } from '../commands/send-nps.ts';
import { sendCsat } from '../commands/send-survey.ts';
import { timeOutOffer } from '../commands/time-out-offer.ts';
import { wakeConversation } from '../commands/wake-conversation.ts';
import type { Timer } from '../ports/core-stores.ts';
import { system } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';

/** Acts on a due timer. Idempotent: it may run again after a crash, so it asks the stores whether the thing is still due. */
export type TimerHandler = (ports: Ports, timer: Timer) => Promise<void>;

const numberOf = (timer: Timer, key: string): number => {
  const value = timer.data[key];
  return typeof value === 'number' ? value : 0;
};

const offerTimeout: TimerHandler = async (ports, timer) => {
  await timeOutOffer(ports, { escalationId: timer.subject, offerNo: numberOf(timer, 'offerNo') });
};
const snooze: TimerHandler = async (ports, timer) => {
  await wakeConversation(ports, system('snooze'), { conversationId: timer.subject });
};
const queueAnnounce: TimerHandler = async (ports, timer) => {
  await announcePlace(ports, { escalationId: timer.subject, round: Math.max(1, numberOf(timer, 'round')) });
};
const presenceLost: TimerHandler = async (ports, timer) => {
  await requeueAbsent(ports, { agentId: timer.subject });
};

const csat: TimerHandler = async (ports, timer) => {
  await sendCsat(ports, {
    conversationId: timer.subject,
    cycle: numberOf(timer, 'cycle'),
    leftWaiting: timer.data.leftWaiting === true,
  });
};
const nps: TimerHandler = async (ports) => {
  await planNps(ports);
  await sendNps(ports);
};

const statusWait: TimerHandler = async (ports, timer) => {
  await reconcileDelivery(ports, { deliveryId: timer.subject, round: Math.max(1, numberOf(timer, 'round')) });
};

const profile: TimerHandler = async (ports, timer) => {
  await nameCustomer(ports, timer.subject);
};

const unreadChat: TimerHandler = async (ports, timer) => {
  const { threadId, onlineAt } = timer.data;
  if (typeof threadId !== 'string') return;
  const seen = typeof onlineAt === 'string' ? { onlineAt: new Date(onlineAt) } : {};
  await mailUnreadChat(ports, { conversationId: timer.subject, threadId, ...seen });
};

const promiseDue: TimerHandler = async (ports, { data: { conversationId, promiseId } }) => {
  if (typeof conversationId !== 'string' || typeof promiseId !== 'string') return;
  await checkPromise(ports, system('promise-due'), { conversationId, promiseId });
};

const waitOffer: TimerHandler = async (ports, timer) => {
  await offerContact(ports, { escalationId: timer.subject });
};

/** A slow turn whose job did not finish it: the customer gets the plain answer. */
const slowTurn: TimerHandler = async (ports, timer) => {
  await runBotTurn(ports, timer.subject, 'plain');
};

const botCall: TimerHandler = async (ports, timer) => {
  await wakeCall(ports, timer.subject);
};

/** Timer kind → handler, one line each. A kind without one is left standing and logged by the waker. */
export const TIMER_HANDLERS: Partial<Record<TimerKind, TimerHandler>> = {
  'offer-timeout': offerTimeout,
  snooze,
  csat,
  nps,
  'queue-announce': queueAnnounce,
  'presence-lost': presenceLost,
  'status-wait': statusWait,
  profile,
  'unread-chat': unreadChat,
  'promise-due': promiseDue,
  'wait-offer': waitOffer,
  'bot-call': botCall,
  'slow-turn': slowTurn,
};
