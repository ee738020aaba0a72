import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type SimulatedInstagram, said, startInstagram } from '#channels/instagram/simulate.ts';
import { DAY, HOUR, MINUTE } from '#contracts/time.ts';
import { sendMessage } from '#server/commands/send-message.ts';
import { system } from '#server/ports/scope.ts';
import { type ChannelDesk, createChannelDesk } from '#test/kit/channel-desk.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

const ACCOUNT = '17841400000000001';
const HANA = '987654321098765';
const AGENT = { kind: 'agent', agentId: 'ana', role: 'administrator', teamIds: [] } as const;
const SECRETS = { appSecret: 'app-secret', accessToken: 'ig-token', verifyToken: 'verify-me' };

let stores: TestStores;
let desk: ChannelDesk;
let side: SimulatedInstagram;
beforeAll(async () => {
  stores = await startStores();
});
afterAll(() => stores.stop());
beforeEach(async () => {
  await stores.clearMongo();
  desk = await createChannelDesk(stores.mongoUri, { channel: 'instagram' });
  side = await startInstagram({ igUserId: ACCOUNT, ...SECRETS, webhookUrl: desk.webhookUrl, retries: 0 });
  await desk.connect({
    channel: 'instagram',
    adapter: 'instagram',
    settings: { igUserId: ACCOUNT, apiBase: side.url },
    secrets: SECRETS,
  });
});
afterEach(async () => {
  await side.close();
  await desk.close();
});

const now = (): number => desk.test.clock.now().getTime();
const says = (mid: string, text: string, at = now()) => said(ACCOUNT, HANA, mid, text, at);
const event = (more: object, at = now()) => ({
  sender: { id: HANA },
  recipient: { id: ACCOUNT },
  timestamp: at,
  ...more,
});
const comment = (id: string, text: string, more: object = {}) => ({
  id,
  text,
  from: { id: HANA, username: 'hana_yamada' },
  media: { id: '500', media_product_type: 'FEED' },
  ...more,
});
const ours = (mid: string, text: string) => ({
  sender: { id: ACCOUNT },
  recipient: { id: HANA },
  timestamp: now(),
  message: { mid, is_echo: true, text },
});

describe('Instagram, from the webhook to the answer', () => {
  it('the webhook is subscribed by the verify token, and a signed message is answered', async () => {
    expect(await side.subscribe('verify-me')).toEqual({ status: 200, body: '1158201444' });
    expect((await side.subscribe('guess')).status).toBe(404);
    expect(await side.event(says('m1', '在庫はありますか'), { secret: 'guess' })).toEqual([401]);
    expect(await desk.conversations()).toEqual([]);
    expect(await side.event(says('m1', '在庫はありますか'))).toEqual([200]);
    expect((await desk.answer('はい、ございます')).delivery).toMatchObject({ state: 'sent' });
    expect(side.sent.at(-1)).toMatchObject({
      edge: 'messages',
      on: ACCOUNT,
      fields: { recipient: { id: HANA }, message: { text: 'はい、ございます' } },
    });
  });

  it('redelivered five times and shuffled, in batches of one to a thousand, each message stands once', async () => {
    const events = Array.from({ length: 40 }, (_, n) => says(`m${n}`, `message ${n}`, now() - 1_000 + n));
    const entry = (...messaging: object[]) => ({ id: ACCOUNT, time: now(), messaging });
    await side.post([entry(...events.toReversed())]);
    await Promise.all(
      Array.from({ length: 5 }, (_, turn) =>
        side.post(events.map((_one, n) => entry(events[(n * 7 + turn * 3) % 40] ?? {}))),
      ),
    );
    expect(await side.post(Array.from({ length: 1_000 }, (_, n) => entry(events[n % 40] ?? {})))).toEqual([
      200,
    ]);
    const inbound = (await desk.messages()).filter((m) => m.direction === 'inbound');
    expect(inbound).toHaveLength(40);
    expect(new Set(inbound.map((m) => m.externalId)).size).toBe(40);
  });

  it('a message seven days late is placed into the past, and one of another account is not taken in', async () => {
    await side.event(says('m2', 'a new one'));
    await side.event(says('m1', 'an old one', now() - 7 * DAY));
    await side.post([{ id: '999999999', time: now(), messaging: [says('m3', 'not ours')] }]);
    expect((await desk.messages()).map((m) => [m.text, m.late])).toEqual([
      ['a new one', false],
      ['an old one', true],
    ]);
  });

  it('what was seen, reacted to, unsent or written elsewhere lands on what it means', async () => {
    await side.event(says('m1', '注文12です'));
    const first = await desk.answer('どちらですか');
    const second = await desk.answer('ご住所もお願いします');
    const mid = side.sent.at(-1)?.id ?? '';
    await side.event(ours(mid, 'ご住所もお願いします'));
    await side.event(event({ read: { mid } }, now() + 1_000));
    await side.event(event({ reaction: { mid, action: 'react', reaction: 'love', emoji: '❤️' } }));
    await side.event(event({ message: { mid: 'm1', is_deleted: true } }));
    await side.event(event({ message: { mid: 'm2', attachments: [{ type: 'ephemeral' }] } }));
    const messages = await desk.messages();
    const byId = (id: string) => messages.find((m) => m.id === id);
    expect(byId(first.id)?.delivery?.state).toBe('read');
    expect(byId(second.id)).toMatchObject({
      delivery: { state: 'read' },
      extra: { reactions: [{ emoji: '❤️', by: 'customer' }] },
    });
    expect(messages[0]).toMatchObject({ text: '', extra: { isUnsent: true } });
    expect(messages.at(-1)).toMatchObject({ text: '', extra: { unsupported: 'ephemeral' } });
    expect(messages).toHaveLength(4);
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

describe('Instagram, comments and mentions', () => {
  it('a comment is answered in public by default, also after weeks', async () => {
    await side.change(comment('901', '在庫はありますか'));
    expect(await desk.conversation()).toMatchObject({
      customerName: 'hana_yamada',
      threads: [{ isPublic: true }],
    });
    desk.test.clock.advance(20 * DAY);
    expect((await desk.answer('ございます')).delivery?.state).toBe('sent');
    expect(side.sent).toMatchObject([{ edge: 'replies', on: '901', fields: { message: 'ございます' } }]);
    await side.change(
      comment(side.sent[0]?.id ?? '', 'ございます', { parent_id: '901', from: { id: ACCOUNT } }),
    );
    expect(await desk.messages()).toHaveLength(2);
  });

  it('a private reply goes to the author alone, and what they write back belongs to the same conversation', async () => {
    await side.change(comment('901', '注文について'));
    await desk.answer('個別にご連絡します', { extra: { replyPrivately: true } });
    expect(side.sent).toMatchObject([
      {
        edge: 'messages',
        fields: { recipient: { comment_id: '901' }, message: { text: '個別にご連絡します' } },
      },
    ]);
    await side.event(ours(side.sent[0]?.id ?? '', '個別にご連絡します'));
    desk.test.clock.advance(MINUTE);
    await side.event(says('m1', 'ありがとう'));
    const { threads } = await desk.conversation();
    expect(threads.map((t) => t.isPublic ?? false)).toEqual([true, false]);
    await desk.answer('承知しました', { threadId: threads[1]?.id ?? '' });
    expect(side.sent.at(-1)).toMatchObject({ edge: 'messages', fields: { recipient: { id: HANA } } });
  });

  it('a mention is shown as such and answered where it stands', async () => {
    await side.change({ media_id: '700', comment_id: '708' }, 'mentions');
    expect((await desk.messages())[0]).toMatchObject({
      text: '',
      extra: { unsupported: 'mention', isPublic: true },
    });
    await desk.answer('ありがとうございます');
    expect(side.sent).toMatchObject([
      { edge: 'mentions', on: ACCOUNT, fields: { media_id: '700', comment_id: '708' } },
    ]);
  });
});
