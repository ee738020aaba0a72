import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Relay, startRelay } from '#channels/email/simulate.ts';
import { itemOf, type MailSource } from '#channels/email/split.ts';
import { deliverLane } from '#server/commands/deliver-message.ts';
import { fetchMedia } from '#server/commands/fetch-media.ts';
import { sendMessage } from '#server/commands/send-message.ts';
import { system } from '#server/ports/scope.ts';
import { header, type Mail, written } from '#test/kit/mails.ts';
import { createTestPorts, type TestPorts, testAccount } from '#test/kit/ports.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

const scope = system('test');
const ACCOUNT = 'mail-test';
const SUPPORT = 'support@shop.example';

let stores: TestStores;
let test: TestPorts;
let relay: Relay;
let uid = 0;
beforeAll(async () => {
  stores = await startStores();
});
afterAll(async () => {
  await stores.stop();
});
beforeEach(async () => {
  relay = await startRelay();
  test = await createTestPorts({ mongoUri: stores.mongoUri });
  await connect();
});
afterEach(async () => {
  await test.close();
  await relay.close();
  await stores.clearMongo();
});

const connect = async (settings: Record<string, unknown> = {}): Promise<void> => {
  const doc = testAccount({
    id: ACCOUNT,
    channel: 'email',
    adapter: 'email',
    settings: {
      address: SUPPORT,
      fromName: '灯屋',
      smtpHost: 'localhost',
      smtpPort: relay.port,
      smtpSecurity: 'plain',
      authserv: 'mx.shop.example',
      ...settings,
    },
    secrets: { replyKey: 'a key of the test' },
  });
  await test.ports.stores.accounts.save(scope, doc, undefined);
};

/** Keeps a mail as the mailbox's reader does, and has it applied. */
const arrives = async (mail: Mail | string, source?: MailSource): Promise<void> => {
  uid += 1;
  const raw = Buffer.from(typeof mail === 'string' ? mail : written(mail));
  const item = itemOf(raw, test.clock.now(), source ?? { uidValidity: '1', uid });
  await test.intake.accept({ accountId: ACCOUNT, items: [item], receivedAt: test.clock.now() });
  await test.settled();
};
const conversations = async () =>
  (await test.ports.stores.conversations.list(scope, { sort: 'oldest', includeSpam: true }, { limit: 100 }))
    .items;
const messagesOf = (id: string) =>
  test.ports.stores.messages.page(scope, id, { afterSeq: 0, limit: 100, visible: 'all' });
const first = async () => {
  const [conversation] = await conversations();
  if (!conversation) throw new Error('no conversation');
  return conversation;
};
const answers = async (conversationId: string, text: string, extra = {}) => {
  const message = await sendMessage(test.ports, scope, { conversationId, text, by: 'agent', extra });
  const [delivery] = await test.ports.stores.deliveries.ofMessage(scope, message.id);
  if (!delivery) throw new Error('no delivery');
  await deliverLane(test.ports, delivery.id, 'process');
  return (await test.ports.stores.messages.get(scope, message.id)) ?? message;
};
const ledger = async () => (await test.ports.stores.ledger.list(scope, { limit: 100 })).items;

describe('a mail and its answers', () => {
  it('is a conversation with its subject, and every answer of either side stays in it', async () => {
    await arrives({ id: 'hana-first-mail-1@customer.example', text: '届きません。\r\n-- \r\n花' });
    const conversation = await first();
    expect(conversation).toMatchObject({ subject: 'お問い合わせ', customerName: 'Hana', channel: 'email' });
    const [asked] = await messagesOf(conversation.id);
    expect(asked).toMatchObject({ text: '届きません。', extra: { mail: { quoted: '-- \n花' } } });

    const message = await answers(conversation.id, '確認いたします。');
    expect(message.delivery?.state).toBe('sent');
    const [sent] = relay.taken;
    expect(sent).toMatchObject({ from: SUPPORT, to: ['hana@customer.example'] });
    const raw = sent?.raw ?? '';
    expect(header(raw, 'In-Reply-To')).toBe('<hana-first-mail-1@customer.example>');
    expect(header(raw, 'References')).toMatch(
      /^<hana-first-mail-1@customer\.example> <[a-z2-7]+\.[a-z2-7]{12}@shop\.example>$/,
    );
    expect(header(raw, 'Reply-To')).toMatch(/<support\+c[a-z2-7]+@shop\.example>/);
    const ours = header(raw, 'Message-ID').replace(/[<>]/g, '');

    // By References alone, without its subject, from a program that cuts the list.
    await arrives({
      id: 'hana-second-mail@customer.example',
      subject: '別件',
      text: 'はい',
      headers: [`In-Reply-To: <${ours}>`],
    });
    // By the signed address alone.
    const signed = /<(support\+[^>]+)>/.exec(header(raw, 'Reply-To'))?.[1] ?? '';
    await arrives({ id: 'hana-third-mail@customer.example', to: signed.toUpperCase(), text: 'もう一度' });
    expect((await messagesOf(conversation.id)).map(({ text }) => text)).toEqual([
      '届きません。',
      '確認いたします。',
      'はい',
      'もう一度',
    ]);
    expect((await conversations()).length).toBe(1);
  });

  it('is one message by whichever way and however often it comes', async () => {
    const mail = written({ id: 'the-same-mail-0001@customer.example', text: '一度だけ' });
    await arrives(mail);
    for (let n = 0; n < 5; n++) await arrives(mail);
    await arrives(`Received: from relay by us\r\n${mail}`, {
      envelope: { from: 'hana@customer.example', to: [SUPPORT] },
    });
    expect((await messagesOf((await first()).id)).length).toBe(1);
    expect((await conversations()).length).toBe(1);
  });

  it('goes into a new conversation for another subject of the same person, linked to the first', async () => {
    const pass = ['Authentication-Results: mx.shop.example; dmarc=pass header.from=customer.example'];
    await arrives({ id: 'a-mail-of-hana-001@customer.example', text: '一', headers: pass });
    await arrives({
      id: 'a-mail-of-hana-002@customer.example',
      text: '二',
      subject: '別の件',
      headers: pass,
    });
    const [one, two] = await conversations();
    expect(two?.customerId).toBe(one?.customerId);
    expect(two?.previousId).toBe(one?.id);
  });

  it('of people who answer the same newsletter stay apart', async () => {
    for (const who of ['a', 'b', 'c'])
      await arrives({
        from: `${who}@people.example`,
        id: `an-answer-of-${who}-01@people.example`,
        subject: 'Re: News',
        text: who,
        headers: ['In-Reply-To: <newsletter-2026-11@shop.example>'],
      });
    const all = await conversations();
    expect(all.length).toBe(3);
    expect(new Set(all.map(({ customerId }) => customerId)).size).toBe(3);
  });
});

describe('strangers', () => {
  it('who quote a number open a conversation of their own; the customer comes back to theirs', async () => {
    await arrives({ id: 'hana-first-mail-1@customer.example', text: '一' });
    const { number } = await first();
    await arrives({
      from: 'mallory@elsewhere.example',
      id: 'a-mail-of-mallory@elsewhere.example',
      subject: `[#${number}]`,
      text: 'show me',
    });
    await arrives({ id: 'hana-second-mail@customer.example', subject: `Re: [#${number}]`, text: '二' });
    const [hana, mallory, ...more] = await conversations();
    expect(more).toEqual([]);
    expect((await messagesOf(hana?.id ?? '')).map(({ text }) => text)).toEqual(['一', '二']);
    expect((await messagesOf(mallory?.id ?? '')).map(({ text }) => text)).toEqual(['show me']);
  });

  it('cannot make up a signed address or an id of ours', async () => {
    await arrives({ id: 'hana-first-mail-1@customer.example', text: '一' });
    const conversation = await first();
    await answers(conversation.id, '返信');
    const raw = relay.taken[0]?.raw ?? '';
    const signed = /<(support\+[^>]+)>/.exec(header(raw, 'Reply-To'))?.[1] ?? '';
    const changed = (text: string): string =>
      text.replace(/([a-z2-7])(@shop)/, (_, last: string, rest: string) => (last === 'a' ? 'b' : 'a') + rest);
    await arrives({
      from: 'mallory@elsewhere.example',
      id: 'a-mail-of-mallory-1@elsewhere.example',
      to: changed(signed),
      text: 'x',
    });
    const id = changed(header(raw, 'Message-ID'));
    await arrives({
      from: 'mallory@elsewhere.example',
      id: 'a-mail-of-mallory-2@elsewhere.example',
      text: 'y',
      subject: 'z',
      headers: [`References: ${id}`],
    });
    expect((await messagesOf(conversation.id)).length).toBe(2);
  });

  it('who were in copy join as another party, and are answered as such', async () => {
    await arrives({
      id: 'hana-first-mail-1@customer.example',
      text: '一',
      headers: ['Cc: Bob <bob@customer.example>'],
    });
    const conversation = await first();
    await arrives({
      from: 'Bob <bob@customer.example>',
      id: 'a-mail-of-bob-0001@customer.example',
      text: '補足です',
      headers: ['References: <hana-first-mail-1@customer.example>'],
    });
    const [, bob] = await messagesOf(conversation.id);
    expect(bob).toMatchObject({ text: '補足です', author: { name: 'Bob' } });
    await answers(conversation.id, '両名へ', {
      mail: {
        to: ['bob@customer.example'],
        cc: ['hana@customer.example'],
        bcc: ['log@shop.example'],
        subject: '件名',
      },
    });
    const [sent] = relay.taken;
    expect(sent?.to).toEqual(['bob@customer.example', 'hana@customer.example', 'log@shop.example']);
    expect(sent?.raw).not.toContain('log@shop.example');
    expect(header(sent?.raw ?? '', 'Cc')).toBe('hana@customer.example');
  });
});

describe('what machines send', () => {
  it('opens nothing, wakes nobody and is never lost', async () => {
    await arrives({
      id: 'newsletter-number-1@news.example',
      from: 'news@news.example',
      text: 'buy',
      headers: ['List-Id: <news.news.example>'],
    });
    await arrives({
      id: 'out-of-office-0001@other.example',
      from: 'x@other.example',
      text: 'away',
      headers: ['Auto-Submitted: auto-replied'],
    });
    await arrives({
      id: 'a-loop-of-ours-001@shop.example',
      from: SUPPORT,
      text: 'loop',
      headers: [`X-Loop: ${SUPPORT}`],
    });
    expect(await conversations()).toEqual([]);
    expect((await ledger()).map(({ outcome }) => outcome)).toEqual(['automatic', 'automatic', 'automatic']);
  });

  it('joins the conversation it belongs to, without an answer of the bot', async () => {
    await arrives({ id: 'hana-first-mail-1@customer.example', text: '一' });
    const conversation = await first();
    await answers(conversation.id, '返信');
    const ours = header(relay.taken[0]?.raw ?? '', 'Message-ID');
    const turns = test.jobs.length;
    await arrives({
      id: 'out-of-office-0001@customer.example',
      text: '不在です',
      headers: ['Auto-Submitted: auto-replied', `In-Reply-To: ${ours}`],
    });
    const after = await messagesOf(conversation.id);
    expect(after.at(-1)).toMatchObject({ text: '不在です', extra: { mail: { automatic: 'auto-reply' } } });
    expect(test.jobs.slice(turns).map(({ name }) => name)).not.toContain('bot-turn');
  });

  it('a bounce makes our message failed, with the reason', async () => {
    await arrives({ id: 'hana-first-mail-1@customer.example', text: '一' });
    const conversation = await first();
    const message = await answers(conversation.id, '返信');
    const ours = header(relay.taken[0]?.raw ?? '', 'Message-ID');
    const report = [
      'From: MAILER-DAEMON@mx.customer.example',
      `To: ${SUPPORT}`,
      'Subject: Undelivered Mail Returned to Sender',
      'Message-ID: <a-bounce-0000001@mx.customer.example>',
      'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
      '',
      '--b',
      '',
      'The mail system',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.customer.example',
      '',
      'Final-Recipient: rfc822; hana@customer.example',
      'Action: failed',
      'Status: 5.1.1',
      'Diagnostic-Code: smtp; 550 5.1.1 User unknown',
      '',
      '--b',
      'Content-Type: text/rfc822-headers',
      '',
      `Message-ID: ${ours}`,
      'Subject: Re',
      '--b--',
    ].join('\r\n');
    await arrives(report);
    await arrives(report);
    const failed = await test.ports.stores.messages.get(scope, message.id);
    expect(failed?.delivery).toMatchObject({ state: 'failed', reason: 'delivery-invalid-recipient' });
    expect((await conversations()).length).toBe(1);
  });
});

describe('one bad mail', () => {
  it('stops nothing: it is set aside, and the next is applied', async () => {
    const bad = itemOf(Buffer.from(' \r\n\r\n'), test.clock.now(), { uidValidity: '1', uid: 9_001 });
    const good = itemOf(
      Buffer.from(written({ id: 'a-good-mail-00001@customer.example', text: '良い' })),
      test.clock.now(),
      { uidValidity: '1', uid: 9_002 },
    );
    await test.intake.accept({
      accountId: ACCOUNT,
      items: [bad, { ...good, lane: bad.lane }],
      receivedAt: test.clock.now(),
    });
    await test.settled();
    expect((await messagesOf((await first()).id)).map(({ text }) => text)).toEqual(['良い']);
    expect((await ledger()).find(({ id }) => id.endsWith(':9001'))?.state).toBe(2);
  });
});

describe('HTML, images and files', () => {
  it('are read out of the kept mail; nothing in the HTML runs', async () => {
    const png =
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
    await arrives(
      [
        'From: hana@customer.example',
        `To: ${SUPPORT}`,
        'Message-ID: <a-mail-with-files-1@customer.example>',
        'Subject: x',
        'Content-Type: multipart/related; boundary=b',
        '',
        '--b',
        'Content-Type: text/html; charset=utf-8',
        '',
        '<p onclick="x()">写真です</p><script>alert(1)</script><img src="cid:photo1"><img src="https://track.example/a.gif">',
        '--b',
        'Content-Type: image/png; name="=?UTF-8?B?5YaZ55yfLnBuZw==?="',
        'Content-ID: <photo1>',
        'Content-Transfer-Encoding: base64',
        '',
        png,
        '--b--',
      ].join('\r\n'),
    );
    const [message] = await messagesOf((await first()).id);
    expect(message?.text).toBe('写真です');
    await fetchMedia(test.ports, { messageId: message?.id ?? '', attempt: 1 });
    const [html, photo] = (await test.ports.stores.messages.get(scope, message?.id ?? ''))?.attachments ?? [];
    expect(html).toMatchObject({ status: 'stored', role: 'mail-html', mime: 'text/html' });
    expect(photo).toMatchObject({
      status: 'stored',
      role: 'inline',
      contentId: 'photo1',
      name: '写真.png',
      mime: 'image/png',
    });
    const body = (await test.ports.stores.files.read(scope, html?.fileId ?? ''))?.toString() ?? '';
    expect(body).toContain('写真です');
    expect(body).toContain('cid:photo1');
    expect(body).not.toMatch(/script|onclick/);
  });
});
