import type { InteractionView } from '#contracts/customer.ts';

/** One act writes several interactions at one instant; these only repeat what a louder one of them says. */
const REPEATS: Readonly<Record<string, readonly string[]>> = {
  'conversation.status-changed': [
    'conversation.opened',
    'conversation.reopened',
    'conversation.resolved',
    'conversation.snoozed',
    'conversation.woken',
    'conversation.ended',
    'conversation.handed-back',
    'conversation.taken-over',
    'conversation.assigned',
    'conversation.spam-marked',
    'conversation.spam-cleared',
    'escalation.initiated',
    'escalation.accepted',
  ],
  'conversation.assigned': ['conversation.taken-over', 'escalation.accepted'],
  'escalation.queued': ['escalation.initiated'],
  'escalation.completed': ['conversation.resolved', 'conversation.ended'],
  'escalation.handed-back': ['conversation.handed-back'],
};
/** Interactions of one act are written in one transaction: their instants lie this close together. Milliseconds. */
const ONE_ACT_MS = 250;

/** Given to the one who acted: what the louder line already says. Given to somebody else is news of its own. */
const isNews = (event: InteractionView): boolean =>
  event.type === 'conversation.assigned' && event.after?.assigneeId !== event.actor.id;

/** The events without those that only repeat what another one of the same act says; every act stays told. */
export const toldOnce = (events: readonly InteractionView[]): InteractionView[] =>
  events.filter((event) => {
    const louder = REPEATS[event.type];
    if (louder === undefined || isNews(event)) return true;
    const at = Date.parse(event.at);
    return !events.some(
      (other) =>
        other.conversationId === event.conversationId &&
        louder.includes(other.type) &&
        Math.abs(Date.parse(other.at) - at) <= ONE_ACT_MS,
    );
  });
