import { describe, expect, it } from 'vitest';
import type { MessageView } from '#contracts/message.ts';
import { HOUR, MINUTE } from '#contracts/time.ts';
import {
  closedNow,
  type ReplyThread,
  spokenOn,
  takesTemplate,
  usualThread,
  windowOf,
} from './reply-thread.ts';

const NOW = Date.parse('2026-11-24T03:00:00.000Z');
const inMs = (ms: number): string => new Date(NOW + ms).toISOString();
const thread = (id: string, rest: object = {}): ReplyThread =>
  ({
    id,
    channel: id,
    accountName: id,
    address: id,
    open: true,
    maxText: 1_000,
    ...rest,
  }) as unknown as ReplyThread;
const ids = (threads: ReplyThread[], last?: string): string | undefined =>
  usualThread({ threads, channel: 'email' }, last, NOW)?.id;

describe('the thread of an answer', () => {
  it('is the one last used, while it is open', () => {
    expect(ids([thread('email'), thread('line')], 'line')).toBe('line');
    expect(ids([thread('email'), thread('line', { open: false })], 'line')).toBe('email');
    expect(ids([thread('sms'), thread('line', { closesAt: inMs(-1) })], 'line')).toBe('sms');
  });

  it('is where the customer wants to be reached, while that is open', () => {
    const wanted = { channel: 'email', defaultThreadId: 'sms', defaultReason: 'preferred' } as const;
    const usual = (sms: object) =>
      usualThread({ ...wanted, threads: [thread('line'), thread('sms', sms)] } as never, 'line', NOW)?.id;
    expect(usual({})).toBe('sms');
    expect(usual({ open: false })).toBe('line');
  });

  it('is one that takes templates when none is open, the last used before others', () => {
    const closed = { open: false, closedReason: 'reply-window-closed' };
    const templates = { ...closed, templates: true };
    expect(ids([thread('line', closed), thread('whatsapp', templates)], 'line')).toBe('whatsapp');
    expect(ids([thread('whatsapp', templates), thread('other', templates)], 'other')).toBe('other');
    expect(ids([thread('line', closed)], 'line')).toBe('line');
    expect(ids([])).toBeUndefined();
  });

  it('closes while one looks at it', () => {
    const closing = thread('whatsapp', { closesAt: inMs(MINUTE) });
    expect(closedNow(closing, NOW)).toBeUndefined();
    expect(closedNow(closing, NOW + MINUTE)).toBe('reply-window-closed');
  });

  it('takes a template after the window, never after an opt-out', () => {
    const late = { open: false, closedReason: 'reply-window-closed', templates: true };
    expect(takesTemplate(thread('whatsapp', late), NOW)).toBe(true);
    expect(takesTemplate(thread('whatsapp', { ...late, closedReason: 'opted-out' }), NOW)).toBe(false);
    expect(takesTemplate(thread('line', { ...late, templates: undefined }), NOW)).toBe(false);
  });

  it('warns from two hours before it closes, and is silent about what is far off', () => {
    const left = (ms: number) => windowOf(thread('whatsapp', { closesAt: inMs(ms) }), NOW).is;
    expect([left(25 * HOUR), left(3 * HOUR), left(2 * HOUR), left(1), left(0)]).toEqual([
      'none',
      'open',
      'soon',
      'soon',
      'closed',
    ]);
    expect(windowOf(thread('email'), NOW).is).toBe('none');
    expect(windowOf(thread('sms', { open: false, closedReason: 'opted-out' }), NOW).is).toBe('none');
  });

  it('is read off the messages, notes left out', () => {
    const message = (seq: number, direction: string, threadId?: string): MessageView =>
      ({ seq, direction, threadId }) as unknown as MessageView;
    expect(
      spokenOn([message(1, 'inbound', 'line'), message(2, 'outbound', 'mail'), message(3, 'note')]),
    ).toEqual({ last: 'mail', customer: { threadId: 'line', seq: 1 } });
    expect(spokenOn([])).toEqual({ last: undefined, customer: undefined });
  });
});
