import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Account, InboundEvent } from '#channels/channel.ts';
import { AppError } from '#contracts/errors.ts';
import {
  bytes,
  charset,
  encode,
  HEAD,
  japanese,
  KANA,
  mailOf,
  multipart,
  partOf,
} from '#test/kit/mail-corpus.ts';
import { fetchMedia } from './media.ts';
import { parse } from './parse.ts';
import { EmailSettings, type MailItem } from './payload.ts';
import { itemOf } from './split.ts';

const AT = new Date('2026-11-22T03:04:05.678Z');
const account: Account<EmailSettings> = {
  id: 'acc',
  channel: 'email',
  name: 'Shop',
  settings: EmailSettings.parse({ address: 'support@shop.example' }),
  secrets: { replyKey: 'key' },
  publicUrl: 'https://desk.example.com',
};
/** No mail takes longer. Milliseconds. */
const LIMIT_MS = 2_000;

const bodyOf = (raw: Buffer): MailItem => itemOf(raw, AT, { uidValidity: '1', uid: 1 }).body as MailItem;

/** Parses within the limit; only `unparseable` may be thrown. */
const read = async (raw: Buffer): Promise<InboundEvent[]> => {
  const body = bodyOf(raw);
  const began = performance.now();
  try {
    return await parse(body, account);
  } catch (error) {
    if (error instanceof AppError && error.code === 'unparseable') return [];
    throw error;
  } finally {
    expect(performance.now() - began).toBeLessThan(LIMIT_MS);
  }
};
const messageOf = async (raw: Buffer) => {
  const [event] = await read(raw);
  if (event?.type !== 'message') throw new Error(`no message but ${event?.type}`);
  return event;
};
const wholeOf = async (raw: Buffer): Promise<string> => {
  const { text, mail } = await messageOf(raw);
  return `${text}\n${mail?.quoted ?? ''}`;
};

/** Characters of a charset and their bytes, learnt from its decoder. */

describe('email: no text is lost', () => {
  it('in any Japanese charset, under any of its names, in any encoding and structure', async () => {
    const transfer = fc.constantFrom('8bit', 'base64', 'quoted-printable');
    await fc.assert(
      fc.asyncProperty(
        japanese,
        charset,
        fc.nat(9),
        transfer,
        fc.nat(3),
        async (text, name, spelling, encoding, depth) => {
          let part = partOf(text, name, spelling, encoding);
          for (let n = 0; n < depth; n++) part = multipart(n % 2 ? 'related' : 'mixed', [part], `b${n}`);
          expect(await wholeOf(mailOf(part))).toContain(text);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('when the charset is not named, or another one is', async () => {
    const long = fc
      .array(fc.constantFrom(...KANA), { minLength: 12, maxLength: 60 })
      .map((chars) => chars.join(''));
    const lie = fc.constantFrom(
      '',
      'Content-Type: text/plain\r\n',
      'Content-Type: text/plain; charset=us-ascii\r\n',
      'Content-Type: text/plain; charset="utf-8"\r\n',
    );
    await fc.assert(
      fc.asyncProperty(long, charset, lie, async (text, name, head) => {
        expect(await wholeOf(mailOf({ head, body: (encode[name] ?? Buffer.from)(text) }))).toContain(text);
      }),
      { numRuns: 200 },
    );
  });

  it('in subjects and names, encoded, folded, split in the middle of a character, or raw', async () => {
    await fc.assert(
      fc.asyncProperty(japanese, charset, async (text, name) => {
        const data = (encode[name] ?? Buffer.from)(text);
        const word = `=?${name}?B?${data.toString('base64')}?=`;
        const raw = bytes(`From: ${word}\r\n <hana@customer.example>\r\nSubject: ${word}\r\n\r\nx`);
        const event = await messageOf(raw);
        expect(event.mail?.subject).toBe(text);
        expect(event.from.name).toBe(text);
      }),
      { numRuns: 100 },
    );
    const utf8 = Buffer.from('届かない件');
    const split = `=?UTF-8?B?${utf8.subarray(0, 4).toString('base64')}?=\r\n =?UTF-8?B?${utf8.subarray(4).toString('base64')}?=`;
    expect((await messageOf(bytes(`From: a@b.example\r\nSubject: ${split}\r\n\r\nx`))).mail?.subject).toBe(
      '届かない件',
    );
    for (const name of ['shift_jis', 'euc-jp', 'iso-2022-jp', 'utf-8']) {
      const raw = Buffer.concat([
        bytes('From: a@b.example\r\nSubject: '),
        (encode[name] ?? Buffer.from)('ご注文の商品がまだとどかない件について'),
        bytes('\r\n\r\nx'),
      ]);
      expect((await messageOf(raw)).mail?.subject).toBe('ご注文の商品がまだとどかない件について');
    }
  });

  it('in names of files, by RFC 2231, RFC 2047 or neither', async () => {
    const named = async (param: string | Buffer) => {
      const head = Buffer.concat([
        bytes('Content-Type: application/pdf\r\nContent-Disposition: attachment; '),
        Buffer.from(param as string),
        bytes('\r\n'),
      ]);
      const raw = Buffer.concat([
        bytes(`${HEAD}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b\r\n`),
        head,
        bytes('\r\nabc\r\n--b--'),
      ]);
      return (await messageOf(raw)).attachments.map(({ name }) => name);
    };
    const percent = encodeURIComponent('請求書.pdf');
    expect(await named(`filename*=UTF-8''${percent}`)).toEqual(['請求書.pdf']);
    expect(
      await named(`filename*0*=UTF-8''${percent.slice(0, 9)};\r\n filename*1*=${percent.slice(9)}`),
    ).toEqual(['請求書.pdf']);
    expect(await named(`filename="=?UTF-8?B?${Buffer.from('請求書.pdf').toString('base64')}?="`)).toEqual([
      '請求書.pdf',
    ]);
    expect(
      await named(
        `filename*=ISO-2022-JP''${[...(encode['iso-2022-jp'] ?? Buffer.from)('請求書')].map((b) => `%${b.toString(16)}`).join('')}.pdf`,
      ),
    ).toEqual(['請求書.pdf']);
    expect(await named('filename="../../etc/passwd.pdf"')).toEqual(['.._.._etc_passwd.pdf']);
  });

  it('when it is longer than a message may be: all of it is a file beside it', async () => {
    const words = 'ことば '.repeat(20_000);
    const raw = Buffer.from(`${HEAD}Content-Type: text/plain; charset=utf-8\r\n\r\n${words}`);
    const event = await messageOf(raw);
    expect(event.text.length).toBe(20_000);
    const [file] = event.attachments;
    expect(file).toMatchObject({ name: 'mail.txt', sourceUrl: 'text' });
    const context = { account, item: async () => bodyOf(raw) } as unknown as Parameters<typeof fetchMedia>[1];
    const whole = file && (await fetchMedia(file, context));
    expect(whole?.data.toString()).toBe(words.trim());
  });
});

describe('email: nasty mails', () => {
  const inner = multipart(
    'mixed',
    [partOf('こんにちは、返品したいです', 'iso-2022-jp', 0, '8bit'), partOf('添付', 'utf-8', 0, 'base64')],
    'b',
  );
  const samples = [
    mailOf(inner),
    mailOf(partOf('注文の件', 'shift_jis', 0, 'quoted-printable')),
    mailOf({
      head: 'Content-Type: text/html\r\n',
      body: Buffer.from('<div>あ<blockquote type="cite">い</blockquote></div>'),
    }),
    bytes(
      `From: MAILER-DAEMON@x.example\r\nContent-Type: multipart/report; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--`,
    ),
  ];

  it('cut off anywhere, with bits flipped or bytes put in, throw nothing but unparseable', async () => {
    const change = fc.tuple(fc.nat(), fc.nat(255), fc.constantFrom('flip', 'cut', 'insert'));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...samples),
        fc.array(change, { minLength: 1, maxLength: 12 }),
        async (sample, changes) => {
          let raw = Buffer.from(sample);
          for (const [at, byte, how] of changes) {
            const place = at % Math.max(1, raw.length);
            if (how === 'flip') raw[place] = byte;
            else if (how === 'cut') raw = raw.subarray(0, place);
            else
              raw = Buffer.concat([
                raw.subarray(0, place),
                Buffer.from([byte, 0x0d, 0x0a]),
                raw.subarray(place),
              ]);
          }
          await read(raw);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('of any bytes at all throw nothing but unparseable', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2_000 }), async (noise) => {
        await read(Buffer.concat([bytes('From: a@b.example\r\n'), Buffer.from(noise)]));
      }),
      { numRuns: 300 },
    );
  });

  const nested = (depth: number): Buffer => {
    const open = Array.from(
      { length: depth },
      (_, n) => `Content-Type: multipart/mixed; boundary=b${n}\r\n\r\n--b${n}\r\n`,
    ).join('');
    return bytes(`${HEAD}${open}\r\nthe deepest word`);
  };
  const bombs: [string, () => Buffer][] = [
    ['100,000 nested parts', () => nested(100_000)],
    ['90 nested parts', () => nested(90)],
    [
      '20,000 parts',
      () =>
        bytes(
          `${HEAD}Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\nword\r\n'.repeat(20_000)}--b--`,
        ),
    ],
    ['a header without end', () => bytes(`${HEAD}X: ${'a'.repeat(3_000_000)}`)],
    ['200,000 header lines', () => bytes(`${HEAD}${'X-A: b\r\n'.repeat(200_000)}\r\nword`)],
    ['a line of 5 MB', () => bytes(`${HEAD}\r\n${'word '.repeat(1_000_000)}`)],
    ['300,000 quoted lines with words between', () => bytes(`${HEAD}\r\n${'> a\r\nb\r\n'.repeat(150_000)}`)],
    ['200,000 attributions', () => bytes(`${HEAD}\r\nhello\r\n${'On a b wrote:\r\n'.repeat(200_000)}`)],
    ['signature marks without end', () => bytes(`${HEAD}\r\nhello\r\n${'--\r\n'.repeat(200_000)}`)],
    [
      '50,000 references',
      () => bytes(`${HEAD}References:${' <aaaaaaaaaaaaaaaaaaaa@b.example>\r\n'.repeat(50_000)}\r\nword`),
    ],
    [
      '50,000 recipients',
      () => bytes(`From: a@b.example\r\nTo: ${'a@b.example,\r\n '.repeat(50_000)}x@y.example\r\n\r\nword`),
    ],
    [
      'encoded words without end',
      () => bytes(`From: a@b.example\r\nSubject:${' =?utf-8?q?a?=\r\n'.repeat(20_000)}\r\nword`),
    ],
    [
      'open tags without end',
      () => bytes(`${HEAD}Content-Type: text/html\r\n\r\n${'<div '.repeat(200_000)}word`),
    ],
    [
      '200,000 nested tags',
      () => bytes(`${HEAD}Content-Type: text/html\r\n\r\n${'<div>'.repeat(200_000)}word`),
    ],
    [
      'a class without end',
      () => bytes(`${HEAD}Content-Type: text/html\r\n\r\n<p>word</p>${'<div class="'.repeat(100_000)}`),
    ],
    [
      'entities without end',
      () => bytes(`${HEAD}Content-Type: text/html\r\n\r\nword${'&amp'.repeat(200_000)}`),
    ],
    [
      'our ids without end',
      () => bytes(`${HEAD}References: ${'abcdefgh.abcdefgh.0.abcdefghijkl '.repeat(20_000)}\r\n\r\nword`),
    ],
    [
      'brackets in authentication results',
      () => bytes(`${HEAD}Authentication-Results: x; ${'('.repeat(100_000)}\r\n\r\nword`),
    ],
    [
      'a file of 15 MB',
      () =>
        bytes(
          `${HEAD}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nword\r\n--b\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n${`${'QUJD'.repeat(19)}\r\n`.repeat(200_000)}--b--`,
        ),
    ],
  ];
  it.each(bombs)('%s: read in time, and what it says is there', async (_name, make) => {
    const events = await read(make());
    const said = JSON.stringify(events);
    expect(said).toMatch(/word|hello|\ba\b|X:|aaaa|> a/);
  });

  it('without a header, a sender or a body say so', async () => {
    expect(await read(bytes('\r\n\r\n'))).toEqual([]);
    expect(await read(bytes('Subject: x\r\n\r\nhello'))).toEqual([]);
    expect(await read(bytes('From: nobody\r\n\r\nhello'))).toEqual([]);
    expect((await messageOf(bytes('From: hana@customer.example <>\r\n\r\nhello'))).from.value).toBe(
      'hana@customer.example',
    );
    expect(
      (
        await messageOf(
          bytes('From: "hana@customer.example" <hana(at)customer>\r\nSender: hana@customer.example\r\n\r\n'),
        )
      ).text,
    ).toBe('');
  });
});
