import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Bot, createBot } from '#bot/bot.ts';
import { verifySigned } from '#channels/standard-webhooks.ts';
import type { DialogDefinition } from '#contracts/dialog.ts';
import { callHttp } from '#server/commands/bot-calls.ts';
import { eraseCustomer } from '#server/commands/erase-customer.ts';
import { runBotTurn } from '#server/commands/run-bot-turn.ts';
import { publishDialog, rollBackDialog, updateDialog } from '#server/commands/save-dialog.ts';
import { updateHttpAction } from '#server/commands/save-http-action.ts';
import { takeOverConversation } from '#server/commands/take-over-conversation.ts';
import { seedDialogs } from '#server/compose/seed-dialogs.ts';
import type { Conversation } from '#server/domain/conversation/conversation.ts';
import { createGuardedHttp } from '#server/outbound/guarded-http.ts';
import { type Scope, system } from '#server/ports/scope.ts';
import { listInteractions } from '#server/queries/list-interactions.ts';
import { runSweepOnce } from '#server/queues/sweeps.ts';
import { wakeTimer } from '#server/reactions/wake-timer.ts';
import { botReads, botSettings } from '#server/wiring/bot.ts';
import { addAgent, createFloor } from '#test/kit/floor.ts';
import { createTestPorts, type TestPorts } from '#test/kit/ports.ts';
import { SMS_ACCOUNT, smsItem } from '#test/kit/sms-items.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

const scope = system('test');
const manager: Scope = { kind: 'agent', agentId: 'maria', role: 'manager', teamIds: [] };
const FROM = '+819011112222';
const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

interface Called {
  key: string;
  signed: boolean;
  body: { data: Record<string, string> };
}

let stores: TestStores;
let test: TestPorts;
let shop: Server;
let url: string;
let called: Called[];
/** Statuses the shop answers with, in order; then 200. */
let answers: number[];
let next = 0;

beforeAll(async () => {
  stores = await startStores();
  shop = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const headers = Object.fromEntries(Object.entries(request.headers).map(([k, v]) => [k, String(v)]));
      // The test's clock stands still; the time of the signature is checked against it.
      const receivedAt = new Date(Number(headers['webhook-timestamp']) * 1_000);
      const raw = { method: 'POST', url: '', query: {}, headers, body, contentType: '', receivedAt } as const;
      called.push({
        key: headers['idempotency-key'] ?? '',
        signed: verifySigned(raw, [SECRET]).ok,
        body: JSON.parse(body.toString('utf8')) as Called['body'],
      });
      response.writeHead(answers.shift() ?? 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ refund: '12,000円', nested: { secret: 1 } }));
    });
  });
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(shop.address() as AddressInfo).port}/cancel`;
});
afterAll(async () => {
  await new Promise((resolve) => shop.close(resolve));
  await stores.stop();
});

let bot: Bot;
beforeEach(async () => {
  called = [];
  answers = [];
  test = await createTestPorts({
    mongoUri: stores.mongoUri,
    bot: (turn) => bot.turn(turn),
    http: createGuardedHttp({ allowPrivateNetworks: ['127.0.0.0/8'] }),
    now: new Date('2026-11-24T03:00:00Z'),
  });
  const settings = botSettings(test.open.stores.settings, test.clock);
  await settings.refresh();
  bot = createBot({ reads: botReads(test.open.stores), settings: settings.current });
  const floor = await createFloor(test);
  await addAgent(floor, 'ana');
  await seedDialogs(test.ports, { live: true });
  const action = { id: 'cancel-order', url, secret: SECRET, dryRun: false };
  await updateHttpAction(test.ports, manager, action);
});
afterEach(async () => {
  await test.close();
  await stores.clearMongo();
});

const conversation = async (): Promise<Conversation> => {
  const thread = await test.ports.stores.customers.thread(scope, `${SMS_ACCOUNT}|${FROM}`);
  const found = await test.ports.stores.conversations.get(scope, thread?.conversationId ?? '');
  if (!found) throw new Error('no conversation');
  return found;
};
/** What the bot has said since the last look. */
let seen = 0;
const heard = async (): Promise<string> => {
  const { id } = await conversation();
  const page = await test.ports.stores.messages.page(scope, id, {
    afterSeq: seen,
    limit: 50,
    visible: 'public',
  });
  seen = page.at(-1)?.seq ?? seen;
  return page.flatMap((m) => (m.direction === 'outbound' ? [m.text] : [])).join('\n');
};
const says = async (text: string): Promise<string> => {
  next += 1;
  const item = smsItem(FROM, `d${next}`, text, test.clock.now());
  await test.intake.accept({ accountId: SMS_ACCOUNT, items: [item], receivedAt: test.clock.now() });
  await test.settled();
  return heard();
};
/** Runs the calls that were asked for. */
const makeCalls = async (): Promise<void> => {
  for (const job of test.jobs.splice(0))
    if (job.name === 'call-http')
      await callHttp(test.ports, (job.data as { callId: string }).callId, runBotTurn);
  await test.settled();
};
/** Jobs are lost; the sweep finds what is due and its timers wake it. */
const sweep = async (): Promise<void> => {
  test.jobs.splice(0);
  test.clock.advance(60_000);
  await runSweepOnce(test.ports, { patience: 'none' });
  for (const job of test.jobs.splice(0))
    if (job.name === 'wake-timer') {
      const { timerId, generation } = job.data as { timerId: string; generation: number };
      if (timerId.startsWith('bot-call:')) await wakeTimer(test.ports, timerId, generation);
    }
  await makeCalls();
};
/** A customer known for sure with an order, at the question whether to cancel it. */
const atConfirm = async (): Promise<void> => {
  seen = 0;
  await says('こんにちは');
  const { customerId } = await conversation();
  const customer = await test.ports.stores.customers.get(scope, customerId);
  await test.ports.stores.customers.update(scope, customerId, customer?.version, {
    verified: true,
    name: '花',
  });
  await test.ports.stores.customers.insertOrders(scope, [
    {
      id: `o-${next}`,
      number: 'A-20455',
      customerId,
      status: 'paid',
      placedAt: new Date('2026-11-23T03:00:00Z'),
      items: [{ name: '真鍮デスクランプ', quantity: 1, price: 12_000 }],
      total: 12_000,
      currency: 'JPY',
    },
  ]);
  expect(await says('注文をキャンセルしたい')).toContain('A-20455');
  expect(await says('はい')).toContain('1. 間違えて注文した');
  expect(await says('1')).toContain('元に戻せません');
};

describe('cancelling an order by a dialog', () => {
  it('calls the shop once, signed, after the yes, and tells what came of it', async () => {
    await atConfirm();
    expect(called).toEqual([]);
    expect(await says('はい')).toContain('少々お待ちください');
    expect(called).toEqual([]);
    await makeCalls();
    expect(called).toHaveLength(1);
    expect(called[0]).toMatchObject({
      signed: true,
      body: { data: { order: 'A-20455', reason: 'mistake' } },
    });
    expect(await heard()).toContain('A-20455 のキャンセルを承りました');
    const { customerId, id, bot: kept } = await conversation();
    expect(kept.state.dialog).toBeUndefined();
    const rows = await test.ports.stores.interactions.ofConversation(scope, id, {
      types: ['http-action.called'],
      limit: 9,
    });
    expect(rows.map(({ after }) => after)).toEqual([
      expect.objectContaining({ actionId: 'cancel-order', ok: true, status: 200, attempts: 1 }),
    ]);
    await eraseCustomer(test.ports, { ...manager, role: 'administrator' }, { customerId });
    expect(await test.ports.stores.botCalls.get(scope, called[0]?.key ?? '')).toBeUndefined();
  });

  it('keeps what the customer writes meanwhile for after the answer', async () => {
    await atConfirm();
    await says('はい');
    expect(await says('営業時間は何時までですか')).toBe('');
    await makeCalls();
    const said = await heard();
    expect(said.indexOf('キャンセルを承りました')).toBeGreaterThanOrEqual(0);
    expect(said.indexOf('営業')).toBeGreaterThan(said.indexOf('キャンセルを承りました'));
  });

  it('is finished by the sweep when the job is lost, and when a process died in the middle, under the same key', async () => {
    await atConfirm();
    await says('はい');
    const [open] = await test.ports.stores.botCalls.open(scope, (await conversation()).id);
    const callId = open?.id ?? '';
    // A process took it, sent the request and died before it could keep the answer.
    const now = test.clock.now();
    const taken = await test.ports.stores.botCalls.claim(
      scope,
      callId,
      now,
      new Date(now.getTime() + 18_000),
    );
    const action = await test.ports.stores.httpActions.get(scope, 'cancel-order');
    if (!taken || !action) throw new Error('not taken');
    await test.ports.httpActions.send(action, test.ports.httpActions.request(action, taken, now));
    await callHttp(test.ports, callId, runBotTurn);
    expect(called).toHaveLength(1);
    await sweep();
    expect(called.map(({ key }) => key)).toEqual([callId, callId]);
    expect(await heard()).toContain('キャンセルを承りました');
    await sweep();
    expect(called).toHaveLength(2);
    expect(await heard()).toBe('');
  });

  it('tries once more under the same key, then hands over with what is known', async () => {
    answers = [503, 500];
    await atConfirm();
    await says('はい');
    await makeCalls();
    expect(await heard()).toBe('');
    await makeCalls();
    expect(new Set(called.map(({ key }) => key)).size).toBe(1);
    expect(called).toHaveLength(2);
    expect(await heard()).toContain('キャンセルの手続きを完了できませんでした');
    expect(await conversation()).toMatchObject({
      status: 'queued',
      bot: { decision: { kind: 'escalate', priority: 'high' } },
    });
  });

  it('says that it is a dry run, and sends nothing', async () => {
    await updateHttpAction(test.ports, manager, { id: 'cancel-order', dryRun: true });
    await atConfirm();
    await says('はい');
    await makeCalls();
    expect(called).toEqual([]);
    expect(await heard()).toContain('テスト運用中');
  });

  it('leaves the outcome on the record when a person took over meanwhile', async () => {
    await atConfirm();
    await says('はい');
    const { id, customerId } = await conversation();
    await takeOverConversation(
      test.ports,
      { kind: 'agent', agentId: 'ana', role: 'agent', teamIds: [] },
      { conversationId: id },
    );
    await makeCalls();
    expect(called).toHaveLength(1);
    expect(await heard()).not.toContain('承りました');
    const { items } = await listInteractions(test.ports, manager, customerId, { limit: 50 });
    expect(items.map(({ type }) => type)).toContain('http-action.called');
  });
});

describe('a dialog that is changed while it runs', () => {
  const say = (definition: DialogDefinition, ja: string): DialogDefinition => ({
    ...definition,
    steps: definition.steps.map((step) =>
      step.id === 'kept' && step.kind === 'end' ? { ...step, text: { ja, en: ja } } : step,
    ),
  });

  it('ends as it began; the next one is new, and rolled back the old one again', async () => {
    await atConfirm();
    const before = await test.ports.stores.dialogs.get(scope, 'cancel-order');
    if (!before?.published) throw new Error('not live');
    await updateDialog(test.ports, manager, {
      id: 'cancel-order',
      draft: say(before.published, '新しい言葉です。'),
    });
    expect(await publishDialog(test.ports, manager, { id: 'cancel-order' })).toMatchObject({
      publishedVersion: 2,
      publishedBy: 'maria',
    });
    expect(await says('いいえ')).toContain('そのままにいたします');
    await says('注文をキャンセルしたい');
    await says('はい');
    await says('1');
    expect(await says('いいえ')).toContain('新しい言葉です');
    const rolled = await rollBackDialog(test.ports, manager, { id: 'cancel-order', to: 1 });
    expect(rolled).toMatchObject({
      publishedVersion: 3,
      draft: before.published,
      published: before.published,
    });
    const { items } = await test.ports.stores.dialogVersions.list(scope, 'cancel-order', { limit: 9 });
    expect(items.map(({ number, by, rolledBackTo }) => [number, by, rolledBackTo])).toEqual([
      [3, 'maria', 1],
      [2, 'maria', undefined],
      [1, 'system', undefined],
    ]);
  });

  it('is not published with problems, and tells them', async () => {
    const before = await test.ports.stores.dialogs.get(scope, 'cancel-order');
    if (!before) throw new Error('not there');
    await updateDialog(test.ports, manager, {
      id: 'cancel-order',
      draft: { ...before.draft, title: { ja: '', en: 'x' } },
    });
    await expect(publishDialog(test.ports, manager, { id: 'cancel-order' })).rejects.toMatchObject({
      code: 'dialog-not-ready',
      data: { problems: [{ code: 'words-missing', language: 'ja' }] },
    });
  });

  it('is taken up again days later', async () => {
    await atConfirm();
    test.clock.advance(3 * 86_400_000);
    expect(await says('こんにちは')).toContain('「注文のキャンセル」の途中でした');
    expect(await says('はい')).toContain('元に戻せません');
    await says('はい');
    await makeCalls();
    expect(await heard()).toContain('キャンセルを承りました');
  });
});

describe('what a dialog gathers', () => {
  it('stands on the customer record, to be erased with it; an address given is not proven', async () => {
    seen = 0;
    await says('メールアドレスを変更したい');
    await says('メールアドレス');
    await says('hana.new@example.jp');
    expect(await says('はい')).toContain('新しい連絡先を承りました');
    const { customerId } = await conversation();
    const { items } = await listInteractions(test.ports, manager, customerId, { limit: 50 });
    expect(items.find(({ type }) => type === 'dialog.recorded')?.text).toContain('hana.new@example.jp');
    const identities = await test.ports.stores.customers.identities(scope, [customerId]);
    expect(identities.find(({ kind }) => kind === 'email')).toMatchObject({
      value: 'hana.new@example.jp',
      verified: false,
    });
    // Whoever really writes from there is not taken for this customer.
    expect(await test.ports.stores.customers.identity(scope, 'email:hana.new@example.jp')).toBeUndefined();
  });
});
