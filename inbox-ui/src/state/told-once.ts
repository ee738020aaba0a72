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

const agentOf = (event: InteractionView): unknown => event.after?.agentId ?? event.actor.id;

/** An event as it is told; `times`: how often it came in a row, when more than once. */
export type ToldEvent = InteractionView & { times?: number };

const OUTCOMES = ['escalation.timed-out', 'escalation.declined', 'escalation.accepted'];
/** Kinds that can come again and again with nothing between: one line with a count says it. */
const RECURRING = [
  'escalation.timed-out',
  'escalation.declined',
  'escalation.offered',
  'escalation.nobody-there',
];

/**
 * The events, in either order of time, with an offer told by its outcome and what came again in a row told once, at its newest time, with a count.
 */
export const foldRecurring = (events: readonly InteractionView[]): ToldEvent[] => {
  const settled = events.filter(
    (event) =>
      event.type !== 'escalation.offered' ||
      !events.some(
        (other) =>
          other.conversationId === event.conversationId &&
          OUTCOMES.includes(other.type) &&
          agentOf(other) === agentOf(event) &&
          other.at >= event.at,
      ),
  );
  const told: ToldEvent[] = [];
  for (const event of settled) {
    const before = told.at(-1);
    const again =
      before !== undefined &&
      RECURRING.includes(event.type) &&
      before.type === event.type &&
      before.conversationId === event.conversationId &&
      agentOf(before) === agentOf(event);
    if (!again) told.push(event);
    else
      told[told.length - 1] = { ...(before.at >= event.at ? before : event), times: (before.times ?? 1) + 1 };
  }
  return told;
};

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
