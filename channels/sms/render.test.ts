import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import type { Account } from '#channels/channel.ts';
import type { Attachment } from '#contracts/message.ts';
import { outbound } from '#test/kit/channel-samples.ts';
import { SmsSettings, WireBody } from './payload.ts';
import { render } from './render.ts';
import { splitText } from './segments.ts';

const account: Account<SmsSettings> = {
  id: 'acc',
  channel: 'sms',
  name: 'shop',
  settings: SmsSettings.parse({ accountSid: `AC${'1'.repeat(32)}`, from: '+14155550199' }),
  secrets: { authToken: 't' },
  publicUrl: 'https://desk.example.com',
};
const US = '+14155550100';
const JP = '+819011112222';
const bodies = (message: Parameters<typeof render>[0], to = JP, settings: Partial<SmsSettings> = {}) =>
  render(message, { to, account: { ...account, settings: { ...account.settings, ...settings } } }).map(
    (part) => WireBody.parse(part.body),
  );
const file = (id: string, more: Partial<Attachment> = {}): Attachment =>
  ({
    fileId: id,
    name: `${id}.png`,
    mime: 'image/png',
    size: 1_000,
    kind: 'image',
    status: 'stored',
    ...more,
  }) as Attachment;

describe('sms: what goes out', () => {
  it('writes out what other channels draw, in the conversation’s language', () => {
    const extra = {
      card: {
        title: '注文 1001',
        lines: [
          { label: '状態', value: '発送済み' },
          { label: '到着', value: '11月24日' },
        ],
      },
      citations: [
        { articleId: 'a', title: '返品について', slug: '返品' },
        { articleId: 'b', title: '送料' },
      ],
      quickReplies: [{ label: '返品する' }, { label: '担当者と話す', payload: 'person' }],
      survey: { surveyId: 's', kind: 'csat' as const },
    };
    expect(bodies(outbound('こちらです。', { extra }))[0]?.text).toBe(
      [
        'こちらです。',
        '注文 1001\n状態: 発送済み\n到着: 11月24日',
        '詳しくはこちら:\n返品について\nhttps://desk.example.com/help/ja/%E8%BF%94%E5%93%81\n送料',
        '番号でご返信ください。\n1. 返品する\n2. 担当者と話す',
        '1(不満)〜5(満足)の数字でご返信ください。',
      ].join('\n\n'),
    );
    const english = outbound('How was it?', {
      language: 'en',
      extra: { survey: { surveyId: 's', kind: 'nps' } },
    });
    expect(bodies(english)[0]?.text).toBe(
      'How was it?\n\nReply with a number from 0 (not likely) to 10 (very likely).',
    );
  });

  it('asks no survey that was answered', () => {
    const answered = outbound('ありがとうございました', {
      extra: { survey: { surveyId: 's', kind: 'csat', answered: 5 } },
    });
    expect(bodies(answered)[0]?.text).toBe('ありがとうございました');
  });

  it('sends images as MMS between numbers of +1 and as links elsewhere', () => {
    const message = outbound('写真です', {
      attachments: [file('f1'), file('f2', { mime: 'application/pdf', name: '書類.pdf' })],
    });
    expect(bodies(message, US)).toEqual([
      { to: US, text: '写真です', media: ['f1'] },
      { to: US, text: 'ファイル: 書類.pdf', media: [], link: { fileId: 'f2', name: '書類.pdf' } },
    ]);
    expect(bodies(message, JP).map((body) => [body.media, body.link?.fileId])).toEqual([
      [[], undefined],
      [[], 'f1'],
      [[], 'f2'],
    ]);
    expect(bodies(message, US, { mms: 'never' }).flatMap((body) => body.media)).toEqual([]);
    expect(bodies(message, JP, { mms: 'always' }).flatMap((body) => body.media)).toEqual(['f1']);
    expect(bodies(message, US, { from: '+815012345678' }).flatMap((body) => body.media)).toEqual([]);
  });

  it('sends files without a text, at most ten as MMS, none above 5 MB', () => {
    const many = Array.from({ length: 12 }, (_, n) => file(`f${n}`, n === 11 ? { size: 6_000_000 } : {}));
    const [first, ...rest] = bodies(outbound('', { attachments: many }), US);
    expect(first).toEqual({ to: US, text: '', media: many.slice(0, 10).map((one) => one.fileId) });
    expect(rest.map((body) => body.link?.fileId)).toEqual(['f10', 'f11']);
  });

  it('puts media with the last part of a long text', () => {
    const parts = bodies(outbound('あ'.repeat(2_000), { attachments: [file('f1')] }), US);
    expect(parts.map((body) => [body.text.length, body.media.length])).toEqual([
      [1_600, 0],
      [400, 1],
    ]);
  });

  it('refuses nothing at all and files that are not stored', () => {
    expect(() => bodies(outbound('  '))).toThrow(expect.objectContaining({ code: 'empty-message' }));
    const fetching = outbound('x', { attachments: [file('f1', { status: 'fetching' })] });
    expect(() => bodies(fetching)).toThrow(expect.objectContaining({ code: 'file-not-accepted' }));
  });
});

describe('sms: long texts', () => {
  const words = (n: number, word = 'word'): string => Array.from({ length: n }, () => word).join(' ');

  it('are cut at paragraphs, lines, sentences, words, in this order', () => {
    expect(splitText(`${words(15)}\n\n${words(3)}\n${words(10)}`, 100)).toEqual([
      words(15),
      `${words(3)}\n${words(10)}`,
    ]);
    expect(splitText(`${words(15)}\n${words(3)}. ${words(10)}`, 100)).toEqual([
      words(15),
      `${words(3)}. ${words(10)}`,
    ]);
    expect(splitText(`${words(15)}. ${words(10)}`, 100)).toEqual([`${words(15)}.`, words(10)]);
    expect(splitText(`${'あ'.repeat(60)}。${'い'.repeat(60)}`, 100)).toEqual([
      `${'あ'.repeat(60)}。`,
      'い'.repeat(60),
    ]);
    expect(splitText(words(30), 100)).toEqual([words(20), words(10)]);
  });

  it('are not cut early for a border in the first half', () => {
    expect(splitText(`Hi.\n\n${'x'.repeat(150)}`, 100)).toEqual([`Hi.\n\n${'x'.repeat(95)}`, 'x'.repeat(55)]);
  });

  it('keep families, accents and flags whole', () => {
    for (const one of ['👨‍👩‍👧‍👦', 'e\u0301', '🇯🇵', '葛\u{e0100}', 'ガ'.normalize('NFD')]) {
      const text = `x${one.repeat(200)}`;
      for (const part of splitText(text, 100)) expect(part.replaceAll(one, '').replace('x', '')).toBe('');
      expect(splitText(text, 100).join('')).toBe(text);
    }
  });

  it('end even when one character is longer than a part', () => {
    const zalgo = `a${'\u0301'.repeat(500)}`;
    const parts = splitText(zalgo, 100);
    expect(parts.join('')).toBe(zalgo);
    expect(Math.max(...parts.map((part) => part.length))).toBeLessThanOrEqual(100);
  });

  test.prop([fc.string({ unit: 'grapheme', maxLength: 600 }), fc.integer({ min: 2, max: 120 })])(
    'lose nothing but blanks, and no part is empty or too long',
    (text, max) => {
      const parts = splitText(text, max);
      for (const part of parts) {
        expect(part.length).toBeLessThanOrEqual(max);
        expect(part.trim()).not.toBe('');
      }
      expect(parts.join('').replace(/\s/gu, '')).toBe(text.replace(/\s/gu, ''));
    },
  );
});
