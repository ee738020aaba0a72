import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readMail } from '#channels/email/read-mail.ts';
import { type Relay, startRelay } from '#channels/email/simulate.ts';
import { itemOf } from '#channels/email/split.ts';
import { itemsOf } from '#channels/web-chat/split.ts';
import { HOUR, MINUTE } from '#contracts/time.ts';
import { deliverLane } from '#server/commands/deliver-message.ts';
import { mailUnreadChat } from '#server/commands/mail-unread-chat.ts';
import { markCustomerRead } from '#server/commands/mark-customer-read.ts';
import { sendMessage } from '#server/commands/send-message.ts';
import type { Conversation } from '#server/domain/conversation/conversation.ts';
import { system } from '#server/ports/scope.ts';
import { wakeTimer } from '#server/reactions/wake-timer.ts';
import { messagesAfter } from '#server/wiring/widget-deps.ts';
import { type AgentScope, addAgent, createFloor, recordOf } from '#test/kit/floor.ts';
import { createTestPorts, type TestPorts, testAccount } from '#test/kit/ports.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

const scope = system('test');
const HANA = { sub: 'hana-7', name: '佐藤 花子', email: 'hana@customer.example' };
const THREAD = 'chat|user:hana-7';

let stores: TestStores;
let test: TestPorts;
let relay: Relay;
let ana: AgentScope;
let online: boolean;
let said = 0;

beforeAll(async () => {
  stores = await startStores();
});
afterAll(async () => {
  await stores.stop();
});
beforeEach(async () => {
  relay = await startRelay();
  online = true;
  test = await createTestPorts({ mongoUri: stores.mongoUri, now: new Date('2026-11-24T03:00:00Z') });
  test.ports.presence.visitorOnline = async () => online;
  ana = await addAgent(await createFloor(test), 'ana', { name: '青井' });
  await connectChat();
});
afterEach(async () => {
  await test.close();
  await relay.close();
  await stores.clearMongo();
});

const connectChat = (): Promise<boolean> => {
  const fields = [{ key: 'mail', type: 'email', label: { ja: 'メール', en: 'Mail' }, required: true }];
  const settings = { preChat: { enabled: true, fields, topics: [] } };
  const doc = testAccount({ id: 'chat', channel: 'web-chat', adapter: 'web-chat', settings });
  return test.ports.stores.accounts.save(scope, doc, undefined);
};
const connectMail = (settings: Record<string, unknown> = {}): Promise<boolean> =>
  test.ports.stores.accounts.save(
    scope,
    testAccount({
      id: 'mail',
      channel: 'email',
      adapter: 'email',
      settings: {
        address: 'support@shop.example',
        fromName: '灯屋',
        receive: 'none',
        smtpHost: 'localhost',
        smtpPort: relay.port,
        smtpSecurity: 'plain',
        authserv: 'mx.shop.example',
        ...settings,
      },
      secrets: { replyKey: 'a key of the test' },
    }),
    undefined,
  );

/** The customer writes in the panel: signed in, or anonymous with what the form before the chat holds. */
const writes = async (text: string, typed?: string): Promise<Conversation> => {
  said += 1;
  const fields = typed === undefined ? {} : { fields: { mail: typed } };
  const data = { clientId: `client-${said}`, text, ...fields };
  const from = { accountId: 'chat', visitor: 'visitor-0001', ...(typed === undefined ? { user: HANA } : {}) };
  const items = itemsOf(from, { event: 'message.send', data } as never, test.clock.now());
  await test.intake.accept({ accountId: 'chat', items, receivedAt: test.clock.now() });
  await test.settled();
  return conversation();
};
const conversations = async () =>
  (await test.ports.stores.conversations.list(scope, { sort: 'oldest', includeSpam: true }, { limit: 10 }))
    .items;
const conversation = async (): Promise<Conversation> => {
  const [one, ...more] = await conversations();
  if (!one || more.length > 0) throw new Error(`${one ? more.length + 1 : 0} conversations`);
  return one;
};
const deliver = async (): Promise<void> => {
  await test.settled();
  for (const job of test.jobs.splice(0))
    if (job.name === 'deliver-message')
      await deliverLane(test.ports, (job.data as { deliveryId: string }).deliveryId, 'test');
  await test.settled();
};
const answers = async (text: string): Promise<void> => {
  const { id } = await conversation();
  await sendMessage(test.ports, ana, { conversationId: id, text, by: 'agent' });
  await deliver();
};
/** Minute by minute, as the sweep does. */
const passes = async (minutes: number): Promise<void> => {
  for (let minute = 0; minute < minutes; minute++) {
    await deliver();
    test.clock.advance(MINUTE);
    for (const { id, generation } of await test.ports.stores.timers.due(scope, test.clock.now(), 100))
      await wakeTimer(test.ports, id, generation);
    await deliver();
  }
};
const mails = () =>
  Promise.all(
    relay.taken.map(async ({ to, raw }) => ({ to, raw, text: (await readMail(Buffer.from(raw))).text })),
  );
const header = (raw: string, name: string): string =>
  new RegExp(`^${name}:((?:[^\\n]|\\n[ \\t])*)`, 'im').exec(raw)?.[1]?.replace(/\s+/g, ' ').trim() ?? '';
const switches = async () =>
  (await recordOf(test, (await conversation()).id, ['conversation.channel-switched'])).map((i) => i.after);

describe('an answer left unread in the chat', () => {
  it('goes out once as one mail with all that is unread, on the same conversation, and the switch is told', async () => {
    await connectMail();
    await writes('電球が切れました');
    await answers('保証期間内です。');
    await passes(2);
    await answers('交換品をお送りします。');
    online = false;
    await passes(60);
    expect(await mails()).toHaveLength(1);
    const [mail] = await mails();
    expect(mail?.to).toEqual(['hana@customer.example']);
    expect(mail?.text).toMatch(
      /青井 \(.*12:00\)\s+保証期間内です。\s+青井 \(.*12:02\)\s+交換品をお送りします。/,
    );
    expect(header(mail?.raw ?? '', 'References')).toMatch(/^<[a-z2-7]+\.[a-z2-7]{12}@shop\.example>$/);
    expect(await switches()).toEqual([{ channel: 'email', cause: 'unread-chat' }]);
    expect(await conversation()).toMatchObject({ channel: 'email', mailedSeq: 3, status: 'open' });
  });

  it('is joined by the answer to that mail, and the next answer goes by mail', async () => {
    await connectMail();
    await writes('電球が切れました');
    await answers('型番を教えてください。');
    online = false;
    await passes(16);
    const [mail] = await mails();
    const raw = [
      'From: Hana <hana@customer.example>',
      'To: support@shop.example',
      'Subject: Re: x',
      'Message-ID: <hana-answers-the-mail@customer.example>',
      `In-Reply-To: ${header(mail?.raw ?? '', 'Message-ID')}`,
      'Authentication-Results: mx.shop.example; dkim=pass header.d=customer.example; spf=pass; dmarc=pass header.from=customer.example',
      'Content-Type: text/plain; charset=utf-8',
      '',
      'E26です',
    ].join('\r\n');
    const items = [itemOf(Buffer.from(raw), test.clock.now(), { uidValidity: '1', uid: 1 })];
    await test.intake.accept({ accountId: 'mail', items, receivedAt: test.clock.now() });
    await test.settled();
    const { id } = await conversation();
    const messages = await test.ports.stores.messages.page(scope, id, { limit: 10, visible: 'public' });
    expect(messages.map((m) => [m.author.kind, m.channel])).toEqual([
      ['customer', 'web-chat'],
      ['agent', 'web-chat'],
      ['system', 'email'],
      ['customer', 'email'],
    ]);
    await answers('ありがとうございます。');
    expect(await mails()).toHaveLength(2);
    expect(header((await mails())[1]?.raw ?? '', 'In-Reply-To')).toBe(
      '<hana-answers-the-mail@customer.example>',
    );
  });

  it('stays in the chat while the page is open, and goes out when it has been closed for the time', async () => {
    await connectMail();
    await writes('在庫はありますか');
    await answers('ございます。');
    await passes(40);
    expect(await mails()).toEqual([]);
    online = false;
    await passes(14);
    expect(await mails()).toEqual([]);
    await passes(2);
    expect(await mails()).toHaveLength(1);
  });

  it('stays in the chat when the customer came back and read it, or wrote', async () => {
    await connectMail();
    const { id } = await writes('在庫はありますか');
    await answers('ございます。');
    online = false;
    await passes(10);
    await markCustomerRead(test.ports, { threadId: THREAD, conversationId: id, seq: 2 });
    await passes(30);
    await answers('何個ご入用ですか。');
    await passes(10);
    await writes('2個です');
    await passes(30);
    expect(await mails()).toEqual([]);
    expect(await switches()).toEqual([]);
  });

  it('is mailed once by two processes at once, and is not repeated in the panel', async () => {
    await connectMail();
    const { id } = await writes('在庫はありますか');
    await answers('ございます。');
    online = false;
    test.clock.advance(HOUR);
    const input = { conversationId: id, threadId: THREAD };
    const sent = await Promise.all([1, 2, 3].map(() => mailUnreadChat(test.ports, input)));
    expect(sent.filter(Boolean)).toHaveLength(1);
    await deliver();
    expect(await mails()).toHaveLength(1);
    const shown = await messagesAfter(test.ports, THREAD, undefined, 50);
    expect(shown.map((m) => m.text)).toEqual(['在庫はありますか', 'ございます。']);
    // Back in the chat, the talk goes on there.
    await writes('1つください');
    expect(await conversation()).toMatchObject({ channel: 'web-chat' });
  });
});

describe('where a chat cannot go on by mail', () => {
  const nothingGoes = async (): Promise<void> => {
    await answers('ございます。');
    online = false;
    await passes(40);
    expect(await mails()).toEqual([]);
    expect(
      await test.ports.stores.timers.due(scope, new Date(test.clock.now().getTime() + HOUR), 10),
    ).toEqual([]);
  };

  it('it waits in the chat: no mailbox', async () => {
    await writes('在庫はありますか');
    await nothingGoes();
  });
  it('it waits in the chat: the mailbox has it switched off', async () => {
    await connectMail({ unreadChatMinutes: 0 });
    await writes('在庫はありますか');
    await nothingGoes();
  });
  it('it waits in the chat: no address, or one that is none', async () => {
    await connectMail();
    await writes('在庫はありますか', 'not an address');
    await nothingGoes();
  });
  it('it waits in the chat: the customer has opted out of mail', async () => {
    await connectMail();
    await writes('在庫はありますか');
    await test.ports.stores.customers.setOptOut(scope, 'email:hana@customer.example', true);
    await nothingGoes();
  });
});

describe('an address typed before the chat', () => {
  it('gets the mail, and makes the visitor nobody they are not', async () => {
    await connectMail({ unreadChatMinutes: 5 });
    await writes('在庫はありますか', 'Taro@Customer.example');
    await answers('ございます。');
    online = false;
    await passes(6);
    expect((await mails()).map(({ to }) => to)).toEqual([['taro@customer.example']]);
    expect(await test.ports.stores.customers.identity(scope, 'email:taro@customer.example')).toBeUndefined();
  });
});
