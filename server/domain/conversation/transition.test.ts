import { describe, expect, it } from 'vitest';
import type { ConversationStatus } from '#contracts/conversation.ts';
import { CONVERSATION_EVENTS, type ConversationEvent, transition } from './transition.ts';

const STATUSES: ConversationStatus[] = ['bot', 'queued', 'open', 'snoozed', 'resolved'];
const HELD = { assigned: true, botOn: true };
const FREE = { assigned: false, botOn: true };
const NO_BOT = { assigned: false, botOn: false };

const landing = (status: ConversationStatus, event: ConversationEvent, facts: typeof HELD): string => {
  const result = transition(status, event, facts);
  return result.ok ? result.status : '-';
};

/** Written by hand, not from the code: event, then where it leads from bot, queued, open, snoozed, resolved. */
const WITH_BOT_UNASSIGNED: Record<ConversationEvent, string> = {
  'customer-wrote': 'bot queued open open bot',
  'agent-wrote': 'open open open snoozed resolved',
  escalated: 'queued queued queued queued -',
  accepted: '- open open - -',
  assigned: 'open open open snoozed -',
  'taken-over': 'open open open open -',
  'handed-back': '- bot bot bot -',
  'wait-given-up': '- bot - - -',
  snoozed: '- - snoozed snoozed -',
  woken: '- - - open -',
  resolved: 'resolved resolved resolved resolved -',
  reopened: '- - - - open',
  'spam-marked': 'resolved resolved resolved resolved resolved',
  'spam-cleared': '- - - - open',
};

describe('transition', () => {
  it.each(CONVERSATION_EVENTS)('%s leads where the table says from every status', (event) => {
    const went = STATUSES.map((status) => landing(status, event, FREE)).join(' ');
    expect(went).toBe(WITH_BOT_UNASSIGNED[event]);
  });

  it('gives a message on a resolved conversation to the agent who had it', () => {
    expect(transition('resolved', 'customer-wrote', HELD)).toEqual({
      ok: true,
      status: 'open',
      speaker: 'human',
    });
  });

  it('queues a message on a resolved conversation when there is neither agent nor bot', () => {
    expect(landing('resolved', 'customer-wrote', NO_BOT)).toBe('queued');
  });

  it.each(['handed-back', 'wait-given-up'] as const)('refuses %s where no bot answers', (event) => {
    for (const status of STATUSES) expect(transition(status, event, NO_BOT).ok).toBe(false);
  });

  it('lets the bot speak in status bot only', () => {
    for (const event of CONVERSATION_EVENTS)
      for (const status of STATUSES)
        for (const facts of [HELD, FREE, NO_BOT]) {
          const result = transition(status, event, facts);
          if (!result.ok || result.status === 'resolved') continue;
          expect(result.speaker).toBe(result.status === 'bot' ? 'bot' : 'human');
        }
  });

  it('keeps the speaker of a conversation that is resolved', () => {
    expect(transition('open', 'resolved', HELD)).toEqual({ ok: true, status: 'resolved' });
  });
});
