import type { z } from 'zod';
import type { BotState } from '#contracts/bot.ts';
import type {
  AttributeValue,
  ConversationStatus,
  EscalationReason,
  HandOverCard,
  Priority,
  Speaker,
} from '#contracts/conversation.ts';
import type { Channel } from '#contracts/message.ts';
import type { Language } from '#contracts/time.ts';
import type { CustomerPromise } from './promise.ts';

/** A thread as its conversation carries it: enough to answer and to know the reply window, without another read. */
export interface ConversationThread {
  id: string;
  accountId: string;
  channel: Channel;
  address: string;
  lastInboundAt?: Date;
  /** What is written here everybody can read: a post's comments. */
  isPublic?: boolean;
  /** Several people write here: a group, a room. */
  isGroup?: boolean;
}

/** What the bot's last turn decided beyond its words; kept with the turn and carried out by the reaction to it, so that a crash in between loses nothing. */
export type BotDecision =
  | {
      kind: 'escalate';
      reason: EscalationReason;
      skills: string[];
      priority: Priority;
      card: z.infer<typeof HandOverCard>;
    }
  | { kind: 'resolve'; confirmed: boolean };

export interface BotProgress {
  state: BotState;
  /** Last inbound seq a turn has consumed. */
  seenSeq: number;
  turn: number;
  /** Open–resolve cycle of the last turn: the next one begins afresh. */
  cycle?: number;
  decision?: BotDecision;
}

/** One matter with one customer. Every write raises `version`; `seq` is the last message's order of acceptance. */
export interface Conversation {
  id: string;
  /** Short number people can say; from the id, not a counter other conversations would touch. */
  number: number;
  customerId: string;
  customerName: string;
  tier: 'A' | 'B' | 'C';
  subject?: string;
  status: ConversationStatus;
  speaker: Speaker;
  priority: Priority;
  language: Language;
  /** Channel account of the last public message. */
  accountId: string;
  channel: Channel;
  threads: ConversationThread[];
  assigneeId?: string;
  teamId?: string;
  queueId?: string;
  /** Escalation under way; absent when none. */
  escalationId?: string;
  tags: string[];
  attributes: { k: string; v: z.infer<typeof AttributeValue> }[];
  seq: number;
  version: number;
  /** Open–resolve cycle, 1-based. */
  cycle: number;
  /** When this cycle began. */
  cycleAt: Date;
  lastLine: string;
  lastAuthor: 'customer' | 'bot' | 'agent' | 'system';
  lastAt: Date;
  /** First customer message nobody has answered publicly. */
  waitingSince?: Date;
  /** First public human reply of this cycle. */
  firstHumanReplyAt?: Date;
  botInvolved: boolean;
  humanInvolved: boolean;
  /** Articles and intent the bot used, for attribution. */
  articleIds: string[];
  intent?: string;
  bot: BotProgress;
  snoozedUntil?: Date;
  resolvedAt?: Date;
  previousId?: string;
  /** Read marks by agent id. */
  readBy: Record<string, number>;
  customerReadSeq: number;
  /** Up to here what was unread on the web chat has gone out by mail. */
  mailedSeq?: number;
  mentions: string[];
  missed: boolean;
  spam: boolean;
  /** The escalation for whose wait a call-back or an e-mail was offered. */
  waitOfferFor?: string;
  /** What the customer was told would happen, newest last. */
  promises?: CustomerPromise[];
  /** Survey asked and unanswered, so that a text answer can be recognised. */
  openSurvey?: {
    id: string;
    kind: 'csat' | 'nps' | 'ces';
    messageSeq: number;
    askedAt: Date;
    awaitingComment?: boolean;
    /** When the score came; a comment follows within ten minutes. */
    answeredAt?: Date;
  };
  mergedInto?: string;
  tokens: string[];
  createdAt: Date;
  updatedAt: Date;
}
