import type { z } from 'zod';
import type { BusinessHours, QueuePlace } from '#contracts/queue.ts';
import type { WidgetState } from '#contracts/socket.ts';
import type { Conversation } from '../domain/conversation/conversation.ts';
import { isOpen, nextClosing, nextOpening } from '../domain/sla/business-hours.ts';
import { given, isoOf } from './given.ts';

export interface WidgetFacts {
  conversation: Conversation | undefined;
  customer: { name: string; verified: boolean; named: boolean } | undefined;
  agentName: string | undefined;
  queue: z.infer<typeof QueuePlace> | undefined;
  hours: BusinessHours;
  someoneAvailable: boolean;
  /** How long a wish for a person would wait now. Milliseconds. */
  waitMs: number | undefined;
  /** Up to which seq an agent or the bot has read. */
  readSeq: number;
  now: Date;
}

/** Where the customer's conversation stands. `agentTyping` is false here: only the gateway knows. */
export const presentWidgetState = (facts: WidgetFacts): WidgetState => {
  const { conversation, customer, hours, now } = facts;
  const open = isOpen(hours, now);
  return given({
    conversationId: conversation?.id,
    status: conversation?.status ?? ('none' as const),
    speaker: conversation?.speaker ?? ('bot' as const),
    agentName: facts.agentName,
    queue: facts.queue,
    hours: given({
      open,
      opensAt: open ? undefined : isoOf(nextOpening(hours, now)),
      closesAt: open ? isoOf(nextClosing(hours, now)) : undefined,
      someone: facts.someoneAvailable,
    }),
    agentTyping: false,
    waitMs: facts.waitMs,
    replyMs: facts.waitMs,
    readSeq: facts.readSeq,
    customerName: customer?.named ? customer.name : undefined,
    verified: customer?.verified ?? false,
  });
};
