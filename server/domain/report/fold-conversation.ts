import type { AnyInteraction, EventType } from '#contracts/events.ts';
import type { Channel } from '#contracts/message.ts';
import { HOUR } from '#contracts/time.ts';
import type { CycleFact, DeliveryFact, FactSheet, SurveyFact } from './facts.ts';
import { noteAskedTwice, noteTopic, noteTurn, noteVote } from './fold-bot.ts';
import { type HoursHistory, openMsUnder } from './hours-history.ts';

/** Interactions at one instant are applied in this order; those not named come in between. What opens precedes what is said, what ends follows it. */
const RANK: Partial<Record<EventType, number>> = {
  'conversation.opened': 0,
  'conversation.reopened': 1,
  'conversation.channel-switched': 2,
  'message.received': 3,
  'escalation.initiated': 4,
  'escalation.queued': 4,
  // After `escalation.accepted`, which ends the wait, and after `escalation.queued`, which begins one.
  'conversation.assigned': 6,
  'message.queued': 7,
  'message.echoed': 7,
  'conversation.resolved': 8,
  'survey.sent': 10,
  'survey.answered': 11,
};
const UNDO_RANK = 9;

const isUndo = (i: AnyInteraction): boolean =>
  i.type === 'conversation.reopened' && i.before?.cycle === i.after.cycle;
const rankOf = (i: AnyInteraction): number => (isUndo(i) ? UNDO_RANK : (RANK[i.type] ?? 5));

/** The order in which a conversation's interactions are folded: by when they happened, in whatever order they arrived. Total, by the id at last. */
export const inFoldOrder = (interactions: readonly AnyInteraction[]): AnyInteraction[] =>
  [...interactions].sort(
    (a, b) =>
      a.at.getTime() - b.at.getTime() || rankOf(a) - rankOf(b) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  );

type Fold<T extends EventType> = (
  sheet: FactSheet,
  interaction: Extract<AnyInteraction, { type: T }>,
  hours: HoursHistory,
) => void;

const current = (sheet: FactSheet): CycleFact | undefined => sheet.cycles.at(-1);
const holder = (sheet: FactSheet): { team?: string } =>
  sheet.pointers.team ? { team: sheet.pointers.team } : {};

const beginCycle = (
  sheet: FactSheet,
  n: number,
  at: Date,
  startedBy: 'customer' | 'agent',
  channel: Channel,
): void => {
  if (sheet.cycles.some((c) => c.n === n)) return;
  const { assignee, team } = sheet.pointers;
  sheet.pointers.channel = channel;
  delete sheet.pointers.unansweredSince;
  sheet.cycles.push({
    n,
    start: at,
    startedBy,
    channel,
    ...(assignee ? { agent: assignee } : {}),
    ...(team ? { team } : {}),
    bot: false,
    human: false,
    escalated: false,
  });
  sheet.cycles.sort((a, b) => a.n - b.n);
};

const received: Fold<'message.received'> = (sheet, i) => {
  const cycle = current(sheet);
  if (!cycle || cycle.resolvedAt) return;
  if (i.after.late || i.after.answersSurvey || i.after.payload === 'consent') return;
  delete cycle.quietSince;
  cycle.firstCustomerAt ??= i.at;
  sheet.pointers.unansweredSince ??= i.at;
};

const deliveryOf = (sheet: FactSheet, at: Date, channel: Channel): DeliveryFact => {
  const hour = new Date(Math.floor(at.getTime() / HOUR) * HOUR);
  const known = sheet.deliveries.find((d) => d.hour.getTime() === hour.getTime() && d.channel === channel);
  if (known) return known;
  const row = { hour, channel, queued: 0, failed: 0, retried: 0 };
  sheet.deliveries.push(row);
  return row;
};

const reply = (sheet: FactSheet, at: Date, agent: string | undefined, hours: HoursHistory): void => {
  const since = sheet.pointers.unansweredSince;
  if (!since) return;
  const openMs = openMsUnder(hours, since, at);
  sheet.replies.push({
    at,
    ms: Math.max(0, at.getTime() - since.getTime()),
    ...(openMs === undefined ? {} : { openMs }),
    ...(agent ? { agent } : {}),
    ...holder(sheet),
    channel: sheet.pointers.channel,
  });
};

/** A public reply by the bot or a person. `agent` is absent for one written outside of us, which is a person's but nobody's we know. */
const replied = (
  sheet: FactSheet,
  at: Date,
  by: 'bot' | 'agent',
  agent: string | undefined,
  hours: HoursHistory,
): void => {
  const cycle = current(sheet);
  if (!cycle) return;
  if (by === 'agent') reply(sheet, at, agent, hours);
  delete sheet.pointers.unansweredSince;
  if (cycle.resolvedAt) return;
  if (cycle.firstCustomerAt) cycle.firstAnyAt ??= at;
  if (by === 'bot') {
    cycle.bot = true;
    cycle.quietSince = at;
    return;
  }
  cycle.human = true;
  if (agent) cycle.agent ??= agent;
  if (!cycle.firstCustomerAt || cycle.firstHumanAt) return;
  cycle.firstHumanAt = at;
  if (agent) cycle.firstHumanBy = agent;
  const openMs = openMsUnder(hours, cycle.firstCustomerAt, at);
  if (openMs !== undefined) cycle.firstHumanOpenMs = openMs;
};

const queued: Fold<'message.queued'> = (sheet, i, hours) => {
  deliveryOf(sheet, i.at, i.after.channel).queued += 1;
  if (i.after.by !== 'system') replied(sheet, i.at, i.after.by, i.actor.id, hours);
};

const assigned: Fold<'conversation.assigned'> = (sheet, i) => {
  const { assigneeId, teamId } = i.after;
  if (assigneeId) sheet.pointers.assignee = assigneeId;
  else delete sheet.pointers.assignee;
  if (teamId) sheet.pointers.team = teamId;
  else delete sheet.pointers.team;
  // A wait is the team's that it is for in the end: with an escalation the team is named after the wait has begun.
  for (const wait of sheet.waits) {
    if (wait.acceptedAt || wait.cancelledAt) continue;
    if (teamId) wait.team = teamId;
    else delete wait.team;
  }
  const cycle = current(sheet);
  if (!cycle || cycle.resolvedAt) return;
  if (assigneeId) {
    cycle.agent = assigneeId;
    cycle.human = true;
  }
  if (teamId) cycle.team = teamId;
};

const waitQueued: Fold<'escalation.queued'> = (sheet, i) => {
  const key = i.refs.escalation ?? i.id;
  const cycle = current(sheet);
  if (cycle && !cycle.resolvedAt) cycle.escalated = true;
  sheet.pointers.unansweredSince ??= i.at;
  const known = sheet.waits.find((w) => w.key === key);
  if (known) {
    // Put back by an Undo: the wait goes on.
    if (!known.acceptedAt) delete known.cancelledAt;
    return;
  }
  sheet.waits.push({
    key,
    queuedAt: i.at,
    ...(i.after.queueId ? { queue: i.after.queueId } : {}),
    channel: sheet.pointers.channel,
    ...holder(sheet),
  });
};

const waitAccepted: Fold<'escalation.accepted'> = (sheet, i) => {
  const key = i.refs.escalation ?? i.id;
  const cycle = current(sheet);
  if (cycle && !cycle.resolvedAt) cycle.human = true;
  let wait = sheet.waits.find((w) => w.key === key);
  if (!wait) {
    wait = {
      key,
      queuedAt: new Date(i.at.getTime() - i.after.waitMs),
      channel: sheet.pointers.channel,
      ...holder(sheet),
    };
    sheet.waits.push(wait);
  }
  wait.acceptedAt = i.at;
  wait.agent = i.after.agentId;
  wait.ms = i.after.waitMs;
};

const resolved: Fold<'conversation.resolved'> = (sheet, i) => {
  const cycle = sheet.cycles.find((c) => c.n === i.after.cycle);
  if (!cycle) return;
  cycle.resolvedAt = i.at;
  cycle.resolvedBy = i.after.by;
  if (i.after.confirmed) cycle.confirmed = true;
  else delete cycle.confirmed;
  if (i.after.by === 'agent') {
    cycle.human = true;
    const agent = i.refs.agent ?? i.actor.id;
    if (agent) cycle.agent ??= agent;
  }
  if (cycle === current(sheet)) delete sheet.pointers.unansweredSince;
};

const reopened: Fold<'conversation.reopened'> = (sheet, i) => {
  if (isUndo(i)) {
    const cycle = sheet.cycles.find((c) => c.n === i.after.cycle);
    delete cycle?.resolvedAt;
    delete cycle?.resolvedBy;
    delete cycle?.confirmed;
    return;
  }
  const by = i.actor.kind === 'customer' ? 'customer' : 'agent';
  beginCycle(sheet, i.after.cycle, i.at, by, i.after.channel ?? sheet.pointers.channel);
};

const surveyOf = (sheet: FactSheet, key: string, kind: SurveyFact['kind']): SurveyFact => {
  const known = sheet.surveys.find((s) => s.key === key);
  if (known) return known;
  const row: SurveyFact = { key, kind, channel: sheet.pointers.channel };
  sheet.surveys.push(row);
  return row;
};

const surveySent: Fold<'survey.sent'> = (sheet, i) => {
  const row = surveyOf(sheet, i.after.surveyId, i.after.kind);
  row.sentAt = i.at;
  row.channel = i.after.channel;
  const cycle = i.after.cycle ?? current(sheet)?.n;
  if (cycle !== undefined) row.cycle = cycle;
  if (i.after.agentId) row.agent = i.after.agentId;
  if (i.after.teamId) row.team = i.after.teamId;
};

const surveyAnswered: Fold<'survey.answered'> = (sheet, i) => {
  const row = surveyOf(sheet, i.after.surveyId, i.after.kind);
  if (row.answeredAt) return;
  row.answeredAt = i.at;
  row.score = i.after.score;
  const cycle = current(sheet)?.n;
  if (cycle !== undefined) row.cycle ??= cycle;
  if (i.after.agentId) row.agent ??= i.after.agentId;
  if (i.after.teamId) row.team ??= i.after.teamId;
};

const FOLDS: { [T in EventType]?: Fold<T> } = {
  'conversation.opened': (sheet, i) => {
    beginCycle(sheet, 1, i.at, i.after.startedBy, i.after.channel);
    // Opened while the customer was blocked: it never counts, unless its mark is cleared.
    if (i.after.status === 'resolved') sheet.pointers.spam = true;
  },
  'conversation.reopened': reopened,
  'conversation.resolved': resolved,
  'conversation.assigned': assigned,
  'conversation.taken-over': (sheet) => {
    const cycle = current(sheet);
    if (cycle && !cycle.resolvedAt) cycle.human = true;
  },
  'conversation.handed-back': (sheet) => {
    delete sheet.pointers.assignee;
    delete sheet.pointers.unansweredSince;
  },
  'conversation.spam-marked': (sheet) => {
    sheet.pointers.spam = true;
  },
  'conversation.spam-cleared': (sheet) => {
    sheet.pointers.spam = false;
  },
  'conversation.channel-switched': (sheet, i) => {
    sheet.pointers.channel = i.after.channel;
  },
  'message.received': received,
  'message.queued': queued,
  // Not ours to deliver: it counts as a reply, not as a delivery.
  'message.echoed': (sheet, i, hours) => replied(sheet, i.at, 'agent', i.actor.id, hours),
  'message.failed': (sheet, i) => {
    deliveryOf(sheet, i.at, sheet.pointers.channel).failed += 1;
  },
  'message.retried': (sheet, i) => {
    deliveryOf(sheet, i.at, sheet.pointers.channel).retried += 1;
  },
  'bot.turned': (sheet, i) => noteTurn(sheet, i.at, i.after),
  'bot.voted': (sheet, i) => noteVote(sheet, i.after),
  'escalation.initiated': (sheet, i) => {
    if (i.after.intent) noteTopic(sheet, 'intent', i.after.intent, i.at, false);
  },
  'customer.asked-twice': (sheet, i) => noteAskedTwice(sheet, i.at),
  'escalation.queued': waitQueued,
  'escalation.accepted': waitAccepted,
  'escalation.cancelled': (sheet, i) => {
    const wait = sheet.waits.find((w) => w.key === i.refs.escalation);
    if (wait && !wait.acceptedAt) wait.cancelledAt = i.at;
  },
  'survey.sent': surveySent,
  'survey.answered': surveyAnswered,
  'span.recorded': (sheet, i) => {
    sheet.spans.push({
      at: i.at,
      ms: i.after.ms,
      agent: i.after.agentId,
      ...holder(sheet),
      channel: sheet.pointers.channel,
    });
  },
};

/** Types that change a fact; nothing else needs to be read. */
export const FOLDED_TYPES = Object.keys(FOLDS) as EventType[];

const emptySheet = (id: string, customerId: string): FactSheet => ({
  id,
  customerId,
  through: new Date(0),
  last: '',
  pointers: { spam: false, channel: 'web-chat' },
  cycles: [],
  waits: [],
  replies: [],
  surveys: [],
  spans: [],
  deliveries: [],
  hours: [],
  until: new Date(0),
  rev: 0,
});

const hoursOf = (sheet: FactSheet): string[] => {
  const instants = [
    ...sheet.cycles.flatMap((c) => [c.start, c.firstCustomerAt, c.resolvedAt]),
    ...sheet.waits.flatMap((w) => [w.queuedAt, w.acceptedAt, w.cancelledAt]),
    ...sheet.replies.map((r) => r.at),
    ...sheet.surveys.flatMap((s) => [s.sentAt, s.answeredAt]),
    ...sheet.spans.map((s) => s.at),
    ...sheet.deliveries.map((d) => d.hour),
    ...sheet.cycles.flatMap((c) => [c.quietSince, ...(c.topics ?? []).map((topic) => topic.at)]),
    ...(sheet.askedTwice ?? []).map((a) => a.at),
  ];
  return [...new Set(instants.flatMap((at) => (at ? [at.toISOString().slice(0, 13)] : [])))].sort();
};

/**
 * Applies interactions of one conversation, in fold order and all younger than what `sheet` has, and answers the new sheet. From nothing it is the
 * recount. Pure; `sheet` is left as it was. Undefined while there is nothing to tell of.
 */
export const foldConversation = (
  sheet: FactSheet | undefined,
  interactions: readonly AnyInteraction[],
  hours: HoursHistory,
): FactSheet | undefined => {
  const [first] = interactions;
  const id = sheet?.id ?? first?.refs.conversation;
  if (!id) return sheet;
  const next = sheet ? structuredClone(sheet) : emptySheet(id, first?.refs.customer ?? '');
  for (const i of interactions) {
    const fold = FOLDS[i.type] as Fold<EventType> | undefined;
    fold?.(next, i as never, hours);
    next.last = i.id;
    if (i.at > next.through) next.through = i.at;
    if (i.refs.customer) next.customerId = i.refs.customer;
  }
  next.hours = hoursOf(next);
  next.until = new Date(
    Math.max(
      0,
      ...next.cycles.flatMap((c) => [
        c.start.getTime(),
        c.resolvedAt?.getTime() ?? 0,
        c.quietSince?.getTime() ?? 0,
      ]),
    ),
  );
  return next;
};
