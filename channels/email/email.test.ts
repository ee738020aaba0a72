import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Account } from '#channels/channel.ts';
import { channelContract } from '#test/kit/channel-contract.ts';
import { outbound } from '#test/kit/channel-samples.ts';
import { email } from './index.ts';
import { EmailSettings, WireBody } from './payload.ts';
import {
  conversationOfAddress,
  messageIdOf,
  ownIdsIn,
  packId,
  replyAddressOf,
  rootIdOf,
  unpackId,
} from './signed.ts';
import { itemOf } from './split.ts';

const AT = new Date('2026-11-22T03:04:05.678Z');
const account: Account<EmailSettings> = {
  id: 'acc',
  channel: 'email',
  name: '灯屋',
  settings: EmailSettings.parse({
    address: 'Support@shop.example',
    smtpHost: 'smtp.shop.example',
    forwarders: ['shop.example'],
    signature: ['灯屋', 'https://shop.example'],
  }),
  secrets: { password: 'a password', replyKey: 'a key of the test' },
  publicUrl: 'https://desk.example.com',
};
const stranger = { ...account, id: 'other', secrets: { password: 'another', replyKey: 'another key' } };

let uid = 0;
const bodyOf = (raw: string | Buffer): unknown => {
  uid += 1;
  return itemOf(Buffer.from(raw as string), AT, { uidValidity: '7', uid }).body;
};
const HEAD =
  'From: Hana <hana@customer.example>\r\nTo: support@shop.example\r\nMessage-ID: <a-mail-of-hana-0001@customer.example>\r\nSubject: Re: x\r\n';

channelContract('email', {
  definition: email,
  account,
  stranger,
  to: 'hana@customer.example',
  address: fc.emailAddress().map((one) => one.toLowerCase()),
  bodies: [
    bodyOf(`${HEAD}\r\nhello\r\n`),
    bodyOf(`${HEAD}Content-Type: text/html\r\n\r\n<p>hello</p>`),
    bodyOf(`${HEAD}Auto-Submitted: auto-replied\r\n\r\naway`),
    bodyOf(
      `From: MAILER-DAEMON@x.example\r\nSubject: failure notice\r\nContent-Type: multipart/report; boundary=b\r\n\r\n--b\r\n\r\nno\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nAction: failed\r\n\r\n--b--`,
    ),
    bodyOf(
      `${HEAD}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\ntext\r\n--b\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERg==\r\n--b--`,
    ),
  ],
  textOf: (part) => WireBody.parse(part.body).text,
});

const eventOf = async (raw: string | Buffer, of = account) => {
  const [event] = await email.parse(bodyOf(raw), of);
  if (event?.type !== 'message') throw new Error(`a ${event?.type}`);
  return event;
};

describe('email: ids and addresses that are signed', () => {
  it('come back as they were, also from servers that change their case', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9_-]{1,40}$/), (id) => {
        expect(unpackId(packId(id) ?? '')).toBe(id);
        const address = replyAddressOf(account, id);
        if (address) expect(conversationOfAddress(account, address.toUpperCase())).toBe(id);
        const of = { conversationId: id, messageId: `m${id}`, part: 0 };
        const sent = messageIdOf(account, of);
        expect(ownIdsIn(account, `<${sent.toUpperCase()}>`)).toEqual([
          { conversationId: id, messageId: `m${id}`, id: sent },
        ]);
        expect(ownIdsIn(account, rootIdOf(account, id))).toMatchObject([{ conversationId: id }]);
      }),
    );
  });

  it('prove nothing under another key, account or letter', () => {
    const address = replyAddressOf(account, 'conversation-1') ?? '';
    expect(conversationOfAddress(account, address)).toBe('conversation-1');
    expect(conversationOfAddress(stranger, address)).toBeUndefined();
    expect(conversationOfAddress({ ...account, secrets: {} }, address)).toBeUndefined();
    expect(conversationOfAddress({ ...account, id: 'x' }, address)).toBeUndefined();
    const tag = address.slice(address.indexOf('+') + 1, address.indexOf('@'));
    for (let at = 0; at < tag.length; at++) {
      const letter = tag[at] === 'a' ? 'b' : 'a';
      const forged = address.replace(tag, tag.slice(0, at) + letter + tag.slice(at + 1));
      // Spare bits of the last letter of an id say nothing: the id read is the same.
      expect([undefined, 'conversation-1']).toContain(conversationOfAddress(account, forged));
      if (at === 0 || at > tag.length - 12) expect(conversationOfAddress(account, forged)).toBeUndefined();
    }
  });

  it('may be of any name of a domain set aside for replies', () => {
    const settings = {
      ...account.settings,
      replyAddress: 'catch-all' as const,
      replyDomain: 'reply.shop.example',
    };
    const address = replyAddressOf({ ...account, settings }, 'conversation-1') ?? '';
    expect(address).toMatch(/^c[a-z2-7]+@reply\.shop\.example$/);
    expect(conversationOfAddress({ ...account, settings }, address)).toBe('conversation-1');
  });
});

describe('email: who wrote, and whether it is proven', () => {
  const results = (value: string) => `${HEAD}Authentication-Results: ${value}\r\n\r\nx`;
  it.each([
    ['mx.shop.example; dmarc=pass header.from=customer.example', 'pass'],
    ['mx.shop.example; spf=pass smtp.mailfrom=bounce@mail.customer.example', 'pass'],
    ['mx.shop.example; dkim=pass (2048-bit key) header.d=customer.example header.s=a', 'pass'],
    ['mx.shop.example; dkim=pass header.d=attacker.example', 'none'],
    ['mx.shop.example; dmarc=fail header.from=customer.example; dkim=pass header.d=customer.example', 'fail'],
    ['mx.shop.example; spf=fail smtp.mailfrom=customer.example', 'fail'],
    ['mx.shop.example; spf=softfail smtp.mailfrom=customer.example', 'none'],
    ['mx.shop.example; none', 'none'],
  ])('%s is %s', async (value, expected) => {
    const event = await eventOf(results(value));
    expect(event.mail?.authentication).toBe(expected);
    expect(event.from.verified).toBe(expected === 'pass');
  });

  it('believes its own server alone when that is named, and over SMTP nobody else', async () => {
    const named = { ...account, settings: { ...account.settings, authserv: 'mx.shop.example' } };
    expect((await eventOf(results('evil.example; dmarc=pass'), named)).from.verified).toBe(false);
    expect((await eventOf(results('mx.shop.example; dmarc=pass'), named)).from.verified).toBe(true);
    const raw = Buffer.from(results('mx.shop.example; dmarc=pass'));
    const item = itemOf(raw, AT, {
      envelope: { from: 'hana@customer.example', to: ['support@shop.example'] },
    });
    const [event] = await email.parse(item.body, account);
    expect(event).toMatchObject({ from: { verified: false } });
  });

  it('is the one to answer to for a web form that writes from our own address', async () => {
    const event = await eventOf(
      'From: Form <support@shop.example>\r\nReply-To: Ken <ken@customer.example>\r\nTo: support@shop.example\r\nSubject: Contact\r\n\r\nhello',
    );
    expect(event.from).toMatchObject({ value: 'ken@customer.example', name: 'Ken', verified: false });
    expect(event.automatic).toBeUndefined();
  });

  it('is answered where they ask to be, unless the mail is forged', async () => {
    const asks = `${HEAD}Reply-To: hana@home.example\r\n`;
    expect((await eventOf(`${asks}\r\nx`)).handle?.replyTo).toBe('hana@home.example');
    const forged = `${asks}Authentication-Results: mx.shop.example; dmarc=fail\r\n\r\nx`;
    expect((await eventOf(forged)).handle?.replyTo).toBeUndefined();
  });

  it('is a person although a group of ours rewrites the mail as a list', async () => {
    const event = await eventOf(
      `${HEAD}List-ID: <support.shop.example>\r\nPrecedence: list\r\nList-Post: <mailto:support@shop.example>\r\n\r\nhello`,
    );
    expect(event.automatic).toBeUndefined();
  });

  it('is the original sender of what a colleague forwards, and the colleague’s words are kept aside', async () => {
    const forwarded = (head: string) =>
      `From: Sato <sato@shop.example>\r\nTo: support@shop.example\r\nSubject: Fwd: 返品\r\nMessage-ID: <forwarded-mail-0001@shop.example>\r\n\r\nよろしく\r\n\r\n${head}\r\n\r\n返品したいです\r\n`;
    for (const head of [
      '---------- Forwarded message ---------\r\nFrom: 花子 <hanako@customer.example>\r\nDate: 2026年11月1日(日) 10:00\r\nSubject: 返品\r\nTo: <sato@shop.example>',
      '-----元のメッセージ-----\r\n差出人: 花子 <hanako@customer.example>\r\n送信日時: 2026年11月1日 10:00\r\n宛先: sato@shop.example\r\n件名: 返品',
      'Begin forwarded message:\r\n\r\nFrom: 花子 <hanako@customer.example>\r\nSubject: 返品\r\nDate: 1 November 2026',
    ]) {
      const event = await eventOf(forwarded(head));
      expect(event).toMatchObject({
        from: { value: 'hanako@customer.example', name: '花子', verified: false },
        text: '返品したいです',
        mail: { subject: '返品', quoted: 'よろしく' },
      });
    }
    const elsewhere = { ...account, settings: { ...account.settings, forwarders: [] } };
    const own = await eventOf(
      forwarded('---------- Forwarded message ---------\r\nFrom: a@b.example\r\nSubject: x'),
      elsewhere,
    );
    expect(own.from.value).toBe('sato@shop.example');
  });

  it('is our own answer when it was written in the mailbox itself', async () => {
    const [event] = await email.parse(
      bodyOf(
        'From: support@shop.example\r\nTo: hana@customer.example\r\nMessage-ID: <written-in-outlook-1@shop.example>\r\nReferences: <a-mail-of-hana-0001@customer.example>\r\nSubject: Re: x\r\n\r\n承知しました',
      ),
      account,
    );
    expect(event).toMatchObject({
      type: 'echo',
      text: '承知しました',
      threadKey: 'a-mail-of-hana-0001@customer.example|hana@customer.example',
    });
  });
});

describe('email: what machines write', () => {
  it.each([
    ['Auto-Submitted: auto-replied', 'auto-reply'],
    ['Auto-Submitted: auto-generated (nightly)', 'auto-reply'],
    ['Auto-Submitted: no', undefined],
    ['Precedence: auto_reply', 'auto-reply'],
    ['X-Autoreply: yes', 'auto-reply'],
    ['X-Autorespond: Out', 'auto-reply'],
    ['Return-Path: <>', 'auto-reply'],
    ['Precedence: bulk', 'list'],
    ['List-Unsubscribe: <https://x.example>', 'list'],
    ['X-Loop: support@shop.example', 'loop'],
    ['X-Auto-Response-Suppress: All', undefined],
  ])('%s is %s', async (line, expected) => {
    expect((await eventOf(`${HEAD}${line}\r\n\r\nx`)).automatic).toBe(expected);
  });

  it.each(['Automatic reply: x', '自動応答: 不在です', 'Out of office', '不在通知'])(
    'so is the subject %s',
    async (subject) => {
      const event = await eventOf(
        `${HEAD.replace('Re: x', `=?UTF-8?B?${Buffer.from(subject).toString('base64')}?=`)}\r\nx`,
      );
      expect(event.automatic).toBe('auto-reply');
    },
  );

  it('our own mail that comes back is none of it', async () => {
    const id = messageIdOf(account, { conversationId: 'c1', messageId: 'm1', part: 0 });
    for (const line of [`X-Madoguchi-Message: ${id}`, `Message-Id: <${id}>`]) {
      const raw = `${HEAD.replace(/Message-ID.*\r\n/, '')}${line}\r\n\r\nx`;
      expect(await email.parse(bodyOf(raw), account)).toEqual([
        { type: 'unsupported', kind: 'own-mail', at: AT },
      ]);
    }
  });
});

describe('email: reports of mail systems', () => {
  const ours = messageIdOf(account, { conversationId: 'c1', messageId: 'm1', part: 0 });
  const report = (status: string, returned = `Message-ID: <${ours}>`): string =>
    `From: MAILER-DAEMON@mx.example\r\nSubject: Undelivered\r\nContent-Type: multipart/report; boundary=b\r\n\r\n--b\r\n\r\nsorry\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\nFinal-Recipient: rfc822; hana@customer.example\r\n${status}\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n${returned}\r\n\r\nbody\r\n--b--`;
  it.each([
    ['Action: failed\r\nStatus: 5.1.1', { state: 'failed', reason: 'delivery-invalid-recipient' }],
    ['Action: failed\r\nStatus: 5.3.4', { state: 'failed', reason: 'file-not-accepted' }],
    ['Action: failed\r\nStatus: 5.7.1', { state: 'failed', reason: 'delivery-rejected' }],
    [
      'Action: failed\r\nStatus: 5.0.0\r\nDiagnostic-Code: smtp; 550 No such user',
      { state: 'failed', reason: 'delivery-invalid-recipient' },
    ],
    ['Action: delivered\r\nStatus: 2.0.0', { state: 'delivered' }],
  ])('%j', async (status, expected) => {
    const [event] = await email.parse(bodyOf(report(status)), account);
    expect(event).toMatchObject({
      type: 'status',
      externalId: ours,
      recipient: 'hana@customer.example',
      ...expected,
    });
  });

  it('finds our mail in reports that follow no standard', async () => {
    const raw = `Return-Path: <>\r\nFrom: Mail Delivery System <Mailer-Daemon@mx.example>\r\nSubject: Mail delivery failed: returning message to sender\r\n\r\nhana@customer.example\r\n  user unknown\r\n\r\n------ This is a copy of the message's headers. ------\r\nMessage-ID: <${ours}>\r\n`;
    const [event] = await email.parse(bodyOf(raw), account);
    expect(event).toMatchObject({
      type: 'status',
      externalId: ours,
      state: 'failed',
      reason: 'delivery-invalid-recipient',
    });
  });

  it('is kept in the ledger when it speaks of a delay, or of no mail of ours', async () => {
    for (const [raw, kind] of [
      [report('Action: delayed\r\nStatus: 4.4.1'), 'delay'],
      [report('Action: failed\r\nStatus: 5.1.1', 'Message-ID: <another@shop.example>'), 'bounce'],
    ] as const)
      expect(await email.parse(bodyOf(raw), account)).toEqual([{ type: 'unsupported', kind, at: AT }]);
  });

  it('is no report when a customer tells of one', async () => {
    const event = await eventOf(`${HEAD.replace('Re: x', 'Undeliverable: x')}\r\nYour mail bounced`);
    expect(event.text).toBe('Your mail bounced');
  });
});

describe('email: what goes out', () => {
  const rendered = (rest: Parameters<typeof outbound>[1] = {}, of = account) => {
    const [part] = email.render(outbound('こんにちは', rest), {
      to: 'hana@customer.example',
      threadKey: 'x',
      account: of,
    });
    return WireBody.parse(part?.body);
  };
  it('is named after the agent, signed, and marked when no person wrote it', () => {
    expect(rendered({ by: { kind: 'agent', name: '佐藤' } }).from).toEqual({
      address: 'Support@shop.example',
      name: '佐藤(灯屋)',
    });
    expect(rendered().text).toMatch(/-- \n灯屋/);
    expect(rendered().automatic).toBeUndefined();
    expect(rendered({ by: { kind: 'bot' } }).automatic).toBe('auto-replied');
    expect(rendered({ extra: { survey: { surveyId: 's', kind: 'csat' } } }).automatic).toBe('auto-generated');
  });

  it('has a subject of the thread, or one of its own', () => {
    const answers = {
      externalId: 'x',
      at: AT,
      text: 'q',
      handle: { subject: 'Re: 届かない', id: 'i@x', replyTo: 'home@customer.example' },
    };
    expect(rendered({ answers })).toMatchObject({
      subject: 'Re: 届かない',
      inReplyTo: 'i@x',
      to: ['home@customer.example'],
    });
    expect(rendered({ answers: { ...answers, handle: { subject: '届かない' } } }).subject).toBe(
      'Re: 届かない',
    );
    expect(rendered().subject).toBe('灯屋からのご連絡');
    expect(rendered({ extra: { mail: { subject: 'a\r\nBcc: all@shop.example' } } }).subject).toBe(
      'a Bcc: all@shop.example',
    );
  });

  it('is to people who can be written to, whatever the agent typed', () => {
    const mail = {
      to: ['A@x.example', 'bad\r\nRCPT'],
      cc: ['b@x.example', 'b@x.example'],
      bcc: ['<c@x.example>'],
    };
    expect(rendered({ extra: { mail } })).toMatchObject({
      to: ['a@x.example'],
      cc: ['b@x.example'],
      bcc: [],
    });
  });

  it('is HTML of the text, where nothing of the text is HTML', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (words) => {
        fc.pre(words.trim() !== '');
        const [part] = email.render(outbound(`<b>${words}`), { to: 'a@b.example', threadKey: 'x', account });
        const { html } = WireBody.parse(part?.body);
        expect(html.match(/<(?!\/?(?:!doctype|html|body|div|br|a|blockquote)\b)/gi)).toBeNull();
      }),
    );
  });
});
