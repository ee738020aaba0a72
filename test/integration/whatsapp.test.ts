import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTwilio } from '#channels/sms/simulate.ts';
import { type SimulatedWhatsapp, startWhatsapp } from '#channels/whatsapp/simulate.ts';
import { DAY, HOUR, MINUTE } from '#contracts/time.ts';
import { fetchMedia } from '#server/commands/fetch-media.ts';
import { system } from '#server/ports/scope.ts';
import { type ChannelDesk, createChannelDesk } from '#test/kit/channel-desk.ts';
import { testAccount } from '#test/kit/ports.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

const HANA = { phone: '+819012345678', userId: 'JP.13491208655302741918', name: '山田 花子' };
const SECRETS = { accessToken: 'EAAtoken', appSecret: 'app-secret', verifyToken: 'verify-me' };
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const IDS = { phoneNumberId: '106540352242922', businessAccountId: '102290129340398' };

let stores: TestStores;
let desk: ChannelDesk;
let meta: SimulatedWhatsapp;
beforeAll(async () => {
  stores = await startStores();
});
afterAll(() => stores.stop());
beforeEach(async () => {
  await stores.clearMongo();
  desk = await createChannelDesk(stores.mongoUri, { channel: 'whatsapp' });
  meta = await startWhatsapp({ ...SECRETS, ...IDS, webhookUrl: desk.webhookUrl, retries: 0 });
  await desk.connect({
    channel: 'whatsapp',
    adapter: 'whatsapp',
    settings: { ...IDS, apiBase: meta.url },
    secrets: SECRETS,
  });
});
afterEach(async () => {
  await meta.close();
  await desk.close();
});

const seconds = (ms = 0): string => String(Math.floor((desk.test.clock.now().getTime() + ms) / 1_000));
const text = (body: string, more: Record<string, unknown> = {}) =>
  meta.message(HANA, { type: 'text', text: { body } }, { timestamp: seconds(), ...more });
const contacts = [{ profile: { name: HANA.name }, wa_id: '819012345678', user_id: HANA.userId }];
const send = (messages: unknown[], options?: { secret?: string; times?: number }) =>
  meta.deliver([meta.change({ contacts, messages })], options);
const account = () => desk.test.ports.stores.accounts.get(system('test'), desk.accountId);

describe('WhatsApp, from the webhook to the answer', () => {
  it('the address answers Meta’s question, to who knows the word', async () => {
    expect(await meta.greet()).toEqual({ status: 200, body: '1158201444' });
    expect((await meta.greet('guess')).status).toBe(403);
  });

  it('a message is answered in the same chat, quoting it', async () => {
    const id = await meta.says(HANA, '在庫はありますか');
    expect(await desk.conversation()).toMatchObject({ channel: 'whatsapp', customerName: '山田 花子' });
    const answer = await desk.answer('はい、ございます');
    expect(answer.delivery).toMatchObject({ state: 'sent' });
    expect(meta.sent.at(-1)?.message).toMatchObject({
      to: '+819012345678',
      type: 'text',
      text: { body: 'はい、ございます' },
      context: { message_id: id },
    });
  });

  it('under another app’s signature nothing is kept', async () => {
    expect(await send([text('x')], { secret: 'guess' })).toEqual([401]);
    expect(await desk.conversations()).toEqual([]);
  });

  it('redelivered five times and shuffled, each message stands once and in order', async () => {
    const ids = [1, 2, 3, 4, 5, 6, 7, 8];
    const messages = ids.map((n) => text(`message ${n}`, { timestamp: seconds(n * 1_000 - 60_000) }));
    const shuffled = [...messages, ...messages, ...messages, ...messages, ...messages].toSorted(
      (a, b) => ((String(a.id).charCodeAt(12) * 7) % 5) - ((String(b.id).charCodeAt(12) * 7) % 5),
    );
    await Promise.all(shuffled.map((message) => send([message])));
    const inbound = (await desk.messages()).filter((m) => m.direction === 'inbound');
    expect(inbound).toHaveLength(8);
    const shown = inbound.toSorted((a, b) => a.at.getTime() - b.at.getTime());
    expect(shown.map((m) => m.text)).toEqual(ids.map((n) => `message ${n}`));
  });

  it.each([1, 250, 1_000])('every message of a batch of %i is kept', async (size) => {
    const messages = Array.from({ length: size }, (_, n) => text(`${n}`));
    expect(await send(messages)).toEqual([200]);
    await desk.test.settled();
    const { seq } = await desk.conversation();
    expect(seq).toBe(size);
  });

  it('a batch of two numbers goes to each number’s account, a third one’s is kept as nobody’s', async () => {
    const second = { ...IDS, phoneNumberId: '208888888888888', apiBase: meta.url };
    await desk.test.ports.stores.accounts.save(
      system('test'),
      testAccount({
        id: 'second',
        channel: 'whatsapp',
        adapter: 'whatsapp',
        settings: second,
        secrets: SECRETS,
      }),
      undefined,
    );
    const to = (phone_number_id: string, from: string) =>
      meta.change({
        metadata: { display_phone_number: '81', phone_number_id },
        messages: [meta.message({ phone: from }, { type: 'text', text: { body: phone_number_id } })],
      });
    await meta.deliver([
      to(IDS.phoneNumberId, '+8190111'),
      to('208888888888888', '+8190222'),
      to('30999', '+8190333'),
    ]);
    const conversations = await desk.conversations();
    expect(conversations.map((c) => [c.lastLine, c.threads[0]?.accountId]).toSorted()).toEqual([
      [IDS.phoneNumberId, 'acc'],
      ['208888888888888', 'second'],
    ]);
  });

  it('a message seven days late is placed into the past', async () => {
    await send([text('a new one')]);
    await send([text('an old one', { timestamp: seconds(-7 * DAY) })]);
    expect((await desk.messages()).map((m) => [m.text, m.late])).toEqual([
      ['a new one', false],
      ['an old one', true],
    ]);
  });

  it('what nobody has heard of is shown or kept as such, and holds nothing up', async () => {
    await meta.deliver([meta.change({ history: [{ phase: 0 }] }, 'history')]);
    await meta.says(HANA, { type: 'hologram', hologram: {} });
    expect((await desk.messages())[0]).toMatchObject({ text: '', extra: { unsupported: 'hologram' } });
    const ledger = await desk.test.ports.stores.ledger.list(system('test'), { limit: 10 });
    expect(ledger.items.map((i) => i.outcome).toSorted()).toEqual(['message', 'unsupported']);
  });
});

describe('WhatsApp, what happens to messages', () => {
  it('edits, deletions, reactions and taps land on what they mean', async () => {
    const first = await meta.says(HANA, '注文12です');
    const second = await meta.says(HANA, '電話番号は090です');
    await meta.says(HANA, {
      type: 'edit',
      edit: { original_message_id: first, message: { type: 'text', text: { body: '注文13です' } } },
    });
    await meta.says(HANA, { type: 'revoke', revoke: { original_message_id: second } });
    const extra = { quickReplies: [{ label: '返品', payload: 'return' }, { label: '交換' }] };
    const answer = await desk.answer('どちらですか', { extra });
    const { id = '', message } = meta.sent.at(-1) ?? {};
    expect(message).toMatchObject({ type: 'interactive', interactive: { type: 'button' } });
    await meta.says(HANA, { type: 'reaction', reaction: { message_id: id, emoji: '👍' } });
    await meta.says(HANA, {
      type: 'interactive',
      context: { id },
      interactive: { type: 'button_reply', button_reply: { id: 'return', title: '返品' } },
    });
    const messages = await desk.messages();
    expect(messages[0]).toMatchObject({ text: '注文13です', extra: { edits: [{ text: '注文12です' }] } });
    expect(messages[1]).toMatchObject({ text: '', extra: { isUnsent: true } });
    expect(messages.at(-1)).toMatchObject({ text: '返品', payload: 'return', direction: 'inbound' });
    const reactions = async () => (await desk.messages()).find((m) => m.id === answer.id)?.extra.reactions;
    expect(await reactions()).toEqual([{ emoji: '👍', by: 'customer' }]);
    await meta.says(HANA, { type: 'reaction', reaction: { message_id: id } });
    expect(await reactions()).toEqual([]);
  });

  it('statuses only go up, whatever their order', async () => {
    await meta.says(HANA, 'x');
    const { id } = await desk.answer('はい');
    const wamid = meta.sent[0]?.id ?? '';
    const state = async () => (await desk.messages()).find((m) => m.id === id)?.delivery;
    await meta.status(wamid, 'read');
    await meta.status(wamid, 'sent');
    await meta.status(wamid, 'delivered');
    expect(await state()).toMatchObject({ state: 'read' });
  });

  it('a failure told later fails the message with its reason', async () => {
    await meta.says(HANA, 'x');
    const { id } = await desk.answer('はい');
    await meta.status(meta.sent[0]?.id ?? '', 'failed', {
      errors: [{ code: 131026, title: 'Message undeliverable' }],
    });
    expect((await desk.messages()).find((m) => m.id === id)?.delivery).toMatchObject({
      state: 'failed',
      reason: 'delivery-invalid-recipient',
    });
  });

  it('what is written in the phone app stands in the thread, what we sent stands once', async () => {
    await meta.says(HANA, 'x');
    await desk.answer('はい');
    const echo = (id: string, body: string) => ({
      from: '81312345678',
      to: '819012345678',
      to_user_id: HANA.userId,
      id,
      timestamp: seconds(),
      type: 'text',
      text: { body },
    });
    const message_echoes = [echo(meta.sent[0]?.id ?? '', 'はい'), echo('wamid.PHONE', '店からお電話します')];
    await meta.deliver([meta.change({ contacts, message_echoes }, 'smb_message_echoes')]);
    await desk.test.settled();
    desk.test.clock.advance(11 * MINUTE);
    await desk.test.intake.sweep();
    desk.test.intake.told([`${desk.accountId}|819012345678`]);
    await desk.test.settled();
    const before = await desk.messages();
    expect(before.map((m) => m.text)).toEqual(['x', 'はい', '店からお電話します']);
    const revoke = {
      ...echo('wamid.REVOKE', ''),
      type: 'revoke',
      revoke: { original_message_id: 'wamid.PHONE' },
    };
    const theirs = {
      ...echo('wamid.LIKE', ''),
      type: 'reaction',
      reaction: { message_id: before[0]?.externalId, emoji: '👍' },
    };
    await meta.deliver([meta.change({ contacts, message_echoes: [theirs, revoke] }, 'smb_message_echoes')]);
    expect(
      (await desk.messages()).map((m) => [m.text, m.extra.isEcho ?? false, m.extra.isUnsent ?? false]),
    ).toEqual([
      ['x', false, false],
      ['はい', false, false],
      ['', true, true],
    ]);
    expect((await desk.messages())[0]?.extra.reactions).toEqual([{ emoji: '👍', by: 'agent' }]);
  });

  it('a picture is fetched with the token and stored', async () => {
    meta.media.set('777', { mime: 'image/png', data: PNG });
    await meta.says(HANA, {
      type: 'image',
      image: { id: '777', mime_type: 'image/png', caption: '割れました' },
    });
    const [message] = await desk.messages();
    await fetchMedia(desk.test.ports, { messageId: message?.id ?? '', attempt: 1 });
    expect((await desk.messages())[0]).toMatchObject({
      text: '割れました',
      attachments: [{ status: 'stored', mime: 'image/png', kind: 'image' }],
    });
  });
});

describe('WhatsApp, who it is', () => {
  it('the same person without their number is still the same customer', async () => {
    await meta.says(HANA, '一通目', { timestamp: seconds(-60_000) });
    await meta.says({ userId: HANA.userId, name: HANA.name }, '番号を隠しました');
    const { customerId, threads } = await desk.conversation();
    expect(customerId).toBeTruthy();
    expect(threads).toHaveLength(2);
    await desk.answer('はい');
    expect(meta.sent.at(-1)?.message).toMatchObject({ recipient: HANA.userId });
  });

  it('the same person’s SMS joins the conversation', async () => {
    const sms = { accountSid: `AC${'0'.repeat(32)}`, authToken: 'sms-token', number: '+815012345678' };
    const webhookUrl = desk.webhookUrl.replace('/whatsapp/acc', '/sms/sms');
    const twilio = await startTwilio({ ...sms, webhookUrl });
    await desk.test.ports.stores.accounts.save(
      system('test'),
      testAccount({
        id: 'sms',
        channel: 'sms',
        adapter: 'sms',
        settings: { accountSid: sms.accountSid, from: sms.number, apiBase: twilio.url, webhookUrl },
        secrets: { authToken: sms.authToken },
      }),
      undefined,
    );
    await meta.says(HANA, 'WhatsAppから');
    const { statuses } = await twilio.receive({ from: HANA.phone, body: 'SMSから' });
    expect(statuses).toEqual([200]);
    await twilio.close();
    expect((await desk.conversation()).threads.map((t) => t.channel)).toEqual(['whatsapp', 'sms']);
  });
});

describe('WhatsApp, an answer that cannot go', () => {
  it('after 24 hours is refused, and goes as a template', async () => {
    await meta.says(HANA, 'x');
    desk.test.clock.advance(25 * HOUR);
    await expect(desk.answer('遅くなりました')).rejects.toMatchObject({ code: 'reply-window-closed' });
    meta.templates.push({
      name: 'sorry',
      language: 'ja',
      status: 'APPROVED',
      components: [{ type: 'BODY', text: '{{1}}様、お待たせしました' }],
    });
    const template = { name: 'sorry', language: 'ja', variables: ['山田'] };
    expect((await desk.answer('山田様、お待たせしました', { extra: { template } })).delivery?.state).toBe(
      'sent',
    );
    expect(meta.sent.at(-1)?.message).toMatchObject({
      type: 'template',
      template: {
        name: 'sorry',
        components: [{ type: 'body', parameters: [{ type: 'text', text: '山田' }] }],
      },
    });
  });

  it('because WhatsApp’s window closed before ours fails with that reason', async () => {
    await meta.says(HANA, 'x');
    meta.fault('window-closed');
    expect((await desk.answer('はい')).delivery).toMatchObject({
      state: 'failed',
      reason: 'reply-window-closed',
    });
  });

  it('because the token ended fails, and shows on the account', async () => {
    await meta.says(HANA, 'x');
    meta.fault('expired');
    expect((await desk.answer('はい')).delivery).toMatchObject({ state: 'failed', reason: 'delivery-auth' });
    await desk.test.settled();
    expect(await account()).toMatchObject({ lastError: 'delivery-auth' });
  });

  it('too fast is tried again; one that may have been taken is not', async () => {
    await meta.says(HANA, 'x');
    meta.fault('pair-rate');
    const { id } = await desk.answer('一通目');
    desk.test.clock.advance(MINUTE);
    await desk.deliver();
    expect((await desk.messages()).find((m) => m.id === id)?.delivery?.state).toBe('sent');
    meta.fault('reset-taken');
    expect((await desk.answer('二通目')).delivery).toMatchObject({ state: 'uncertain' });
    desk.test.clock.advance(HOUR);
    await desk.deliver();
    expect(meta.sent.map(({ message }) => (message.text as { body: string }).body)).toEqual([
      '一通目',
      '二通目',
    ]);
  });
});
