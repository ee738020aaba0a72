import { afterAll, beforeAll, expect, test } from 'vitest';
import { system } from '#server/ports/scope.ts';
import { createTestPorts, type TestPorts } from '#test/kit/ports.ts';
import { connectSms, SMS_ACCOUNT, smsItem } from '#test/kit/sms-items.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

let stores: TestStores;
let kit: TestPorts;
const read: string[] = [];

beforeAll(async () => {
  stores = await startStores();
  kit = await createTestPorts({
    mongoUri: stores.mongoUri,
    bot: async (turn) => {
      read.push(...turn.messages.map(({ text }) => text));
      return { actions: [], state: turn.state };
    },
  });
  await connectSms(kit);
});
afterAll(async () => {
  await kit.close();
  await stores.stop();
});

test('a long message is kept whole, and the bot reads its beginning', async () => {
  const text = '\ufdfa'.repeat(20_000);
  const items = [smsItem('+819011110009', 'long', text, kit.clock.now())];
  await kit.intake.accept({ accountId: SMS_ACCOUNT, items, receivedAt: kit.clock.now() });
  await kit.settled();
  const scope = system('test');
  const { items: found } = await kit.ports.stores.conversations.list(scope, { sort: 'oldest' }, { limit: 1 });
  const [message] = await kit.ports.stores.messages.page(scope, found[0]?.id ?? '', {
    afterSeq: 0,
    limit: 1,
    visible: 'all',
  });
  expect(message?.text.length).toBe(20_000);
  expect(read).toEqual([text.slice(0, 4_000)]);
});
