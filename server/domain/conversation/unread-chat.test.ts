import { describe, expect, it } from 'vitest';
import type { Message } from './message.ts';
import { mailOfUnread, unreadAnswers } from './unread-chat.ts';

const THREAD = 'chat|v';
const message = (seq: number, fields: Partial<Message> = {}): Message => ({
  id: `m${seq}`,
  conversationId: 'k',
  customerId: 'c',
  seq,
  threadId: THREAD,
  direction: 'outbound',
  author: { kind: 'agent', name: '青井' },
  text: `text ${seq}`,
  attachments: [],
  extra: {},
  at: new Date(Date.UTC(2026, 10, 24, 3, seq)),
  counter: 0,
  late: false,
  acceptedAt: new Date(0),
  tokens: [],
  version: 1,
  ...fields,
});
const inbound = (seq: number): Message =>
  message(seq, { direction: 'inbound', author: { kind: 'customer' } });
const bot = (seq: number, decision: 'answer' | 'escalate'): Message =>
  message(seq, { author: { kind: 'bot' }, extra: { bot: { decision } } });
const unread = (messages: Message[], of: { customerReadSeq?: number; mailedSeq?: number } = {}): number[] =>
  unreadAnswers({ customerReadSeq: 0, ...of }, THREAD, messages).map(({ seq }) => seq);

describe('the unread answers', () => {
  it('are those after what was read, mailed or written last', () => {
    const all = [inbound(1), message(2), message(3), message(4)];
    expect(unread(all)).toEqual([2, 3, 4]);
    expect(unread(all, { customerReadSeq: 2 })).toEqual([3, 4]);
    expect(unread(all, { mailedSeq: 4 })).toEqual([]);
    expect(unread([...all, inbound(5)])).toEqual([]);
  });
  it('are no notices, surveys or words said elsewhere', () => {
    expect(
      unread([
        message(2, { author: { kind: 'system' } }),
        message(3, { threadId: 'line|u' }),
        message(4, { extra: { survey: { surveyId: 's', kind: 'csat' } } }),
      ]),
    ).toEqual([]);
  });
  it('are none where all there is is the bot’s word that a person will come', () => {
    expect(unread([bot(2, 'escalate')])).toEqual([]);
    expect(unread([bot(2, 'escalate'), message(3)])).toEqual([2, 3]);
    expect(unread([bot(2, 'answer')])).toEqual([2]);
  });
});

describe('their mail', () => {
  const file = (name: string, size: number) =>
    ({ fileId: name, name, mime: 'image/png', size, kind: 'image', status: 'stored' }) as never;
  const mailOf = (messages: Message[], language: 'ja' | 'en' = 'en') =>
    mailOfUnread(messages, {
      language,
      timeZone: 'Asia/Tokyo',
      botName: 'Akari',
      shopName: 'Akariya',
      room: { maxCount: 2, maxBytes: 100 },
    });
  it('says who said what when, and names the files that do not fit', () => {
    const mail = mailOf([
      message(1, { attachments: [file('a.png', 60), file('b.png', 60), file('c.png', 40)] }),
      bot(2, 'answer'),
    ]);
    expect(mail.text).toMatch(/青井 \(24\/11, 12:01\)\ntext 1\n\nAkari \(24\/11, 12:02\)\ntext 2\n\n/);
    expect(mail.attachments.map(({ name }) => name)).toEqual(['a.png', 'c.png']);
    expect(mail.text).toContain('(b.png)');
  });
  it('never grows over what a message may hold, and keeps its last line', () => {
    const { text } = mailOf([message(1, { text: 'x'.repeat(20_000) }), message(2)], 'ja');
    expect(text.length).toBeLessThanOrEqual(20_000);
    expect(text).toContain('このメールにご返信いただければ');
  });
});
