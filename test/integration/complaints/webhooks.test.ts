import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type SimulatedTelegram, startTelegram } from '#channels/telegram/simulate.ts';
import { type SimulatedWhatsapp, startWhatsapp } from '#channels/whatsapp/simulate.ts';
import { fetchMedia } from '#server/commands/fetch-media.ts';
import { system } from '#server/ports/scope.ts';
import { searchConversations } from '#server/queries/search-conversations.ts';
import { type ChannelDesk, createChannelDesk } from '#test/kit/channel-desk.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

// Numbers of complaints and pains: docs/complaints.md.
const scope = system('test');
let stores: TestStores;
beforeAll(async () => {
  stores = await startStores();
});
afterAll(() => stores.stop());

describe('messages that come by webhook', () => {
  const SECRETS = { botToken: '123:token', webhookSecret: 'hook-secret' };
  let desk: ChannelDesk;
  let telegram: SimulatedTelegram;
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

  const said = (id: number, text: string, more: { person?: number; agoMs?: number } = {}) => {
    const person = more.person ?? 42;
    const at = desk.test.clock.now().getTime() - (more.agoMs ?? 0);
    return {
      message: {
        message_id: id,
        date: Math.floor(at / 1_000),
        from: { id: person, is_bot: false, first_name: `客${person}` },
        chat: { id: person, type: 'private' },
        text,
      },
    };
  };
  /** What the bot was given to read, turn by turn. */
  const botReads = (): string[][] => {
    const turns: string[][] = [];
    desk.test.ports.bot.turn = async ({ messages, state }) => {
      const texts = messages.map((message) => message.text);
      turns.push(texts);
      const text = `承りました: ${texts.join('、')}`;
      const reply = { type: 'reply' as const, text, quickReplies: [], citations: [], extra: {} };
      return { actions: [reply], state: { ...state, turns: state.turns + 1 } };
    };
    return turns;
  };

  it('complaint 2: two quick messages start one conversation, and the bot answers each of them once', async () => {
    botReads();
    await Promise.all([telegram.update(said(1, '返品したい')), telegram.update(said(2, '注文は1001です'))]);
    await desk.conversation();
    const bot = (await desk.messages()).filter((message) => message.author.kind === 'bot');
    const answered = bot.map((message) => message.text).join('\n');
    for (const words of ['返品したい', '注文は1001です']) expect(answered.split(words)).toHaveLength(2);
  });

  it('complaint 3: what arrives out of order stands in the provider’s order, each under its author', async () => {
    const minutes = [5, 4, 3, 2, 1, 0];
    const shuffled = [3, 0, 5, 1, 4, 2];
    for (const n of shuffled)
      await telegram.update(said(n + 1, `m${n + 1}`, { agoMs: (minutes[n] ?? 0) * 60_000 }));
    await telegram.update(said(99, 'もう一人', { person: 43 }));
    const conversations = await desk.conversations();
    const hana = conversations.find((one) => one.threads[0]?.address === '42');
    const messages = (await desk.messages(hana?.id)).toSorted(
      (a, b) => a.at.getTime() - b.at.getTime() || a.counter - b.counter || a.seq - b.seq,
    );
    expect(messages.map((m) => m.text)).toEqual(['m1', 'm2', 'm3', 'm4', 'm5', 'm6']);
    expect(new Set(messages.map((m) => m.author.name))).toEqual(new Set(['客42']));
    expect(messages.map((m) => m.seq).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('complaint 4: with nobody at the desk, a hundred chats are all kept, and each is on the list', async () => {
    const people = Array.from({ length: 100 }, (_, n) => 1_000 + n);
    await Promise.all(people.map((person) => telegram.update(said(1, `用件 ${person}`, { person }))));
    await desk.test.settled();
    const seen = new Set<string>();
    let cursor: string | undefined;
    do {
      const page = await desk.test.ports.stores.conversations.list(
        scope,
        { sort: 'newest' },
        { limit: 30, ...(cursor ? { cursor } : {}) },
      );
      for (const { customerName } of page.items) seen.add(customerName);
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen.size).toBe(100);
    const ledger = await desk.test.ports.stores.ledger.list(scope, { limit: 200 });
    expect(ledger.items.filter((item) => item.outcome === 'message')).toHaveLength(100);
  });

  it('complaint 14: search knows a message the moment it stands, its new words after an edit, and no others', async () => {
    const found = (words: string): Promise<string[] | undefined> =>
      searchConversations(desk.test.ports, scope, words);
    await telegram.update(said(1, '紫陽花柄の急須はありますか'));
    const { id } = await desk.conversation();
    expect(await found('紫陽花柄')).toEqual([id]);
    expect(await found('椿柄')).toEqual([]);
    const { message } = said(1, '椿柄の急須はありますか');
    await telegram.update({ edited_message: { ...message, edit_date: message.date + 5 } });
    await desk.test.settled();
    expect(await found('椿柄')).toEqual([id]);
    expect(await found('紫陽花柄')).toEqual([]);
  });

  it('pain 4: two first messages at the same instant open one conversation', async () => {
    await Promise.all([1, 2, 3, 4].map((id) => telegram.update(said(id, `first ${id}`))));
    expect((await desk.conversation()).seq).toBe(4);
  });

  it('pain 9: an event told five times is one message, one line on the record and one call of the bot', async () => {
    const turns = botReads();
    await telegram.update(said(1, '一度だけ'), { times: 5 });
    const conversation = await desk.conversation();
    const messages = await desk.messages();
    expect(messages.map((message) => message.author.kind)).toEqual(['customer', 'bot']);
    const received = await desk.test.ports.stores.interactions.ofConversation(scope, conversation.id, {
      types: ['message.received'],
      limit: 10,
    });
    expect(received).toHaveLength(1);
    expect(turns).toEqual([['一度だけ']]);
  });
});

describe('a picture of WhatsApp', () => {
  const HANA = { phone: '+819012345678', name: '花子' };
  const SECRETS = { accessToken: 'EAAtoken', appSecret: 'app-secret', verifyToken: 'verify-me' };
  const IDS = { phoneNumberId: '106540352242922', businessAccountId: '102290129340398' };
  const PNG = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  );
  let desk: ChannelDesk;
  let meta: SimulatedWhatsapp;
  const connect = (apiBase: string): Promise<void> =>
    desk.connect({
      channel: 'whatsapp',
      adapter: 'whatsapp',
      settings: { ...IDS, apiBase },
      secrets: SECRETS,
    });
  beforeEach(async () => {
    await stores.clearMongo();
    desk = await createChannelDesk(stores.mongoUri, { channel: 'whatsapp' });
    meta = await startWhatsapp({ ...SECRETS, ...IDS, webhookUrl: desk.webhookUrl, retries: 0 });
    await connect(meta.url);
  });
  afterEach(async () => {
    await meta.close();
    await desk.close();
  });

  it('pain 5: stands at once although it cannot be fetched, and a later try has it; no lock is in the way', async () => {
    const content = { type: 'image', image: { id: '777', mime_type: 'image/png', caption: '割れました' } };
    const contacts = [{ profile: { name: HANA.name }, wa_id: '819012345678' }];
    const change = meta.change({ contacts, messages: [meta.message(HANA, content)] });
    await meta.deliver([change]);
    const [message] = await desk.messages();
    expect(message).toMatchObject({ text: '割れました', attachments: [{ status: 'fetching' }] });
    // Meta cannot be reached; in the meantime it delivers the same message again.
    meta.media.set('777', { mime: 'image/png', data: PNG });
    await connect('http://127.0.0.1:9');
    const messageId = message?.id ?? '';
    await expect(fetchMedia(desk.test.ports, { messageId, attempt: 1 })).rejects.toThrow('media:');
    await meta.deliver([change]);
    expect(await desk.messages()).toMatchObject([
      { text: '割れました', attachments: [{ status: 'fetching' }] },
    ]);
    await connect(meta.url);
    await fetchMedia(desk.test.ports, { messageId, attempt: 2 });
    expect(await desk.messages()).toMatchObject([{ attachments: [{ status: 'stored', kind: 'image' }] }]);
  });
});
