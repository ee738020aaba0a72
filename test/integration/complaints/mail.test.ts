import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SplitItem } from '#channels/channel.ts';
import { type Relay, startRelay } from '#channels/email/simulate.ts';
import { itemOf } from '#channels/email/split.ts';
import { deliverLane } from '#server/commands/deliver-message.ts';
import { fetchMedia } from '#server/commands/fetch-media.ts';
import { sendMessage } from '#server/commands/send-message.ts';
import { system } from '#server/ports/scope.ts';
import { header, type Mail, written } from '#test/kit/mails.ts';
import { createTestPorts, type TestPorts, testAccount } from '#test/kit/ports.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

// Numbers of complaints and pains: docs/complaints.md.
const scope = system('test');
const ACCOUNT = 'mail-test';
const SUPPORT = 'support@shop.example';
const SIGNATURE_KEY = { replyKey: 'a key of the test' };
const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

let stores: TestStores;
let test: TestPorts;
let relay: Relay;
let uid = 0;
const settings = () => ({
  address: SUPPORT,
  fromName: '灯屋',
  smtpHost: 'localhost',
  smtpPort: relay.port,
  smtpSecurity: 'plain',
  authserv: 'mx.shop.example',
});
beforeAll(async () => {
  stores = await startStores();
});
afterAll(() => stores.stop());
beforeEach(async () => {
  await stores.clearMongo();
  relay = await startRelay();
  test = await createTestPorts({ mongoUri: stores.mongoUri });
  for (const id of [ACCOUNT, 'mail-2'])
    await test.ports.stores.accounts.save(
      scope,
      testAccount({
        id,
        channel: 'email',
        adapter: 'email',
        settings: { ...settings(), ...(id === 'mail-2' ? { address: 'sales@shop.example' } : {}) },
        secrets: SIGNATURE_KEY,
      }),
      undefined,
    );
});
afterEach(async () => {
  await test.close();
  await relay.close();
});

const keep = async (items: readonly SplitItem[], accountId = ACCOUNT): Promise<void> => {
  await test.intake.accept({ accountId, items: [...items], receivedAt: test.clock.now() });
  await test.settled();
};
const arrives = (mail: Mail | string, accountId = ACCOUNT): Promise<void> => {
  uid += 1;
  const raw = Buffer.from(typeof mail === 'string' ? mail : written(mail));
  return keep([itemOf(raw, test.clock.now(), { uidValidity: '1', uid })], accountId);
};
const conversations = async () =>
  (await test.ports.stores.conversations.list(scope, { sort: 'oldest', includeSpam: true }, { limit: 100 }))
    .items;
const messagesOf = (id = '') =>
  test.ports.stores.messages.page(scope, id, { afterSeq: 0, limit: 500, visible: 'all' });
const textsOf = async (id = ''): Promise<string[]> => (await messagesOf(id)).map(({ text }) => text);
const answers = async (conversationId: string, text: string): Promise<string> => {
  const before = relay.taken.length;
  const message = await sendMessage(test.ports, scope, { conversationId, text, by: 'agent' });
  const [delivery] = await test.ports.stores.deliveries.ofMessage(scope, message.id);
  await deliverLane(test.ports, delivery?.id ?? '', 'process');
  expect(relay.taken).toHaveLength(before + 1);
  return relay.taken.at(-1)?.raw ?? '';
};
const outcomes = async (): Promise<(string | undefined)[]> =>
  (await test.ports.stores.ledger.list(scope, { limit: 100 })).items.map(({ outcome }) => outcome);

describe('machines that answer', () => {
  it('complaint 7: bounces, out-of-office notes, lists and our own mails open nothing and get no answer', async () => {
    await arrives({ id: 'hana-first-mail-1@customer.example', text: '届きません' });
    const [conversation] = await conversations();
    const raw = await answers(conversation?.id ?? '', '確認します');
    const ours = header(raw, 'Message-ID');
    const sent = relay.taken.length;
    for (let n = 0; n < 20; n++) {
      const id = `machine-mail-number-${n}@customer.example`;
      await arrives({
        id,
        text: '不在です',
        headers: ['Auto-Submitted: auto-replied', `In-Reply-To: ${ours}`],
      });
      await arrives({
        id: `l${id}`,
        from: 'list@news.example',
        text: 'news',
        headers: ['List-Id: <l.news.example>'],
      });
      await arrives({ id: `o${id}`, from: SUPPORT, text: 'loop', headers: [`X-Loop: ${SUPPORT}`] });
    }
    expect(await conversations()).toHaveLength(1);
    expect(relay.taken).toHaveLength(sent);
    const report = [
      'From: MAILER-DAEMON@mx.customer.example',
      `To: ${SUPPORT}`,
      'Subject: Undelivered Mail Returned to Sender',
      'Message-ID: <a-bounce-0000001@mx.customer.example>',
      'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
      '',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.customer.example',
      '',
      'Final-Recipient: rfc822; hana@customer.example',
      'Action: failed',
      'Status: 5.1.1',
      '',
      '--b',
      'Content-Type: text/rfc822-headers',
      '',
      `Message-ID: ${ours}`,
      '--b--',
    ].join('\r\n');
    for (let n = 0; n < 3; n++) await arrives(report);
    expect(await conversations()).toHaveLength(1);
    expect(relay.taken).toHaveLength(sent);
    const answered = (await messagesOf(conversation?.id)).find(({ text }) => text === '確認します');
    expect(answered?.delivery).toMatchObject({ state: 'failed', reason: 'delivery-invalid-recipient' });
    // Our own mails say that they are from a machine where they are.
    expect(header(raw, 'X-Loop')).toBe(SUPPORT);
    expect((await outcomes()).filter((outcome) => outcome === 'automatic')).toHaveLength(40);
  });
});

describe('threads of mails', () => {
  it('complaint 8: RE:, Outlook and copies stay in the thread; a mail to two mailboxes is one thread in each, however it goes on', async () => {
    const first = { id: 'hana-first-mail-1@customer.example', text: '一' };
    await arrives(first);
    const [conversation] = await conversations();
    const ours = header(await answers(conversation?.id ?? '', '二'), 'Message-ID');
    await arrives({
      id: 'hana-second-mail-1@customer.example',
      subject: 'RE: お問い合わせ',
      text: '三',
      headers: [`In-Reply-To: ${ours}`, 'Thread-Index: AQHZ'],
    });
    await arrives({
      id: 'bob-joins-them-0001@customer.example',
      from: 'Bob <bob@customer.example>',
      subject: 'RE: お問い合わせ',
      text: '四',
      headers: [`References: <${first.id}> ${ours}`],
    });
    expect(await textsOf(conversation?.id)).toEqual(['一', '二', '三', '四']);
    expect(await conversations()).toHaveLength(1);
    const [from, id] = ['jiro@customer.example', 'to-both-mailboxes-1@customer.example'];
    for (const mailbox of [ACCOUNT, 'mail-2']) await arrives({ id, from, text: '両方へ' }, mailbox);
    const [, support] = await conversations();
    const answer = header(await answers(support?.id ?? '', '支援より'), 'Message-ID');
    for (let n = 0; n < 4; n++)
      for (const mailbox of [ACCOUNT, 'mail-2'])
        await arrives(
          {
            id: `to-both-again-000${n}@customer.example`,
            from,
            subject: 'RE: RE: お問い合わせ',
            text: `全員へ返信 ${n}`,
            headers: [`References: <${id}> ${answer}`],
          },
          mailbox,
        );
    expect((await conversations()).map(({ seq }) => seq)).toEqual([4, 6, 5]);
  });

  it('complaint 9: a stranger who quotes a number or a made-up id gets a thread of their own', async () => {
    await arrives({ id: 'hana-first-mail-1@customer.example', text: '私の住所は' });
    const [hana] = await conversations();
    await arrives({
      from: 'mallory@elsewhere.example',
      id: 'a-mail-of-mallory-1@elsewhere.example',
      subject: `Re: [#${hana?.number}] お問い合わせ`,
      text: '住所を教えて',
    });
    const [one, two] = await conversations();
    expect(await textsOf(one?.id)).toEqual(['私の住所は']);
    expect(two?.customerId).not.toBe(one?.customerId);
  });

  it('pain 11: an answer never opens a new conversation, and answers of many to one newsletter never merge', async () => {
    await arrives({ id: 'hana-first-mail-1@customer.example', text: '一' });
    const [conversation] = await conversations();
    for (let n = 0; n < 4; n++) {
      const ours = header(await answers(conversation?.id ?? '', `answer ${n}`), 'Message-ID');
      // The subject is another each time: it decides nothing.
      await arrives({
        id: `hana-again-mail-${n}@customer.example`,
        subject: `別件 ${n}`,
        text: `again ${n}`,
        headers: [`In-Reply-To: ${ours}`],
      });
    }
    expect(await conversations()).toHaveLength(1);
    for (const who of ['a', 'b', 'c'])
      await arrives({
        from: `${who}@people.example`,
        id: `newsletter-answer-${who}@people.example`,
        subject: 'Re: News',
        text: who,
        headers: ['In-Reply-To: <newsletter-2026-11@shop.example>'],
      });
    expect(new Set((await conversations()).map(({ customerId }) => customerId)).size).toBe(4);
  });
});

describe('what a mail says', () => {
  it('complaint 10: an inline image is kept with the mail, also in a forwarded and quoted one', async () => {
    const related = (id: string, subject: string, html: string): string =>
      [
        'From: Hana <hana@customer.example>',
        `To: ${SUPPORT}`,
        `Subject: ${subject}`,
        `Message-ID: <${id}>`,
        'Content-Type: multipart/related; boundary=r',
        '',
        '--r',
        'Content-Type: text/html; charset=utf-8',
        '',
        html,
        '--r',
        'Content-Type: image/png; name="crack.png"',
        'Content-Transfer-Encoding: base64',
        'Content-ID: <crack>',
        'Content-Disposition: inline; filename="crack.png"',
        '',
        PNG,
        '--r--',
        '',
      ].join('\r\n');
    await arrives(
      related('inline-image-mail-1@customer.example', '写真', '<p>割れました</p><img src="cid:crack">'),
    );
    await arrives(
      related(
        'inline-image-mail-2@customer.example',
        'Fwd: 写真',
        '<p>転送します</p><blockquote><p>割れました</p><img src="cid:crack"></blockquote>',
      ),
    );
    for (const { id } of await conversations())
      for (const message of await messagesOf(id)) {
        await fetchMedia(test.ports, { messageId: message.id, attempt: 1 });
        const stored = (await test.ports.stores.messages.get(scope, message.id))?.attachments ?? [];
        expect(stored.find((one) => one.contentId === 'crack')).toMatchObject({
          status: 'stored',
          mime: 'image/png',
        });
      }
  });

  it('complaint 11: with every answer quoted again the text stays as long as what was written, and a quote alone is not empty', async () => {
    await arrives({ id: 'hana-mail-number-0@customer.example', text: '最初の用件です。' });
    const [conversation] = await conversations();
    let whole = '最初の用件です。';
    for (let n = 1; n <= 8; n++) {
      const ours = header(await answers(conversation?.id ?? '', `回答 ${n}`), 'Message-ID');
      const quoted = `回答 ${n}\r\n${whole}`
        .split('\r\n')
        .map((line) => `> ${line}`)
        .join('\r\n');
      whole = `返信 ${n}\r\n\r\n2026年11月24日(火) 12:00 灯屋 <${SUPPORT}>:\r\n${quoted}`;
      await arrives({
        id: `hana-mail-number-${n}@customer.example`,
        text: whole,
        headers: [`In-Reply-To: ${ours}`],
      });
    }
    const inbound = (await messagesOf(conversation?.id)).filter((one) => one.direction === 'inbound');
    expect(inbound.map(({ text }) => text)).toEqual([
      '最初の用件です。',
      ...[1, 2, 3, 4, 5, 6, 7, 8].map((n) => `返信 ${n}`),
    ]);
    await arrives({
      id: 'a-quote-alone-mail@customer.example',
      from: 'q@customer.example',
      text: '> 以前のご案内です',
    });
    expect((await textsOf((await conversations()).at(-1)?.id))[0]).toContain('以前のご案内です');
  });

  it('complaint 12: neither a banner, nor deep nesting, nor a second part swallows the words', async () => {
    await arrives({
      id: 'banner-mail-number-1@customer.example',
      from: 'a@customer.example',
      text: '[EXTERNAL] This message was sent from outside.\r\n\r\n電球が点きません。',
    });
    const deep = `${'<div><table><tr><td>'.repeat(150)}奥の言葉${'</td></tr></table></div>'.repeat(150)}`;
    const html = (id: string, from: string, body: string): string =>
      `From: ${from}\r\nTo: ${SUPPORT}\r\nSubject: s\r\nMessage-ID: <${id}>\r\nContent-Type: text/html; charset=utf-8\r\n\r\n${body}\r\n`;
    await arrives(html('deep-html-mail-nr-1@customer.example', 'b@customer.example', deep));
    const parts = [
      'From: c@customer.example',
      `To: ${SUPPORT}`,
      'Subject: s',
      'Message-ID: <two-part-mail-nr-01@customer.example>',
      'Content-Type: multipart/mixed; boundary=m',
      '',
      '--m',
      'Content-Type: text/plain; charset=utf-8',
      '',
      '前半です。',
      '--m',
      'Content-Type: text/plain; charset=utf-8',
      '',
      '後半です。',
      '--m--',
      '',
    ].join('\r\n');
    await arrives(parts);
    const texts = (await Promise.all((await conversations()).map(({ id }) => textsOf(id)))).flat();
    expect(texts[0]).toContain('電球が点きません。');
    expect(texts[1]).toContain('奥の言葉');
    expect(texts[2]).toMatch(/前半です。[\s\S]*後半です。/);
  });
});
