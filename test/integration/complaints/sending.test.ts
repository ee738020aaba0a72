import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type SimulatedApp, startApp } from '#channels/api/simulate.ts';
import { type SimulatedTelegram, startTelegram } from '#channels/telegram/simulate.ts';
import { MINUTE } from '#contracts/time.ts';
import { deliverLane } from '#server/commands/deliver-message.ts';
import { retryMessage } from '#server/commands/retry-message.ts';
import { sendMessage } from '#server/commands/send-message.ts';
import { system } from '#server/ports/scope.ts';
import { type ChannelDesk, createChannelDesk } from '#test/kit/channel-desk.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

// Numbers of complaints and pains: docs/complaints.md.
const scope = system('test');
let stores: TestStores;
beforeAll(async () => {
  stores = await startStores();
});
afterAll(() => stores.stop());

describe('an answer by Telegram', () => {
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
    await telegram.says({ id: 42, first_name: '花子' }, '届きません');
  });
  afterEach(async () => {
    await telegram.close();
    await desk.close();
  });

  it('pain 6: tried again by an agent is really sent again, and says sent only then', async () => {
    telegram.fault('blocked');
    const answer = await desk.answer('確認します');
    expect(answer.delivery).toMatchObject({ state: 'failed', reason: 'opted-out', attempt: 1 });
    expect(telegram.sent).toEqual([]);
    const { id } = await desk.conversation();
    const retried = await retryMessage(desk.test.ports, scope, { conversationId: id, messageId: answer.id });
    expect(retried.delivery).toMatchObject({ state: 'queued', attempt: 2 });
    await desk.deliver();
    expect(telegram.sent.map((one) => one.fields.text)).toEqual(['確認します']);
    expect((await desk.messages()).at(-1)?.delivery).toMatchObject({ state: 'sent', attempt: 2 });
  });

  it('pain 7: whose sender died shows no endless sending: it becomes uncertain, with what to do', async () => {
    const { id } = await desk.conversation();
    const message = await sendMessage(desk.test.ports, scope, {
      conversationId: id,
      text: '確認します',
      by: 'agent',
    });
    const [delivery] = await desk.test.ports.stores.deliveries.ofMessage(scope, message.id);
    // A process takes it and is gone before the provider answers.
    await desk.test.ports.stores.deliveries.update(scope, delivery?.id ?? '', ['queued'], {
      state: 'sending',
      claimedBy: 'a process that died',
      claimedAt: desk.test.clock.now(),
    });
    desk.test.clock.advance(MINUTE);
    await deliverLane(desk.test.ports, delivery?.id ?? '', 'another process');
    await desk.test.settled();
    const shown = (await desk.messages()).at(-1);
    expect(shown?.delivery?.state).toBe('uncertain');
    expect(telegram.sent).toEqual([]);
    await retryMessage(desk.test.ports, scope, { conversationId: id, messageId: message.id });
    await desk.deliver();
    expect(telegram.sent).toHaveLength(1);
  });

  it('pain 8: sent five times by a client on a weak line is one message and one send', async () => {
    const { id } = await desk.conversation();
    const ask = { conversationId: id, text: '確認します', by: 'agent' as const, clientId: 'tab-1-message-1' };
    const made = await Promise.all(Array.from({ length: 5 }, () => sendMessage(desk.test.ports, scope, ask)));
    await desk.deliver();
    expect(new Set(made.map((message) => message.id)).size).toBe(1);
    expect(telegram.sent).toHaveLength(1);
    await expect(sendMessage(desk.test.ports, scope, { ...ask, text: '別の文' })).rejects.toMatchObject({
      code: 'duplicate-client-id',
    });
  });

  it('pain 8: lost on the way back is not repeated by itself', async () => {
    telegram.fault('reset-taken');
    const answer = await desk.answer('確認します');
    expect(answer.delivery?.state).toBe('uncertain');
    await desk.deliver();
    expect(telegram.sent).toHaveLength(1);
  });
});

describe('a webhook to the owner’s app', () => {
  const SECRETS = {
    signingSecret: `whsec_${Buffer.alloc(32, 1).toString('base64')}`,
    identitySecret: 'an-identity-secret-of-32-characters',
  };
  let desk: ChannelDesk;
  let app: SimulatedApp;
  beforeEach(async () => {
    await stores.clearMongo();
    desk = await createChannelDesk(stores.mongoUri, { channel: 'api' });
    app = await startApp({
      signingSecret: SECRETS.signingSecret,
      webhookUrl: desk.webhookUrl,
      retries: 0,
      now: () => desk.test.clock.now(),
    });
    await desk.connect({
      channel: 'api',
      adapter: 'api',
      settings: { callbackUrl: app.url },
      secrets: SECRETS,
    });
    await app.post({
      type: 'message',
      id: 'm1',
      sender: { id: 'user-42', name: '花子' },
      text: '届きません',
      sentAt: desk.test.clock.now().toISOString(),
    });
  });
  afterEach(async () => {
    await app.close();
    await desk.close();
  });

  it('pain 10: that fails is sent again under the same id until the app takes it, once', async () => {
    app.fault('throttled', 'server-error', 'reset-taken');
    const first = await desk.answer('確認します');
    expect(first.delivery?.state).not.toBe('failed');
    for (let tries = 0; tries < 6; tries++) {
      desk.test.clock.advance(5 * MINUTE);
      await desk.deliver();
    }
    expect((await desk.messages()).at(-1)?.delivery?.state).toBe('sent');
    expect(app.taken.map((one) => one.body.text)).toEqual(['確認します']);
  });
});
