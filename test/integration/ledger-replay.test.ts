import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SplitItem } from '#channels/channel.ts';
import { itemsOf } from '#channels/web-chat/split.ts';
import { MINUTE } from '#contracts/time.ts';
import { system } from '#server/ports/scope.ts';
import { exportSpan } from '#server/store/export-ledger.ts';
import { createTestPorts, type TestPorts, testAccount } from '#test/kit/ports.ts';
import { connectSms, SMS_ACCOUNT, sid, smsItem, smsStatus } from '#test/kit/sms-items.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';
import { replaySpan } from '../replay/replay-span.ts';

const scope = system('test');
const HANA = '+819011110001';
const TARO = '+819011110002';
let stores: TestStores;
let test: TestPorts;

beforeAll(async () => {
  stores = await startStores();
});
afterAll(async () => {
  await stores.stop();
});
beforeEach(async () => {
  test = await createTestPorts({ mongoUri: stores.mongoUri });
});
afterEach(async () => {
  await test.close();
  await stores.clearMongo();
});

const takes = async (accountId: string, items: SplitItem[]): Promise<void> => {
  test.clock.advance(MINUTE);
  await test.intake.accept({ accountId, items, receivedAt: test.clock.now() });
  await test.settled();
};
const span = async (accountId: string, to = new Date(test.clock.now().getTime() + 1)) => {
  const lines: string[] = [];
  const ask = { accountId, from: new Date(0), to, key: 'a key of the test' };
  const told = await exportSpan(test.open.database.connection, ask, (line) => lines.push(line));
  return { lines, told };
};
const replays = async (lines: readonly string[], accountId: string): Promise<number> => {
  const fresh = await replaySpan(test.ports.stores, lines, accountId);
  const lanes = await test.ports.stores.ledger.staleLanes(scope, new Date(Date.now() + MINUTE), 1_000);
  test.drain.nudge(lanes, []);
  await test.settled();
  return fresh;
};
/** What became of an account's items: conversations in the order they were opened, their messages, and what each item did. */
const became = async (accountId: string) => {
  const all = (
    await test.ports.stores.conversations.list(scope, { sort: 'oldest', includeSpam: true }, { limit: 100 })
  ).items.filter((c) => c.accountId === accountId);
  const messages = [];
  for (const { id } of all)
    messages.push(
      (await test.ports.stores.messages.page(scope, id, { afterSeq: 0, limit: 100, visible: 'all' })).map(
        (m) => [
          m.seq,
          m.direction,
          m.author.kind,
          // What the system answers names the account and the moment of the replay.
          ...(m.direction === 'inbound' ? [m.text.length, m.at.toISOString()] : []),
        ],
      ),
    );
  const ledger = (await test.ports.stores.ledger.list(scope, { limit: 100, accountId })).items;
  return {
    messages,
    items: ledger
      .toSorted((a, b) => a.ord - b.ord)
      .map(({ key, state, outcome }) => [key.split(':')[0], state, outcome]),
  };
};

describe('a span of the ledger', () => {
  it('replays masked to the same conversations, messages and statuses in the same order', async () => {
    await connectSms(test);
    const at = () => test.clock.now();
    await takes(SMS_ACCOUNT, [smsItem(HANA, 'h1', '山田花子です。注文1234567が届きません', at())]);
    await takes(SMS_ACCOUNT, [smsItem(TARO, 't1', 'Is order 1234567 mine?', at())]);
    await takes(SMS_ACCOUNT, [
      smsItem(HANA, 'h2', '090-1111-0001 に電話をください', at()),
      smsStatus(HANA, sid('SM', 'unknown'), 'delivered', at()),
    ]);
    await takes(SMS_ACCOUNT, [smsItem(TARO, 't2', 'STOP', at())]);
    await takes(SMS_ACCOUNT, [smsItem(HANA, 'h3', 'ありがとうございます', at())]);
    const { lines, told } = await span(SMS_ACCOUNT);
    expect(told).toEqual({ written: 6, leftOut: {} });
    const file = lines.join('\n');
    for (const secret of ['山田', '花子', '1234567', '9011110001', '1111', '届きません', sid('SM', 'h1')])
      expect(file).not.toContain(secret);

    const before = await became(SMS_ACCOUNT);
    expect(before.messages.map((m) => m.length)).toEqual([3, 3]);
    expect(await replays(lines, 'replay-1')).toBe(6);
    expect(await became('replay-1')).toEqual(before);
    // The same file again changes nothing.
    expect(await replays(lines, 'replay-1')).toBe(0);
    expect(await became('replay-1')).toEqual(before);
    expect(await became(SMS_ACCOUNT)).toEqual(before);
  });

  it('of the web chat keeps who is signed in apart from who is not', async () => {
    const doc = testAccount({ id: 'chat', channel: 'web-chat', adapter: 'web-chat' });
    await test.ports.stores.accounts.save(scope, doc, undefined);
    const said = (clientId: string, text: string, user?: { sub: string; name: string; email: string }) =>
      itemsOf(
        { accountId: 'chat', visitor: 'visitor-0001', user },
        { event: 'message.send', data: { clientId, text } },
        test.clock.now(),
      );
    const hana = { sub: 'hana-7', name: '佐藤 花子', email: 'hana@customer.example' };
    await takes('chat', said('client-1', '在庫はありますか'));
    await takes('chat', said('client-2', '佐藤です', hana));
    await takes('chat', said('client-3', '2個ください', hana));
    const { lines } = await span('chat');
    expect(lines.join('\n')).not.toMatch(/佐藤|花子|hana/);
    expect(await replays(lines, 'replay-2')).toBe(3);
    const after = await became('replay-2');
    expect(after).toEqual(await became('chat'));
    expect(after.messages.map((m) => m.length)).toEqual([1, 2]);
  });

  it('leaves out what cannot be masked, and says how much', async () => {
    await connectSms(test);
    await takes(SMS_ACCOUNT, [smsItem(HANA, 'h1', 'first', test.clock.now())]);
    const later = test.clock.now();
    await takes(SMS_ACCOUNT, [smsItem(HANA, 'h2', 'second', test.clock.now())]);
    expect((await span(SMS_ACCOUNT, new Date(later.getTime() + 1))).told).toEqual({
      written: 1,
      leftOut: {},
    });
    const mail = { accountRef: '', key: 'imap:1:1', lane: 'x', body: { via: 'imap', raw: 'RnJvbTog' } };
    await takes(SMS_ACCOUNT, [mail]);
    expect((await span(SMS_ACCOUNT)).told).toEqual({ written: 2, leftOut: { mail: 1 } });
    await expect(span('nowhere')).rejects.toThrow('There is no channel account nowhere.');
  });
});
