import type { ConversationStatus, Speaker } from '#contracts/conversation.ts';

/** What can happen to a conversation. */
export const CONVERSATION_EVENTS = [
  'customer-wrote',
  /** A public message by an agent; a note changes nothing. */
  'agent-wrote',
  /** Handed to people: by the bot, by the customer's wish, because there is no bot, or by an agent who hands it on. */
  'escalated',
  'accepted',
  /** Given to an agent by somebody. */
  'assigned',
  'taken-over',
  'handed-back',
  /** The customer no longer wants to wait for a person. */
  'wait-given-up',
  'snoozed',
  'woken',
  'resolved',
  'reopened',
  'spam-marked',
  'spam-cleared',
] as const;
export type ConversationEvent = (typeof CONVERSATION_EVENTS)[number];

/** What the table needs to know besides the status. `botOn`: the account starts with the bot and the bot is enabled. */
export interface TransitionFacts {
  assigned: boolean;
  botOn: boolean;
}

export type Transition =
  /** `speaker` absent: as before. */
  { ok: true; status: ConversationStatus; speaker?: Speaker } | { ok: false; code: 'wrong-state' };

/** `resume`: to the agent who has it, else to the bot, else to the queue. `bot-if-on`: refused where no bot answers. `no`: refused. */
type Cell = ConversationStatus | 'resume' | 'bot-if-on' | 'no';
type Row = Record<ConversationStatus, Cell>;

const row = (bot: Cell, queued: Cell, open: Cell, snoozed: Cell, resolved: Cell): Row => ({
  bot,
  queued,
  open,
  snoozed,
  resolved,
});

/** Columns: bot, queued, open, snoozed, resolved. */
const TABLE: Record<ConversationEvent, Row> = {
  'customer-wrote': row('bot', 'queued', 'open', 'open', 'resume'),
  'agent-wrote': row('open', 'open', 'open', 'snoozed', 'resolved'),
  escalated: row('queued', 'queued', 'queued', 'queued', 'no'),
  accepted: row('no', 'open', 'open', 'no', 'no'),
  assigned: row('open', 'open', 'open', 'snoozed', 'no'),
  'taken-over': row('open', 'open', 'open', 'open', 'no'),
  'handed-back': row('no', 'bot-if-on', 'bot-if-on', 'bot-if-on', 'no'),
  'wait-given-up': row('no', 'bot-if-on', 'no', 'no', 'no'),
  snoozed: row('no', 'no', 'snoozed', 'snoozed', 'no'),
  woken: row('no', 'no', 'no', 'open', 'no'),
  resolved: row('resolved', 'resolved', 'resolved', 'resolved', 'no'),
  reopened: row('no', 'no', 'no', 'no', 'open'),
  'spam-marked': row('resolved', 'resolved', 'resolved', 'resolved', 'resolved'),
  'spam-cleared': row('no', 'no', 'no', 'no', 'open'),
};

const resume = (facts: TransitionFacts): ConversationStatus => {
  if (facts.assigned) return 'open';
  return facts.botOn ? 'bot' : 'queued';
};

/** Who speaks in a status; a resolved conversation keeps the speaker it had. */
const speakerOf = (status: ConversationStatus): { speaker?: Speaker } => {
  if (status === 'resolved') return {};
  return { speaker: status === 'bot' ? 'bot' : 'human' };
};

/** The conversation's state machine: the next status and speaker, or a refusal. Pure. */
export const transition = (
  status: ConversationStatus,
  event: ConversationEvent,
  facts: TransitionFacts,
): Transition => {
  const cell = TABLE[event][status];
  if (cell === 'no' || (cell === 'bot-if-on' && !facts.botOn)) return { ok: false, code: 'wrong-state' };
  const next = cell === 'resume' ? resume(facts) : cell === 'bot-if-on' ? 'bot' : cell;
  return { ok: true, status: next, ...speakerOf(next) };
};
