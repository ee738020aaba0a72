import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Relay, startRelay } from '#channels/email/simulate.ts';
import { itemOf } from '#channels/email/split.ts';
import { type SimulatedLine, startLine } from '#channels/line/simulate.ts';
import { itemsOf } from '#channels/web-chat/split.ts';
import { DAY, HOUR, MINUTE } from '#contracts/time.ts';
import { mergeCustomers } from '#server/commands/merge-customers.ts';
import { resolveConversation } from '#server/commands/resolve-conversation.ts';
import { sendMessage } from '#server/commands/send-message.ts';
import type { Conversation } from '#server/domain/conversation/conversation.ts';
import { system } from '#server/ports/scope.ts';
import { type ChannelDesk, createChannelDesk } from '#test/kit/channel-desk.ts';
import { type AgentScope, addAgent, recordOf } from '#test/kit/floor.ts';
import { testAccount } from '#test/kit/ports.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

const scope = system('test');
const SECRETS = { channelSecret: 'secret-for-tests', channelAccessToken: 'token-for-tests' };
const USER = { sub: 'hana-7', name: '佐藤 花子', email: 'hana@customer.example' };
const VOUCHED =
  'mx.shop.example; dkim=pass header.d=customer.example; spf=pass; dmarc=pass header.from=customer.example';

let stores: TestStores;
let desk: ChannelDesk;
let line: SimulatedLine;
let relay: Relay;
let hana: string;
let ana: AgentScope;
let n = 0;

beforeAll(async () => {
  stores = await startStores();
});
afterAll(async () => {
  await stores.stop();
});
beforeEach(async () => {
  relay = await startRelay();
  desk = await createChannelDesk(stores.mongoUri, { channel: 'line', accountId: 'line' });
  n += 1;
  line = await startLine({
    ...SECRETS,
    webhookUrl: desk.webhookUrl,
    retryMs: 20,
    run: `${process.pid}:one:${n}`,
  });
  hana = line.addUser({ displayName: '花子', language: 'ja' });
  const settings = { apiBase: line.url, dataBase: line.url };
  await desk.connect({ channel: 'line', adapter: 'line', settings, secrets: SECRETS });
  const { accounts } = desk.test.ports.stores;
  await accounts.save(
    scope,
    testAccount({ id: 'chat', channel: 'web-chat', adapter: 'web-chat' }),
    undefined,
  );
  const mail = {
    address: 'support@shop.example',
    receive: 'none',
    smtpHost: 'localhost',
    smtpPort: relay.port,
    smtpSecurity: 'plain',
    authserv: 'mx.shop.example',
  };
  const secrets = { replyKey: 'a key of the test' };
  await accounts.save(
    scope,
    testAccount({ id: 'mail', channel: 'email', adapter: 'email', settings: mail, secrets }),
    undefined,
  );
  ana = await addAgent({ test: desk.test } as never, 'ana', { role: 'manager' });
});
afterEach(async () => {
  await line.close();
  await desk.close();
  await relay.close();
  await stores.clearMongo();
});

const takes = async (accountId: string, items: ReturnType<typeof itemsOf>): Promise<void> => {
  await desk.test.intake.accept({ accountId, items, receivedAt: desk.test.clock.now() });
  await desk.test.settled();
};
/** In the panel, signed in by the shop's token. */
const chats = async (text: string, user: Partial<typeof USER> = USER): Promise<void> => {
  n += 1;
  const event = { event: 'message.send', data: { clientId: `client-${n}`, text } };
  const from = {
    accountId: 'chat',
    visitor: 'visitor-0001',
    ...(user.sub ? { user: user as typeof USER } : {}),
  };
  await takes('chat', itemsOf(from, event as never, desk.test.clock.now()));
};
const lines = async (text: string): Promise<void> => {
  const event = line.message({ userId: hana }, { type: 'text', text, quoteToken: 'q' });
  const at = { ...event, timestamp: desk.test.clock.now().getTime() };
  expect((await line.deliver([at])).at(-1)).toBe(200);
  await desk.test.settled();
};
const mails = async (text: string, results: string | undefined, headers: string[] = []): Promise<void> => {
  n += 1;
  const raw = [
    'From: Hana <hana@customer.example>',
    'To: support@shop.example',
    'Subject: lamp',
    `Message-ID: <mail-number-${n}-of-hana@customer.example>`,
    ...(results ? [`Authentication-Results: ${results}`] : []),
    ...headers,
    'Content-Type: text/plain; charset=utf-8',
    '',
    text,
  ].join('\r\n');
  await takes('mail', [itemOf(Buffer.from(raw), desk.test.clock.now(), { uidValidity: '1', uid: n })]);
};
const customerIds = async () => [...new Set((await desk.conversations()).map((c) => c.customerId))];
/** She wrote on LINE last month; then somebody found that it is her, and linked the two. */
const knownOnLine = async (): Promise<void> => {
  await lines('先月の件です');
  const old = await desk.conversation();
  await resolveConversation(desk.test.ports, ana, { conversationId: old.id });
  desk.test.clock.advance(30 * DAY);
  await chats('電球が届きません');
  const [, chat] = await desk.conversations();
  if (!chat) throw new Error('the chat opened nothing');
  await mergeCustomers(desk.test.ports, ana, { customerId: old.customerId, into: chat.customerId });
};
const open = async (): Promise<Conversation> => {
  const live = (await desk.conversations()).filter((c) => c.status !== 'resolved');
  const [one, ...more] = live;
  if (!one || more.length > 0) throw new Error(`${live.length} open conversations`);
  return one;
};
const answers = async (text: string) => {
  const { ports } = desk.test;
  const input = { conversationId: (await open()).id, text, by: 'agent' as const };
  const message = await sendMessage(ports, ana, input);
  await desk.deliver();
  return (await ports.stores.messages.get(scope, message.id)) ?? message;
};

describe('a customer known by verified identities', () => {
  it('starts on web chat, goes on by LINE and ends by e-mail in one conversation, answered on each', async () => {
    await knownOnLine();
    expect((await answers('お調べします。')).channel).toBe('web-chat');
    desk.test.clock.advance(HOUR);
    await lines('外出するのでLINEでお願いします');
    expect((await answers('明日届きます。')).delivery?.state).toBe('sent');
    desk.test.clock.advance(HOUR);
    await mails('届きました。領収書をください', VOUCHED);
    const last = await answers('お送りします。');
    expect(last).toMatchObject({ channel: 'email', delivery: { state: 'sent' } });
    expect(relay.taken.map(({ to }) => to)).toEqual([['hana@customer.example']]);

    const conversation = await open();
    const messages = await desk.messages(conversation.id);
    expect(messages.map((m) => [m.author.kind, m.channel])).toEqual([
      ['customer', 'web-chat'],
      ['agent', 'web-chat'],
      ['customer', 'line'],
      ['agent', 'line'],
      ['customer', 'email'],
      ['agent', 'email'],
    ]);
    const switched = await recordOf(desk.test, conversation.id, ['conversation.channel-switched']);
    expect(switched.map((i) => [i.before?.channel, (i.after as { channel: string }).channel])).toEqual([
      ['web-chat', 'line'],
      ['line', 'email'],
    ]);
    // Last month's and this one; nothing else was opened on the way.
    expect(await desk.conversations()).toHaveLength(2);
  });

  it('after the window begins a new conversation, linked to the one before', async () => {
    await knownOnLine();
    const chat = await open();
    desk.test.clock.advance(73 * HOUR);
    await lines('別の件です');
    const all = await desk.conversations();
    expect(all).toHaveLength(3);
    const [old, , later] = all;
    expect(later).toMatchObject({ channel: 'line', previousId: old?.id });
    expect(later?.id).not.toBe(chat.id);
  });

  it('with two open matters begins a new one: which is meant cannot be known', async () => {
    await knownOnLine();
    const chat = await open();
    await resolveConversation(desk.test.ports, ana, { conversationId: chat.id });
    desk.test.clock.advance(80 * HOUR);
    await chats('別の電球の件');
    await mails('請求書の件', VOUCHED);
    desk.test.clock.advance(MINUTE);
    expect((await open()).channel).toBe('email');
  });
});

describe('an unverified claim', () => {
  it('by mail joins nothing, and shows nothing of the customer it names', async () => {
    await chats('電球が届きません');
    const chat = await desk.conversation();
    await mails('注文の状況を教えてください', undefined);
    const [, forged] = await desk.conversations();
    expect(forged).toMatchObject({ channel: 'email', threads: [{ accountId: 'mail' }] });
    expect(forged?.customerId).not.toBe(chat.customerId);
    expect(await desk.messages(chat.id)).toHaveLength(1);
    expect(await customerIds()).toHaveLength(2);
  });

  it('from a chat without a token joins nothing of the customer whose address it gives', async () => {
    await mails('電球が届きません', VOUCHED);
    await chats('hana@customer.example です', {});
    const [mail, chat] = await desk.conversations();
    expect(chat?.customerId).not.toBe(mail?.customerId);
    expect(chat?.threads).toHaveLength(1);
    expect(await desk.messages(chat?.id)).toHaveLength(1);
  });

  it('on LINE that nobody has linked begins a conversation of its own', async () => {
    await chats('電球が届きません');
    await lines('電球が届きません');
    expect(await customerIds()).toHaveLength(2);
    expect(await desk.conversations()).toHaveLength(2);
  });
});
