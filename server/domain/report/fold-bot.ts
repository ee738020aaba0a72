import type { EventAfter } from '#contracts/events.ts';
import type { FactSheet, TopicFact } from './facts.ts';

/** More things than this no conversation is about. */
const MAX_TOPICS = 20;

/** Remembers what the cycle under way is about; once each. Changes `sheet`, which is the fold's own copy. */
export const noteTopic = (
  sheet: FactSheet,
  kind: TopicFact['kind'],
  id: string,
  at: Date,
  answered: boolean,
): void => {
  const cycle = sheet.cycles.at(-1);
  if (!cycle || cycle.resolvedAt) return;
  const topics = cycle.topics ?? [];
  cycle.topics = topics;
  const known = topics.find((topic) => topic.kind === kind && topic.id === id);
  if (known) known.answered ||= answered;
  else if (topics.length < MAX_TOPICS) topics.push({ kind, id, at, answered });
};

/** Turns that are about something; small talk and goodbyes are not. */
const ABOUT = new Set(['answer', 'dialog', 'clarify', 'escalate']);
const ANSWERED = new Set(['answer', 'dialog']);

/** A turn of the bot in the cycle under way. */
export const noteTurn = (sheet: FactSheet, at: Date, turn: EventAfter<'bot.turned'>): void => {
  const cycle = sheet.cycles.at(-1);
  if (!cycle || cycle.resolvedAt) return;
  cycle.bot = true;
  const { decision, intent, articleIds } = turn;
  if (decision === 'clarify') cycle.clarified = true;
  if (!ABOUT.has(decision)) return;
  if (intent) noteTopic(sheet, 'intent', intent, at, ANSWERED.has(decision));
  for (const id of articleIds) noteTopic(sheet, 'article', id, at, true);
};

/** Votes kept of a cycle; the newest. */
const MAX_VOTES = 40;

/** The customer judged an answer of the cycle under way or just ended. */
export const noteVote = (
  sheet: FactSheet,
  { seq, helpful, intent, articleIds }: EventAfter<'bot.voted'>,
): void => {
  const cycle = sheet.cycles.at(-1);
  if (!cycle) return;
  const others = (cycle.votes ?? []).filter((vote) => vote.seq !== seq);
  cycle.votes = [...others, { seq, helpful, ...(intent ? { intent } : {}), articleIds }].slice(-MAX_VOTES);
};

/** The customer told a person again what they had told the bot. */
export const noteAskedTwice = (sheet: FactSheet, at: Date): void => {
  const { assignee, team, channel } = sheet.pointers;
  sheet.askedTwice = [
    ...(sheet.askedTwice ?? []),
    { at, channel, ...(assignee ? { agent: assignee } : {}), ...(team ? { team } : {}) },
  ];
};
