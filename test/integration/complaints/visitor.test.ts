import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readMail } from '#channels/email/read-mail.ts';
import { type Relay, startRelay } from '#channels/email/simulate.ts';
import { itemsOf } from '#channels/web-chat/split.ts';
import { MINUTE } from '#contracts/time.ts';
import { deliverLane } from '#server/commands/deliver-message.ts';
import { sendMessage } from '#server/commands/send-message.ts';
import { system } from '#server/ports/scope.ts';
import { TIMER_HANDLERS } from '#server/reactions/timers.ts';
import { type AgentScope, addAgent, createFloor } from '#test/kit/floor.ts';
import { createTestPorts, type TestPorts, testAccount } from '#test/kit/ports.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

// Numbers of complaints and pains: docs/complaints.md.
const scope = system('test');
const HANA = { sub: 'hana-7', name: '佐藤 花子', email: 'hana@customer.example' };
let stores: TestStores;
let test: TestPorts;
let relay: Relay;
let ana: AgentScope;

beforeAll(async () => {
  stores = await startStores();
});
afterAll(() => stores.stop());
beforeEach(async () => {
  relay = await startRelay();
  test = await createTestPorts({ mongoUri: stores.mongoUri, now: new Date('2026-11-24T03:00:00Z') });
  ana = await addAgent(await createFloor(test), 'ana', { name: '青井' });
  const mail = {
    address: 'support@shop.example',
    fromName: '灯屋',
    receive: 'none',
    smtpHost: 'localhost',
    smtpPort: relay.port,
    smtpSecurity: 'plain',
  };
  for (const account of [
    testAccount({ id: 'chat', channel: 'web-chat', adapter: 'web-chat' }),
    testAccount({
      id: 'mail',
      channel: 'email',
      adapter: 'email',
      settings: mail,
      secrets: { replyKey: 'key' },
    }),
  ])
    await test.ports.stores.accounts.save(scope, account, undefined);
});
afterEach(async () => {
  await test.close();
  await relay.close();
  await stores.clearMongo();
});

const deliver = async (): Promise<void> => {
  await test.settled();
  for (const job of test.jobs)
    if (job.name === 'deliver-message')
      await deliverLane(test.ports, (job.data as { deliveryId: string }).deliveryId, 'test');
  await test.settled();
};

describe('a visitor who has left', () => {
  it('complaint 25: gets the answer by mail, once, at the address they signed in with', async () => {
    const from = { accountId: 'chat', visitor: 'visitor-0001', user: HANA };
    const data = { clientId: 'client-1', text: '電球が切れました' };
    const items = itemsOf(from, { event: 'message.send', data } as never, test.clock.now());
    await test.intake.accept({ accountId: 'chat', items, receivedAt: test.clock.now() });
    await test.settled();
    const [conversation] = (
      await test.ports.stores.conversations.list(scope, { sort: 'oldest' }, { limit: 5 })
    ).items;
    await sendMessage(test.ports, ana, {
      conversationId: conversation?.id ?? '',
      text: '交換品をお送りします。',
      by: 'agent',
    });
    for (let minute = 0; minute < 60; minute++) {
      await deliver();
      test.clock.advance(MINUTE);
      for (const timer of await test.ports.stores.timers.due(scope, test.clock.now(), 100)) {
        await TIMER_HANDLERS[timer.kind]?.(test.ports, timer);
        await test.ports.stores.timers.take(scope, timer.id, timer.generation);
      }
    }
    await deliver();
    expect(relay.taken.map(({ to }) => to)).toEqual([['hana@customer.example']]);
    const { text } = await readMail(Buffer.from(relay.taken[0]?.raw ?? ''));
    expect(text).toContain('交換品をお送りします。');
  });
});
