import { describe, expect, it } from 'vitest';
import type { Channel } from '#contracts/message.ts';
import type { ConversationThread } from './conversation.ts';
import { defaultThread, preferredChannelOf } from './default-thread.ts';

const thread = (
  channel: Channel,
  hour: number | undefined,
  more: Partial<ConversationThread> = {},
): ConversationThread => ({
  id: `${channel}|x`,
  accountId: channel,
  channel,
  address: 'x',
  ...(hour === undefined ? {} : { lastInboundAt: new Date(Date.UTC(2026, 10, 24, hour)) }),
  ...more,
});
const CHAT = thread('web-chat', 1);
const LINE = thread('line', 2);
const MAIL = thread('email', 3);
const pick = (
  threads: ConversationThread[],
  last: Channel,
  more: { preferred?: Channel; closed?: Channel[] } = {},
) => {
  const found = defaultThread(
    { threads, accountId: last },
    { preferred: more.preferred, isOpen: (t) => !more.closed?.includes(t.channel) },
  );
  return found && [found.thread.channel, found.reason];
};

describe('an answer nobody chose a thread for', () => {
  it('goes out on the channel last used', () => {
    expect(pick([CHAT, LINE, MAIL], 'line')).toEqual(['line', 'last-used']);
  });
  it('goes out on the channel the customer stated, if that is open', () => {
    expect(pick([CHAT, LINE, MAIL], 'line', { preferred: 'email' })).toEqual(['email', 'preferred']);
    expect(pick([CHAT, LINE, MAIL], 'line', { preferred: 'email', closed: ['email'] })).toEqual([
      'line',
      'last-used',
    ]);
    expect(pick([CHAT, LINE], 'line', { preferred: 'sms' })).toEqual(['line', 'last-used']);
  });
  it('goes to the open channel they wrote on last when the one last used is closed', () => {
    expect(pick([CHAT, LINE, MAIL], 'line', { closed: ['line'] })).toEqual(['email', 'open']);
  });
  it('stays on the channel last used when nothing is open, which says why', () => {
    expect(pick([CHAT, LINE], 'line', { closed: ['line', 'web-chat'] })).toEqual(['line', 'last-used']);
  });
  it('never moves to where others read along', () => {
    const comment = thread('messenger', 5, { isPublic: true });
    const group = thread('telegram', 6, { isGroup: true });
    expect(pick([comment, group, CHAT], 'web-chat', { preferred: 'messenger' })).toEqual([
      'web-chat',
      'last-used',
    ]);
    expect(pick([LINE, comment, group], 'line', { closed: ['line'] })).toEqual(['line', 'last-used']);
    expect(pick([LINE, comment], 'messenger')).toEqual(['messenger', 'last-used']);
  });
  it('has no way where there is no thread', () => {
    expect(pick([], 'line')).toBeUndefined();
  });
});

describe('a customer’s stated channel', () => {
  it('is the field, else the attribute, and nothing that is no channel', () => {
    const attributes = [{ k: 'preferredChannel', v: 'line' }];
    expect(preferredChannelOf({ preferredChannel: 'email', attributes })).toBe('email');
    expect(preferredChannelOf({ attributes })).toBe('line');
    expect(preferredChannelOf({ attributes: [{ k: 'preferredChannel', v: 'pigeon' }] })).toBeUndefined();
    expect(preferredChannelOf(undefined)).toBeUndefined();
  });
});
