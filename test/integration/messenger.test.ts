import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type SimulatedMessenger, said, startMessenger } from '#channels/messenger/simulate.ts';
import { DAY, HOUR, MINUTE } from '#contracts/time.ts';
import { sendMessage } from '#server/commands/send-message.ts';
import { system } from '#server/ports/scope.ts';
import { type ChannelDesk, createChannelDesk } from '#test/kit/channel-desk.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

const PAGE = '103456789012345';
const HANA = '6754321098765432';
const JIRO = '6754321098760000';
const AGENT = { kind: 'agent', agentId: 'ana', role: 'administrator', teamIds: [] } as const;
const SECRETS = { appSecret: 'app-secret', pageAccessToken: 'page-token', verifyToken: 'verify-me' };

let stores: TestStores;
let desk: ChannelDesk;
let side: SimulatedMessenger;
beforeAll(async () => {
  stores = await startStores();
});
afterAll(() => stores.stop());
beforeEach(async () => {
  await stores.clearMongo();
  desk = await createChannelDesk(stores.mongoUri, { channel: 'messenger' });
  side = await startMessenger({ pageId: PAGE, ...SECRETS, webhookUrl: desk.webhookUrl, retries: 0 });
  await desk.connect({
    channel: 'messenger',
    adapter: 'messenger',
    settings: { pageId: PAGE, apiBase: side.url },
    secrets: SECRETS,
  });
});
afterEach(async () => {
  await side.close();
  await desk.close();
});

const now = (): number => desk.test.clock.now().getTime();
const says = (mid: string, text: string, at = now(), psid = HANA) => said(PAGE, psid, mid, text, at);
const event = (more: object, at = now()) => ({
  sender: { id: HANA },
  recipient: { id: PAGE },
  timestamp: at,
  ...more,
});
const comment = (id: string, message: string, more: object = {}) => ({
  item: 'comment',
  verb: 'add',
  from: { id: HANA, name: '花子' },
  post_id: `${PAGE}_500`,
  comment_id: id,
  parent_id: `${PAGE}_500`,
  created_time: Math.floor(now() / 1_000),
  message,
  ...more,
});
const ours = (mid: string, text: string) => ({
  sender: { id: PAGE },
  recipient: { id: HANA },
  timestamp: now(),
  message: { mid, is_echo: true, text },
});
const replyPrivately = { extra: { replyPrivately: true } };

describe('Messenger, from the webhook to the answer', () => {
  it('the webhook is subscribed by the verify token alone', async () => {
    expect(await side.subscribe('verify-me')).toEqual({ status: 200, body: '1158201444' });
    expect((await side.subscribe('guess')).status).toBe(404);
  });

  it('a signed message is answered to the person who wrote it; an unsigned one is not kept', async () => {
    expect(await side.event(says('m1', '在庫はありますか'), { secret: 'guess' })).toEqual([401]);
    expect(await desk.conversations()).toEqual([]);
    expect(await side.event(says('m1', '在庫はありますか'))).toEqual([200]);
    const answer = await desk.answer('はい、ございます');
    expect(answer.delivery).toMatchObject({ state: 'sent' });
    expect(side.sent.at(-1)).toMatchObject({
      edge: 'messages',
      on: PAGE,
      fields: { recipient: { id: HANA }, message: { text: 'はい、ございます' } },
    });
  });

  it('redelivered five times and shuffled, in batches of one to a thousand, each message stands once', async () => {
    const events = Array.from({ length: 40 }, (_, n) => says(`m${n}`, `message ${n}`, now() - 1_000 + n));
    const entry = (messaging: object[]) => ({ id: PAGE, time: now(), messaging });
    await side.post([entry(events.toReversed())]);
    await Promise.all(
      Array.from({ length: 5 }, (_, turn) =>
        side.post(
          events
            .toSorted((a, b) => (((a.timestamp as number) * (turn + 3)) % 7) - ((b.timestamp as number) % 5))
            .map((one) => entry([one])),
        ),
      ),
    );
    const thousand = Array.from({ length: 1_000 }, (_, n) => entry([events[n % 40] ?? {}]));
    expect(await side.post(thousand)).toEqual([200]);
    const inbound = (await desk.messages()).filter((m) => m.direction === 'inbound');
    expect(new Set(inbound.map((m) => m.externalId)).size).toBe(40);
    expect(inbound).toHaveLength(40);
  });

  it('a message seven days late is placed into the past, and one of another page is kept unrouted', async () => {
    await side.event(says('m2', 'a new one'));
    await side.event(says('m1', 'an old one', now() - 7 * DAY));
    await side.post([{ id: '999999999', time: now(), messaging: [says('m3', 'not ours')] }]);
    expect((await desk.messages()).map((m) => [m.text, m.late])).toEqual([
      ['a new one', false],
      ['an old one', true],
    ]);
  });

  it('deliveries, reads, reactions, edits and echoes land on what they mean', async () => {
    await side.event(says('m1', '注文12です'));
    await side.event(event({ message_edit: { mid: 'm1', text: '注文13です', num_edit: 1 } }));
    const { id } = await desk.answer('どちらですか', {
      extra: { quickReplies: [{ label: '返品', payload: 'r' }] },
    });
    const mid = side.sent.at(-1)?.id ?? '';
    await side.event(ours(mid, 'どちらですか'));
    await side.event(event({ delivery: { mids: [mid], watermark: now() } }));
    const answered = async () => (await desk.messages()).find((m) => m.id === id);
    expect((await answered())?.delivery?.state).toBe('delivered');
    await side.event(event({ read: { watermark: now() + 1_000 } }));
    await side.event(event({ delivery: { mids: [mid], watermark: now() } }));
    await side.event(event({ reaction: { mid, action: 'react', reaction: 'love', emoji: '❤️' } }));
    await side.event(event({ message: { mid: 'm2', text: '返品', quick_reply: { payload: 'r' } } }));
    expect(await answered()).toMatchObject({
      delivery: { state: 'read' },
      extra: { reactions: [{ emoji: '❤️', by: 'customer' }] },
    });
    const messages = await desk.messages();
    expect(messages[0]).toMatchObject({ text: '注文13です', extra: { edits: [{ text: '注文12です' }] } });
    expect(messages.at(-1)).toMatchObject({ text: '返品', payload: 'r', direction: 'inbound' });
    expect(messages.filter((m) => m.text === 'どちらですか')).toHaveLength(1);
  });

  it('beyond 24 hours a person still answers for seven days, the bot not, then nobody', async () => {
    await side.event(says('m1', 'x'));
    const { id } = await desk.conversation();
    desk.test.clock.advance(25 * HOUR);
    await expect(desk.answer('bot', { by: 'bot', conversationId: id })).rejects.toMatchObject({
      code: 'reply-window-closed',
    });
    side.fault('window');
    await sendMessage(desk.test.ports, AGENT, { conversationId: id, text: 'お待たせしました', by: 'agent' });
    await desk.deliver();
    expect((await desk.messages()).at(-1)?.delivery?.state).toBe('sent');
    expect(side.sent.at(-1)?.fields).toMatchObject({ tag: 'HUMAN_AGENT' });
    desk.test.clock.advance(6 * DAY);
    await expect(desk.answer('x')).rejects.toMatchObject({ code: 'reply-window-closed' });
  });

  it('an ended token fails the message and shows on the account', async () => {
    await side.event(says('m1', 'x'));
    side.fault('token');
    expect((await desk.answer('x')).delivery).toMatchObject({ state: 'failed', reason: 'delivery-auth' });
    await desk.test.settled();
    const account = await desk.test.ports.stores.accounts.get(system('test'), desk.accountId);
    expect(account).toMatchObject({ lastError: 'delivery-auth' });
  });
});

describe('Messenger, comments on the page', () => {
  it('a comment is answered in public by default, also after weeks, and its edits and removal are followed', async () => {
    await side.feed(comment('500_1', '在庫はありますか'));
    expect(await desk.conversation()).toMatchObject({ customerName: '花子', threads: [{ isPublic: true }] });
    desk.test.clock.advance(20 * DAY);
    expect((await desk.answer('ございます')).delivery?.state).toBe('sent');
    expect(side.sent).toMatchObject([{ edge: 'comments', on: '500_1', fields: { message: 'ございます' } }]);
    await side.feed(comment('500_1', '在庫は?', { verb: 'edited' }));
    expect((await desk.messages())[0]).toMatchObject({
      text: '在庫は?',
      extra: { isPublic: true, link: 'https://www.facebook.com/103456789012345_500?comment_id=1' },
    });
    await side.feed(comment('500_1', '', { verb: 'remove' }));
    expect((await desk.messages())[0]).toMatchObject({ text: '', extra: { isUnsent: true } });
  });

  it('a private reply goes to the author alone, and what they write back belongs to the same conversation', async () => {
    await side.feed(comment('500_1', '注文について'));
    await desk.answer('個別にご連絡します', replyPrivately);
    expect(side.sent).toMatchObject([
      {
        edge: 'messages',
        fields: { recipient: { comment_id: '500_1' }, message: { text: '個別にご連絡します' } },
      },
    ]);
    await side.event(ours(side.sent[0]?.id ?? '', '個別にご連絡します'));
    await side.event(says('m1', 'ありがとう'));
    const { threads } = await desk.conversation();
    expect(threads.map((t) => t.isPublic ?? false)).toEqual([true, false]);
    expect(await desk.messages()).toHaveLength(3);
    desk.test.clock.advance(8 * DAY);
    const commented = { threadId: threads[0]?.id ?? '' };
    await expect(desk.answer('x', { ...commented, ...replyPrivately })).rejects.toMatchObject({
      code: 'reply-window-closed',
    });
  });

  it('the system says nothing in public; a survey goes to the private thread where there is one', async () => {
    await side.feed(comment('500_1', '在庫はありますか'));
    const system = { by: 'system' as const };
    await expect(desk.answer('ただいま2番目です', system)).rejects.toMatchObject({
      code: 'channel-not-available',
    });
    await side.event(says('m1', 'メッセージでも'));
    desk.test.clock.advance(MINUTE);
    await side.feed(comment('500_2', 'どうでしょう', { parent_id: '500_1' }));
    await desk.answer('いかがでしたか', { ...system, purpose: 'csat' });
    expect(side.sent).toMatchObject([{ edge: 'messages', fields: { recipient: { id: HANA } } }]);
  });

  it('another person’s reply reaches people; the page’s own is known as ours or as written elsewhere', async () => {
    await side.feed(comment('500_1', '在庫はありますか'));
    await desk.answer('ございます');
    const sent = side.sent[0]?.id ?? '';
    const under = { parent_id: '500_1', from: { id: PAGE, name: '店' } };
    await side.feed(comment(sent, 'ございます', under));
    await side.feed(comment('500_7', '電話でも承ります', under));
    await side.feed(comment('500_8', '私も', { parent_id: '500_1', from: { id: JIRO, name: '次郎' } }));
    desk.test.clock.advance(11 * MINUTE);
    await desk.test.settled();
    await side.feed(comment('500_9', 'どうも', { parent_id: '500_1' }));
    const messages = await desk.messages();
    expect(messages.filter((m) => m.direction === 'inbound').map((m) => m.author.name)).toEqual([
      '花子',
      '次郎',
      '花子',
    ]);
    expect(messages.filter((m) => m.text === 'ございます')).toHaveLength(1);
    const { customerName } = await desk.conversation();
    expect(customerName).toBe('花子');
    const ledger = await desk.test.ports.stores.ledger.list(system('test'), { limit: 10 });
    expect(ledger.items.map((i) => i.outcome)).toContain('echo-of-ours');
  });

  it('a visitor’s post, our comment under it and their answer to that are one conversation', async () => {
    await side.feed({
      ...comment('', '届きました'),
      comment_id: undefined,
      parent_id: undefined,
      item: 'post',
      post_id: '800_1',
    });
    await desk.answer('ありがとうございます');
    const [sent] = side.sent;
    expect(sent).toMatchObject({ edge: 'comments', on: '800_1' });
    desk.test.clock.advance(MINUTE);
    await side.feed(comment('800_5', '色違いです', { post_id: '800_1', parent_id: sent?.id }));
    expect((await desk.conversation()).threads).toHaveLength(2);
    await desk.answer('失礼しました');
    expect(side.sent.at(-1)).toMatchObject({ edge: 'comments', on: sent?.id });
  });
});
