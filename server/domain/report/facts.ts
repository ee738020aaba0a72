import type { Channel } from '#contracts/message.ts';
import type { SurveyKind } from '#contracts/survey.ts';

/** What a conversation was about, as the bot understood it: an intent, or an article it answered from. Once per cycle. */
export interface TopicFact {
  kind: 'intent' | 'article';
  id: string;
  /** When the bot first had it. */
  at: Date;
  /** The bot answered with it; else it only asked back or handed over. */
  answered: boolean;
}

/** What the customer said of one answer of the bot; the last word counts. */
export interface VoteFact {
  seq: number;
  helpful: boolean;
  intent?: string;
  articleIds: string[];
}

/** One open–resolve cycle. */
export interface CycleFact {
  n: number;
  start: Date;
  startedBy: 'customer' | 'agent';
  channel: Channel;
  /** Who held it last, within the cycle. */
  agent?: string;
  team?: string;
  /** The customer's first message of the cycle; a late one, an opt-out word and a survey answer are none. */
  firstCustomerAt?: Date;
  firstHumanAt?: Date;
  firstHumanBy?: string;
  /** Business milliseconds to the first human reply; absent where no hours were set. */
  firstHumanOpenMs?: number;
  firstAnyAt?: Date;
  bot: boolean;
  human: boolean;
  escalated: boolean;
  resolvedAt?: Date;
  resolvedBy?: 'bot' | 'agent' | 'customer' | 'system';
  /** The customer said that it is solved. */
  confirmed?: boolean;
  /** The bot has had the last word since; gone when the customer writes. */
  quietSince?: Date;
  /** The bot asked back. */
  clarified?: boolean;
  topics?: TopicFact[];
  votes?: VoteFact[];
  /** When the customer came back within 72 h of the resolution, on any channel. */
  returnedAt?: Date;
  /** The same for one that nobody resolved: within 72 h of the bot's last word. */
  quietReturnedAt?: Date;
}

/** One wait in a queue. */
export interface WaitFact {
  key: string;
  queuedAt: Date;
  queue?: string;
  channel: Channel;
  team?: string;
  acceptedAt?: Date;
  agent?: string;
  ms?: number;
  cancelledAt?: Date;
}

/** One human reply to an unanswered customer. */
export interface ReplyFact {
  at: Date;
  ms: number;
  openMs?: number;
  agent?: string;
  team?: string;
  channel: Channel;
}

/** One survey asked, with its answer. */
export interface SurveyFact {
  key: string;
  kind: SurveyKind;
  channel: Channel;
  /** The cycle it asks about. */
  cycle?: number;
  agent?: string;
  team?: string;
  sentAt?: Date;
  answeredAt?: Date;
  score?: number;
}

/** One active span of an agent on the conversation. */
export interface SpanFact {
  at: Date;
  ms: number;
  agent: string;
  team?: string;
  channel: Channel;
}

/** Outbound messages of one UTC hour and channel: written, failed at last, and tried again after that. */
export interface DeliveryFact {
  hour: Date;
  channel: Channel;
  queued: number;
  failed: number;
  retried: number;
}

/** The customer told a person again what they had told the bot. */
export interface AskedTwiceFact {
  at: Date;
  channel: Channel;
  agent?: string;
  team?: string;
}

/** What the reducer remembers between interactions. */
export interface FoldPointers {
  spam: boolean;
  channel: Channel;
  assignee?: string;
  team?: string;
  /** First customer message nobody has answered publicly. */
  unansweredSince?: Date;
}

/** All facts of one conversation, one row each, with the last interaction applied. One document: a conversation's facts change together. */
export interface FactSheet {
  id: string;
  customerId: string;
  /** Every interaction with `at` up to here is in it. */
  through: Date;
  /** The last interaction applied. */
  last: string;
  pointers: FoldPointers;
  cycles: CycleFact[];
  waits: WaitFact[];
  replies: ReplyFact[];
  surveys: SurveyFact[];
  spans: SpanFact[];
  deliveries: DeliveryFact[];
  askedTwice?: AskedTwiceFact[];
  /** UTC hours in which something of it counts (`2026-11-22T03`): the index by which facts of a period are found. */
  hours: string[];
  /** Latest start or resolution of a cycle. */
  until: Date;
  /** Raised by each write: compare-and-swap. */
  rev: number;
}
