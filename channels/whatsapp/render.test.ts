import { describe, expect, it } from 'vitest';
import { FileId } from '#contracts/ids.ts';
import type { Attachment } from '#contracts/message.ts';
import { outbound } from '#test/kit/channel-samples.ts';
import { account } from './fixtures/webhooks.ts';
import { WireBody } from './payload.ts';
import { render } from './render.ts';

const bodies = (...ask: Parameters<typeof outbound>): WireBody[] =>
  render(outbound(...ask), { to: '+819012345678', threadKey: '+819012345678', account }).map(({ body }) =>
    WireBody.parse(body),
  );
const file = (mime: string, size = 4_000, name = '領収書.pdf'): Attachment => ({
  fileId: FileId.parse(`f-${mime}`),
  name,
  mime,
  size,
  kind: 'file',
  status: 'stored',
});
const replies = (...labels: string[]) => ({ extra: { quickReplies: labels.map((label) => ({ label })) } });

describe('whatsapp: what goes out', () => {
  it('cuts a long text, and puts buttons under what they still fit under', () => {
    const parts = bodies(`${'あ'.repeat(4_000)}\n${'い'.repeat(2_000)}`, replies('はい', 'いいえ'));
    expect(parts.map(({ type, text }) => [type, text.length])).toEqual([
      ['text', 4_000],
      ['text', 1_024],
      ['interactive', 976],
    ]);
    expect(parts[2]?.content).toMatchObject({
      type: 'button',
      action: {
        buttons: [
          { type: 'reply', reply: { id: '#0', title: 'はい' } },
          { type: 'reply', reply: { id: '#1', title: 'いいえ' } },
        ],
      },
    });
  });

  it('sends payloads as ids where they can be, else a mark', () => {
    const extra = {
      quickReplies: [
        { label: 'A', payload: 'return' },
        { label: 'B', payload: '#5' },
        { label: 'C', payload: ' spaced' },
      ],
    };
    expect(JSON.stringify(bodies('?', { extra })[0]?.content)).toMatch(/"return".*"#1".*"#2"/);
  });

  it('makes a list of more, longer or equal choices, the whole label beside a shortened one', () => {
    expect(bodies('?', replies('1', '2', '3', '4'))[0]?.content).toMatchObject({ type: 'list' });
    expect(bodies('?', replies('同じ', '同じ'))[0]?.content).toMatchObject({ type: 'list' });
    const long = '届いた商品の色が違っていたので、交換を希望しています';
    expect(bodies('?', replies(long))[0]?.content).toMatchObject({
      type: 'list',
      action: { button: '選んでください', sections: [{ rows: [{ id: '#0', description: long }] }] },
    });
    const [ten, rest] = bodies('?', replies(...'abcdefghijklm'));
    expect(JSON.stringify(ten?.content).match(/"id"/g)).toHaveLength(10);
    expect(rest?.content).toMatchObject({ type: 'button', body: { text: 'ほかの選択肢' } });
  });

  it('asks scores by a list, and the eleven of NPS by words', () => {
    const survey = (kind: 'csat' | 'nps') => bodies('', { extra: { survey: { surveyId: 's', kind } } });
    expect(survey('csat')[0]?.content).toMatchObject({ type: 'list' });
    expect(survey('nps')).toMatchObject([{ type: 'text', text: expect.stringContaining('0〜10') }]);
  });

  it('makes one link a button, and several lines', () => {
    const link = { label: '注文を見る', url: 'https://shop.example/1' };
    expect(bodies('発送しました', { extra: { links: [link] } })).toMatchObject([
      {
        type: 'interactive',
        text: '発送しました',
        content: {
          type: 'cta_url',
          action: {
            name: 'cta_url',
            parameters: { display_text: '注文を見る', url: 'https://shop.example/1' },
          },
        },
      },
    ]);
    expect(bodies('x', { extra: { links: [link, link] } })[0]).toMatchObject({
      type: 'text',
      text: expect.stringContaining('注文を見る\nhttps://shop.example/1'),
    });
  });

  it('puts a short text under the file it comes with, and a long one before it', () => {
    expect(bodies('こちらです', { attachments: [file('application/pdf')] })).toMatchObject([
      {
        type: 'document',
        text: 'こちらです',
        content: { caption: 'こちらです', filename: '領収書.pdf' },
        file: { as: 'document' },
      },
    ]);
    expect(bodies('x'.repeat(1_025), { attachments: [file('image/png')] }).map((b) => b.type)).toEqual([
      'text',
      'image',
    ]);
    expect(bodies('聞いてください', { attachments: [file('audio/ogg')] }).map((b) => b.type)).toEqual([
      'text',
      'audio',
    ]);
  });

  it.each([
    ['image/jpeg', 5 * 1_024 * 1_024, 'image'],
    ['image/jpeg', 5 * 1_024 * 1_024 + 1, 'link'],
    ['image/webp', 10, 'link'],
    ['video/mp4', 16 * 1_024 * 1_024, 'video'],
    ['video/quicktime', 10, 'link'],
    ['application/zip', 10, 'link'],
    ['text/plain', 20 * 1_024 * 1_024, 'document'],
  ])('sends %s of %i bytes as %s', (mime, size, as) => {
    expect(bodies('', { attachments: [file(mime, size)] })[0]?.file).toMatchObject({ as });
  });

  it('refuses a file that is not stored', () => {
    const attachments = [{ ...file('image/png'), status: 'failed' as const }];
    expect(() => bodies('', { attachments })).toThrow(expect.objectContaining({ code: 'file-not-accepted' }));
    expect(() => bodies('')).toThrow(expect.objectContaining({ code: 'empty-message' }));
  });

  it('sends places and contacts as such', () => {
    const place = { latitude: 35.68, longitude: 139.76, name: '東京駅' };
    const contacts = [{ name: '佐藤', phones: ['+819011112222'], emails: [] }];
    expect(bodies('', { extra: { place, contacts } })).toMatchObject([
      { type: 'location', content: { latitude: 35.68, name: '東京駅' } },
      { type: 'contacts', content: { list: [{ name: { formatted_name: '佐藤' } }] } },
    ]);
  });

  it('quotes what it answers with the first part, unless the account would not', () => {
    const answers = { externalId: 'wamid.in', at: new Date(0), text: '?', handle: { quote: 'wamid.in' } };
    const parts = bodies('x'.repeat(5_000), { answers });
    expect(parts.map(({ quote }) => quote)).toEqual(['wamid.in', undefined]);
    const quiet = { ...account, settings: { ...account.settings, quote: 'never' as const } };
    const [part] = render(outbound('x', { answers }), { to: '', threadKey: '+81', account: quiet });
    expect(part?.body).not.toHaveProperty('quote');
  });

  it('sends a template instead of words, its header’s file not again', () => {
    const template = {
      name: 'order_update',
      language: 'ja',
      variables: ['山田', '1001'],
      headerFileId: 'f-image/png',
    };
    const parts = bodies('山田様、1001を発送しました', {
      extra: { template },
      attachments: [file('image/png', 10, 'a.png'), file('application/pdf')],
    });
    expect(parts).toMatchObject([
      {
        type: 'template',
        content: {
          name: 'order_update',
          language: { code: 'ja' },
          headerFileId: 'f-image/png',
          headerName: 'a.png',
        },
        variables: ['山田', '1001'],
      },
      { type: 'document' },
    ]);
  });
});
