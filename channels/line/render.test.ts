import { describe, expect, it } from 'vitest';
import type { Account } from '#channels/channel.ts';
import { FileId } from '#contracts/ids.ts';
import type { Attachment, OutboundMessage } from '#contracts/message.ts';
import { outbound } from '#test/kit/channel-samples.ts';
import { chunksOf, shortened } from './chunks.ts';
import { DATA_SEPARATOR, LineSettings, WireBody } from './payload.ts';
import { render } from './render.ts';
import { soundLengthMs } from './sound-length.ts';

const account: Account<LineSettings> = {
  id: 'acc-line',
  channel: 'line',
  name: '灯屋',
  settings: LineSettings.parse({}),
  secrets: {},
  publicUrl: 'https://desk.example.com',
};
type Json = Record<string, unknown>;
const bodies = (message: OutboundMessage, of = account): WireBody[] =>
  render(message, { account: of }).map((part) => WireBody.parse(part.body));
const only = (message: OutboundMessage, of = account): WireBody => {
  const [body, ...more] = bodies(message, of);
  if (!body || more.length > 0) throw new Error('not one call');
  return body;
};
const objects = (body: WireBody): Json[] =>
  body.pieces.map((piece) => ('object' in piece ? piece.object : { type: `file:${piece.file.as}` }));
const actions = (body: WireBody): Json[] =>
  (body.quickReply?.items ?? []).map((item) => (item as { action: Json }).action);
const file = (fields: Partial<Attachment>): Attachment => ({
  fileId: FileId.parse('f1'),
  name: 'a.jpg',
  mime: 'image/jpeg',
  size: 1_000,
  kind: 'image',
  status: 'stored',
  ...fields,
});
const withFile = (fields: Partial<Attachment>): OutboundMessage =>
  outbound('', { attachments: [file(fields)] });

describe('line: texts', () => {
  it('are cut at sentences below 5,000 units, each call holding no more', () => {
    const sentence = `${'長い文です'.repeat(40)}。`;
    const calls = bodies(outbound(sentence.repeat(60)));
    expect(calls.length).toBe(3);
    for (const call of calls.slice(0, -1)) expect(String(objects(call)[0]?.text)).toMatch(/。$/);
    expect(calls.map((call) => call.key)).toEqual(['m1:0', 'm1:1', 'm1:2']);
  });

  it('never break a pair or an emoji made of several', () => {
    expect(chunksOf('👨‍👩‍👧‍👦'.repeat(10), 25).every((chunk) => chunk.length % 11 === 0)).toBe(true);
    expect(chunksOf('😀'.repeat(5), 3)).toEqual(Array(5).fill('😀'));
    expect(shortened('😀'.repeat(20), 20)).toBe(`${'😀'.repeat(9)}…`);
  });

  it('are nothing without anything to say', () => {
    expect(() => render(outbound(' \n'), { account })).toThrow(
      expect.objectContaining({ code: 'empty-message' }),
    );
  });
});

describe('line: choices', () => {
  it('are quick replies under the last object of the last call', () => {
    const calls = bodies(
      outbound('あ'.repeat(6_000), {
        extra: {
          quickReplies: [
            { label: 'はい' },
            { label: '担当者と話したいので呼んでください', payload: 'ask-person' },
          ],
        },
      }),
    );
    expect(calls[0]?.quickReply).toBeUndefined();
    expect(actions(calls[1] as WireBody)).toEqual([
      { type: 'message', label: 'はい', text: 'はい' },
      {
        type: 'postback',
        label: '担当者と話したいので呼んでください',
        data: `ask-person${DATA_SEPARATOR}担当者と話したいので呼んでください`,
        displayText: '担当者と話したいので呼んでください',
      },
    ]);
  });

  it('have labels of at most 20 units, the whole text behind them', () => {
    const label = 'お届け先の住所を変更したいときはこちらを押してください';
    const [action] = actions(only(outbound('どれですか', { extra: { quickReplies: [{ label }] } })));
    expect(String(action?.label).length).toBeLessThanOrEqual(20);
    expect(action?.text).toBe(label);
  });

  it.each([
    ['csat', ['1', '2', '3', '4', '5']],
    ['nps', ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10']],
    ['ces', ['1', '2', '3', '4', '5', '6', '7']],
  ] as const)('offer the scores of a %s survey', (kind, scores) => {
    const body = only(outbound('いかがでしたか', { extra: { survey: { surveyId: 's', kind } } }));
    expect(actions(body).map((action) => action.text)).toEqual(scores);
    const answered = outbound('ありがとう', { extra: { survey: { surveyId: 's', kind, answered: 5 } } });
    expect(only(answered).quickReply).toBeUndefined();
  });
});

describe('line: what is more than text', () => {
  it('is a card, its lines in two columns, readable in the notification', () => {
    const card = { title: '注文 1001', lines: [{ label: '状態', value: '発送済み' }] };
    const [text, flex] = objects(only(outbound('ご確認ください', { extra: { card } })));
    expect(text).toEqual({ type: 'text', text: 'ご確認ください' });
    expect(flex).toMatchObject({
      type: 'flex',
      altText: '注文 1001\n状態: 発送済み',
      contents: { type: 'bubble' },
    });
    expect(JSON.stringify(flex)).toContain('発送済み');
  });

  it('opens links and sources; what no button holds is written out', () => {
    const long = `https://example.com/${'a'.repeat(1_100)}`;
    const body = only(
      outbound('こちらです', {
        extra: {
          links: [
            { label: '追跡する', url: 'https://example.com/track' },
            { label: '長い', url: long },
          ],
          citations: [
            { articleId: 'a', title: '返品について', slug: 'returns' },
            { articleId: 'b', title: '規約' },
          ],
        },
      }),
    );
    const [text, links, sources] = objects(body);
    expect(String(text?.text)).toBe(`こちらです\n\n長い\n${long}\n\n規約`);
    expect(JSON.stringify(links)).toContain('"uri":"https://example.com/track"');
    expect(JSON.stringify(sources)).toContain('https://desk.example.com/help/ja/returns');
  });

  it('shows a place, and sends a sticker by its numbers', () => {
    const place = { latitude: 35.68, longitude: 139.76, address: '東京都千代田区丸の内1丁目' };
    expect(objects(only(outbound('', { extra: { place } })))).toEqual([
      {
        type: 'location',
        title: '位置情報',
        address: '東京都千代田区丸の内1丁目',
        latitude: 35.68,
        longitude: 139.76,
      },
    ]);
    const sticker = [{ type: 'sticker', packageId: '446', stickerId: '1988' }];
    expect(objects(only(outbound('[スタンプ:446/1988]')))).toEqual(sticker);
    expect(objects(only(outbound('[sticker: 446/1988]')))).toEqual(sticker);
  });

  it('goes five objects to a call', () => {
    const attachments = Array.from({ length: 7 }, () => file({}));
    expect(bodies(outbound('写真です', { attachments })).map((body) => body.pieces.length)).toEqual([5, 3]);
  });
});

describe('line: files', () => {
  const withPreview = {
    ...account,
    settings: LineSettings.parse({ videoPreviewUrl: 'https://example.com/preview.png' }),
  };
  it.each([
    ['a small JPEG', file({}), account, 'image'],
    ['a JPEG too large for its preview', file({ size: 1_000_001 }), account, 'link'],
    ['a GIF', file({ mime: 'image/gif' }), account, 'link'],
    ['a video', file({ mime: 'video/mp4', kind: 'video' }), account, 'link'],
    ['a video with a picture for it', file({ mime: 'video/mp4', kind: 'video' }), withPreview, 'video'],
    ['a sound', file({ mime: 'audio/mp4', kind: 'audio' }), account, 'audio'],
    ['an MP3', file({ mime: 'audio/mpeg', kind: 'audio' }), account, 'link'],
    ['a PDF', file({ mime: 'application/pdf', kind: 'file' }), account, 'link'],
    ['any file without HTTPS', file({}), { ...account, publicUrl: 'http://127.0.0.1:3000' }, 'link'],
  ])('%s goes as it can be shown', (_name, attachment, of, as) => {
    expect(objects(only(withFile(attachment), of))).toEqual([{ type: `file:${as}` }]);
  });

  it('are refused while they are not stored', () => {
    expect(() => render(withFile({ status: 'fetching' }), { account })).toThrow(
      expect.objectContaining({ code: 'file-not-accepted' }),
    );
  });

  it('tell how long they sound, in either form of the header', () => {
    const header = (version: number): Buffer => {
      const data = Buffer.alloc(64);
      data.write('mvhd', 12, 'latin1');
      data[16] = version;
      const scaleAt = version === 1 ? 36 : 28;
      data.writeUInt32BE(600, scaleAt);
      if (version === 1) data.writeBigUInt64BE(1_500n, scaleAt + 4);
      else data.writeUInt32BE(1_500, scaleAt + 4);
      return data;
    };
    expect(soundLengthMs(header(0))).toBe(2_500);
    expect(soundLengthMs(header(1))).toBe(2_500);
    expect(soundLengthMs(Buffer.from('no header here'))).toBeUndefined();
    expect(soundLengthMs(header(0).subarray(0, 30))).toBeUndefined();
  });
});

describe('line: the reply token', () => {
  const answers = {
    externalId: 'x',
    at: new Date(),
    text: '',
    handle: { replyToken: 'token', tokenUntil: '2026-11-22T03:04:55.678Z' },
  };
  it('goes with the first call of an answer only', () => {
    const calls = bodies(outbound('あ'.repeat(6_000), { answers }));
    expect(calls.map((call) => call.reply?.token)).toEqual(['token', undefined]);
    expect(only(outbound('やあ')).reply).toBeUndefined();
  });
});
