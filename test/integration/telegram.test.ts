import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type SimulatedTelegram, startTelegram } from '#channels/telegram/simulate.ts';
import { DAY } from '#contracts/time.ts';
import { system } from '#server/ports/scope.ts';
import { type ChannelDesk, createChannelDesk } from '#test/kit/channel-desk.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

const HANA = { id: 42, first_name: '花子', language_code: 'ja' };
const SECRETS = { botToken: '123:token', webhookSecret: 'hook-secret' };

let stores: TestStores;
let desk: ChannelDesk;
let telegram: SimulatedTelegram;
beforeAll(async () => {
  stores = await startStores();
});
afterAll(() => stores.stop());
beforeEach(async () => {
  await stores.clearMongo();
  desk = await createChannelDesk(stores.mongoUri, { channel: 'telegram' });
  telegram = await startTelegram({ ...SECRETS, webhookUrl: desk.webhookUrl, retries: 0 });
  await desk.connect({
    channel: 'telegram',
    adapter: 'telegram',
    settings: { apiBase: telegram.url },
    secrets: SECRETS,
  });
});
afterEach(async () => {
  await telegram.close();
  await desk.close();
});

const nowSeconds = (): number => Math.floor(desk.test.clock.now().getTime() / 1_000);
const said = (id: number, text: string, more: object = {}) => ({
  message: {
    message_id: id,
    date: nowSeconds(),
    from: { is_bot: false, ...HANA },
    chat: { id: 42, type: 'private' },
    text,
    ...more,
  },
});

describe('Telegram, from the webhook to the answer', () => {
  it('a message is answered in the same chat, and the customer is known by name', async () => {
    expect(await telegram.update(said(1, '在庫はありますか'))).toEqual([200]);
    const conversation = await desk.conversation();
    expect(conversation).toMatchObject({ channel: 'telegram', customerName: '花子', language: 'ja' });
    const answer = await desk.answer('はい、ございます');
    expect(answer.delivery).toMatchObject({ state: 'sent' });
    expect(telegram.sent.at(-1)).toMatchObject({
      method: 'sendMessage',
      chatId: '42',
      fields: { text: 'はい、ございます' },
    });
  });

  it('without the secret nothing is kept', async () => {
    expect(await telegram.update(said(1, 'x'), { secret: 'guess' })).toEqual([401]);
    expect(await desk.conversations()).toEqual([]);
  });

  it('redelivered five times and shuffled, each message stands once and in order', async () => {
    const ids = [1, 2, 3, 4, 5, 6, 7, 8];
    const shuffled = [...ids, ...ids, ...ids, ...ids, ...ids].toSorted((a, b) => ((a * 7 + b * 13) % 5) - 2);
    await Promise.all(shuffled.map((id) => telegram.update(said(id, `message ${id}`))));
    const messages = await desk.messages();
    const inbound = messages.filter((m) => m.direction === 'inbound');
    expect(inbound).toHaveLength(8);
    const shown = inbound.toSorted((a, b) => a.at.getTime() - b.at.getTime() || a.counter - b.counter);
    expect(shown.map((m) => m.text)).toEqual(ids.map((id) => `message ${id}`));
  });

  it('a message seven days late is placed into the past', async () => {
    const late = said(1, 'an old one');
    late.message.date -= (7 * DAY) / 1_000;
    await telegram.update(said(2, 'a new one'));
    await telegram.update(late);
    expect((await desk.messages()).map((m) => [m.text, m.late])).toEqual([
      ['a new one', false],
      ['an old one', true],
    ]);
  });

  it('edits, reactions and taps land on what they mean', async () => {
    await telegram.update(said(1, '注文12です'));
    const { message } = said(1, '注文13です');
    await telegram.update({ edited_message: { ...message, edit_date: nowSeconds() + 5 } });
    const answer = await desk.answer('どちらですか', {
      extra: { quickReplies: [{ label: '返品', payload: 'return' }] },
    });
    const sent = telegram.sent.at(-1);
    await telegram.update({
      message_reaction: {
        chat: { id: 42, type: 'private' },
        message_id: sent?.messageId,
        user: HANA,
        date: nowSeconds(),
        new_reaction: [{ type: 'emoji', emoji: '👍' }],
      },
    });
    await telegram.update({
      callback_query: {
        id: '1001',
        from: HANA,
        data: 'return',
        message: {
          message_id: sent?.messageId,
          date: nowSeconds(),
          chat: { id: 42, type: 'private' },
          reply_markup: { inline_keyboard: [[{ text: '返品', callback_data: 'return' }]] },
        },
      },
    });
    const messages = await desk.messages();
    expect(messages[0]).toMatchObject({ text: '注文13です', extra: { edits: [{ text: '注文12です' }] } });
    expect(messages.find((m) => m.id === answer.id)?.extra.reactions).toEqual([
      { emoji: '👍', by: 'customer' },
    ]);
    expect(messages.at(-1)).toMatchObject({ text: '返品', payload: 'return', direction: 'inbound' });
  });

  it('whoever blocked the bot is written to no more until they are back', async () => {
    await telegram.update(said(1, 'x'));
    const member = (status: string, date: number) => ({
      my_chat_member: { chat: { id: 42, type: 'private' }, from: HANA, date, new_chat_member: { status } },
    });
    await telegram.update(member('kicked', nowSeconds()));
    await desk.test.settled();
    await expect(desk.answer('hello')).rejects.toMatchObject({ code: 'opted-out' });
    await telegram.update(member('member', nowSeconds() + 1));
    await desk.test.settled();
    expect((await desk.answer('hello')).delivery?.state).toBe('sent');
  });

  it('a second person in a group reaches people, not the bot', async () => {
    const group = { chat: { id: -5, type: 'supergroup' } };
    await telegram.update(said(1, '一人目です', group));
    await telegram.update(said(2, '二人目です', { ...group, from: { id: 43, first_name: '次郎' } }));
    const conversation = await desk.conversation();
    expect(conversation.status).toBe('queued');
    expect(
      (await desk.messages()).filter((m) => m.direction === 'inbound').map((m) => m.author.name),
    ).toEqual(['花子', '次郎']);
    await desk.answer('お待たせしました');
    expect(telegram.sent.at(-1)?.chatId).toBe('-5');
  });

  it('what nobody has heard of is kept as unsupported and holds nothing up', async () => {
    expect(await telegram.update({ chat_boost: { chat: { id: 42 } } })).toEqual([200]);
    await telegram.update(said(1, 'x', { text: undefined, poll: { id: '1' } }));
    expect((await desk.messages())[0]).toMatchObject({ text: '', extra: { unsupported: 'poll' } });
    const ledger = await desk.test.ports.stores.ledger.list(system('test'), { limit: 10 });
    expect(ledger.items.map((i) => i.outcome).toSorted()).toEqual(['message', 'unsupported']);
  });
});
