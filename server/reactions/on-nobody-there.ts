import { AppError } from '#contracts/errors.ts';
import type { AnyInteraction } from '#contracts/events.ts';
import { makePromise } from '../commands/make-promise.ts';
import { sendMessage } from '../commands/send-message.ts';
import { citePolicy } from '../domain/bot-policy/cite.ts';
import { lastUsedThread } from '../domain/conversation/default-thread.ts';
import { nobodyThereReply } from '../domain/routing/replies.ts';
import { hasToldMatter, isToldAlready } from '../domain/routing/told-matter.ts';
import { isOpen } from '../domain/sla/business-hours.ts';
import { system } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import type { Reaction } from './reaction.ts';

const scope = system('on-nobody-there');
/** The latest messages are looked at for what was said already. */
const LOOKED_AT = 20;
/** Refusals of the channel: nothing can be said there, and trying again changes nothing. */
const CLOSED: readonly string[] = ['no-channel', 'channel-not-available', 'opted-out', 'reply-window-closed'];

const tell = async (ports: Ports, interaction: AnyInteraction): Promise<void> => {
  const { conversation: conversationId, escalation: escalationId, queue: queueId } = interaction.refs;
  if (!conversationId || !escalationId) return;
  const conversation = await ports.stores.conversations.get(scope, conversationId);
  const escalation = await ports.stores.escalations.get(scope, escalationId);
  if (!conversation || escalation?.state !== 'queued') return;
  // In a group and under a comment nobody but the one who asked wants to know.
  const thread = lastUsedThread(conversation);
  if (!thread || thread.isGroup || thread.isPublic) return;
  const [settings, queues, customer, messages] = await Promise.all([
    ports.stores.settings.current(scope),
    ports.stores.agents.queues(scope),
    ports.stores.customers.get(scope, conversation.customerId),
    ports.stores.messages.page(scope, conversation.id, { limit: LOOKED_AT, visible: 'public' }),
  ]);
  const hours = queues.find((queue) => queue.id === queueId)?.hours ?? settings.hours;
  const now = interaction.at;
  const served = { tier: conversation.tier, vip: customer?.vip ?? false };
  const { dueAt } = citePolicy(settings, served, conversation.channel, { hours, now });
  const promisedBy = !isOpen(hours, now) && dueAt ? new Date(dueAt) : undefined;
  const clock = { hours, now, promisedBy };
  const text = nobodyThereReply({
    ...clock,
    language: conversation.language,
    customerZone: customer?.timeZone,
    live: conversation.channel === 'web-chat',
    toldMatter: hasToldMatter(escalation, messages),
  });
  if (isToldAlready(text, clock, messages)) return;
  try {
    await sendMessage(ports, scope, {
      conversationId,
      text,
      by: 'system',
      purpose: 'nobody-there',
      clientId: `nobody-there-${escalationId}`,
    });
  } catch (error) {
    if (!(error instanceof AppError) || !CLOSED.includes(error.code)) throw error;
    return;
  }
  if (promisedBy)
    await makePromise(ports, scope, {
      conversationId,
      kind: 'reply',
      dueAt: promisedBy,
      promiseId: `reply-${escalationId}`,
    });
};

/**
 * Nobody who could serve the customer is there: they are told, in the words of the business hours at that moment. Once, by the client id; not in a group,
 * not when the bot has just said the same, and without asking for what they have told already. Out of hours a time is promised by the policy's target for a
 * first reply, and kept as a promise.
 */
export const onNobodyThere: Reaction = {
  name: 'on-nobody-there',
  types: ['escalation.nobody-there'],
  run: async (ports, interactions) => {
    for (const interaction of interactions) await tell(ports, interaction);
  },
};
