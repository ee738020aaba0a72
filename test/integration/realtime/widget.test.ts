import { SignJWT } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '#contracts/errors.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';
import {
  type AckOf,
  agent,
  agentClient,
  ask,
  closeClients,
  collect,
  type Desk,
  eventually,
  IDENTITY_SECRET,
  makeWorld,
  OWN_ORIGIN,
  openDesk,
  SHOP,
  visitorClient,
  type World,
  widgetMessage,
  widgetState,
} from './desk.ts';

let stores: TestStores;
let world: World;
let one: Desk;
let two: Desk;

beforeAll(async () => {
  stores = await startStores();
});
afterAll(() => stores.stop());
beforeEach(async () => {
  world = makeWorld();
  world.sessions.set('ann', agent('ann'));
  const options = { times: { typingMs: 500 } };
  one = await openDesk(stores.redisUrl, world, options);
  two = await openDesk(stores.redisUrl, world, options);
});
afterEach(async () => {
  closeClients();
  await one.close();
  await two.close();
});

const start = async (
  desk: Desk,
  auth: Record<string, unknown> = {},
): Promise<{
  socket: Awaited<ReturnType<typeof visitorClient>>;
  ack: AckOf;
  token: string;
  threadId: string;
}> => {
  const socket = await visitorClient(desk, { auth });
  const ack = await ask(socket, 'session.start', {});
  const conversationId = (ack.state as { conversationId: string }).conversationId;
  return { socket, ack, token: ack.visitorToken as string, threadId: conversationId.slice(2) };
};
const userToken = (sub: string, secret = IDENTITY_SECRET, audience = 'chat1'): Promise<string> =>
  new SignJWT({ name: '青木 真理' })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(sub)
    .setAudience(audience)
    .setExpirationTime('10m')
    .sign(new TextEncoder().encode(secret));
const message = (text: string, clientId = 'client-0001') => ({ clientId, text });

describe('handshake of /widget', () => {
  it('refuses a page of a site that is not allowed', async () => {
    world.allowedSites = [SHOP];
    await expect(visitorClient(one, { origin: 'https://evil.example' })).rejects.toThrow(
      'origin-not-allowed',
    );
    await expect(visitorClient(one, { origin: 'https://shop.example.evil.example' })).rejects.toThrow(
      'origin-not-allowed',
    );
    await expect(visitorClient(one, { origin: undefined })).rejects.toThrow('origin-not-allowed');
    await expect(visitorClient(one)).resolves.toBeDefined();
  });

  it('refuses another protocol, an unknown account, a malformed handshake and a bad identity', async () => {
    await expect(visitorClient(one, { protocol: 2 })).rejects.toThrow('protocol-mismatch');
    await expect(visitorClient(one, { auth: { accountId: 'nope' } })).rejects.toThrow('unknown-account');
    await expect(visitorClient(one, { auth: { accountId: { $ne: 1 } } })).rejects.toThrow('invalid-input');
    const forged = await userToken('u1', 'another-secret-another-secret-another');
    await expect(visitorClient(one, { auth: { userToken: forged } })).rejects.toThrow('bad-signature');
  });

  it('gives a visitor the same thread again for the token, and nobody else', async () => {
    const first = await start(one);
    expect((await start(two, { visitorToken: first.token })).threadId).toBe(first.threadId);
    expect((await start(two)).threadId).not.toBe(first.threadId);
  });

  it('opens nothing with a stolen token: forged, of another account, or of an identified user', async () => {
    const { token, threadId } = await start(one);
    const forged = `${token.slice(0, -2)}${token.endsWith('AA') ? 'BB' : 'AA'}`;
    expect((await start(two, { visitorToken: forged })).threadId).not.toBe(threadId);
    const elsewhere = await start(two, { visitorToken: token, accountId: 'chat2' });
    expect(elsewhere.threadId.split('|')[1]).not.toBe(threadId.split('|')[1]);
    const known = await start(one, { userToken: await userToken('customer-7') });
    expect((await start(two, { visitorToken: known.token })).threadId).not.toBe(known.threadId);
  });

  it('gives an identified user the same thread on another device', async () => {
    const phone = await start(one, { userToken: await userToken('customer-7') });
    const laptop = await start(two, { userToken: await userToken('customer-7') });
    expect(laptop.threadId).toBe(phone.threadId);
  });

  it('holds new visitors of one address to a rate, not those who come back', async () => {
    const strict = await openDesk(stores.redisUrl, world, {
      limits: { newVisitors: { burst: 2, perSecond: 0.01 } },
    });
    const { token } = await start(strict);
    await start(strict);
    await expect(visitorClient(strict)).rejects.toThrow('rate-limited');
    await expect(visitorClient(strict, { auth: { visitorToken: 'made.up.token' } })).rejects.toThrow(
      'rate-limited',
    );
    await expect(start(strict, { visitorToken: token })).resolves.toBeDefined();
    await strict.close();
  });

  it('holds connections of one address to a rate, and one connection to a few tries', async () => {
    const strict = await openDesk(stores.redisUrl, world, {
      limits: { handshakes: { burst: 2, perSecond: 0.01 }, joins: 3 },
    });
    await start(strict);
    const socket = await visitorClient(strict);
    await expect(visitorClient(strict)).rejects.toThrow();
    for (let n = 0; n < 5; n += 1) socket.io.engine.write('0/inbox,{}');
    await eventually(() => socket.connected).toBe(false);
    await strict.close();
  });
});

describe('what a visitor sends', () => {
  it('is acked only after it is in the ledger', async () => {
    let durable: () => void = () => undefined;
    let asked = false;
    world.accept = () => {
      asked = true;
      return new Promise((resolve) => {
        durable = resolve;
      });
    };
    const { socket, threadId } = await start(one);
    let acked: AckOf | undefined;
    void ask(socket, 'message.send', message('荷物が届きません')).then((ack) => {
      acked = ack;
    });
    await eventually(() => asked).toBe(true);
    // Everything sent on the socket before has been answered by now.
    expect(await ask(socket, 'read.set', { conversationId: 'c', seq: 1 })).toEqual({ ok: true });
    expect(acked).toBeUndefined();
    durable();
    await eventually(() => acked).toEqual({ ok: true, clientId: 'client-0001' });
    const [accountId, threadKey] = threadId.split('|');
    expect(world.kept).toMatchObject([
      { accountRef: accountId, key: `widget:${threadKey}:client-0001`, lane: threadId },
    ]);
  });

  it('gets a code and no ack when the ledger cannot take it', async () => {
    world.accept = async () => {
      throw new AppError('store-unavailable');
    };
    const { socket } = await start(one);
    expect(await ask(socket, 'message.send', message('急ぎです'))).toMatchObject({
      ok: false,
      code: 'store-unavailable',
    });
    for (const [event, data] of [
      ['person.ask', {}],
      ['survey.answer', { surveyId: 's', score: 5 }],
      ['conversation.end', {}],
    ] as const)
      expect(await ask(socket, event, { clientId: 'client-0002', ...data })).toMatchObject({ ok: false });
    expect(world.kept).toEqual([]);
  });

  it('keeps a wish, a score and an end in the thread’s lane', async () => {
    const { socket, threadId } = await start(one);
    await ask(socket, 'person.ask', { clientId: 'client-0001' });
    await ask(socket, 'survey.answer', { clientId: 'client-0002', surveyId: 's1', score: 5 });
    await ask(socket, 'conversation.end', { clientId: 'client-0003' });
    expect(world.kept.map(({ body }) => (body as { event: string }).event)).toEqual([
      'person.ask',
      'survey.answer',
      'conversation.end',
    ]);
    expect(new Set(world.kept.map(({ lane }) => lane))).toEqual(new Set([threadId]));
  });

  it('is refused when empty, of the wrong shape, or with a file of somebody else', async () => {
    const { socket } = await start(one);
    expect(await ask(socket, 'message.send', message(' '))).toMatchObject({ code: 'empty-message' });
    expect(await ask(socket, 'message.send', { text: 'x' })).toMatchObject({ code: 'invalid-input' });
    expect(await ask(socket, 'message.send', { ...message('x'), fileIds: ['theirs'] })).toMatchObject({
      code: 'file-not-accepted',
    });
    expect(world.kept).toEqual([]);
  });

  it('is limited: items over the rate are refused, a flood and a huge packet cut the socket', async () => {
    const strict = await openDesk(stores.redisUrl, world, {
      limits: { threadItems: { burst: 3, perSecond: 0.01 }, strikes: 10 },
    });
    const { socket, token } = await start(strict);
    const codes = await Promise.all(
      Array.from({ length: 6 }, (_, n) =>
        ask(socket, 'message.send', message('a', `client-00${n}0`)).then(({ code }) => code ?? 'ok'),
      ),
    );
    expect(codes.filter((code) => code === 'ok')).toHaveLength(3);
    expect(codes.filter((code) => code === 'rate-limited')).toHaveLength(3);
    const otherTab = await start(strict, { visitorToken: token });
    expect(await ask(otherTab.socket, 'message.send', message('b', 'client-tab2'))).toMatchObject({
      code: 'rate-limited',
    });
    for (let n = 0; n < 100; n += 1) socket.emit('typing.set', { typing: true });
    await eventually(() => socket.connected).toBe(false);
    otherTab.socket.emit('typing.set', { typing: true, preview: 'x'.repeat(200_000) });
    await eventually(() => otherTab.socket.connected).toBe(false);
    expect(world.kept).toHaveLength(3);
    await strict.close();
  });
});

describe('what an address sends', () => {
  it('is limited over all its visitors', async () => {
    const strict = await openDesk(stores.redisUrl, world, {
      limits: { addressItems: { burst: 3, perSecond: 0.01 } },
    });
    const codes: string[] = [];
    for (let n = 0; n < 5; n += 1) {
      const { socket } = await start(strict);
      const { code } = await ask(socket, 'message.send', message('a', `client-addr-${n}`));
      codes.push(code ?? 'ok');
    }
    expect(codes).toEqual(['ok', 'ok', 'ok', 'rate-limited', 'rate-limited']);
    await strict.close();
  });
});

describe('what a visitor is told', () => {
  it('comes from any process to all tabs of the thread only, and counts as delivered once the browser has it', async () => {
    const { socket, token, threadId } = await start(one);
    const tab = await start(two, { visitorToken: token });
    const stranger = await start(two);
    const [first, second] = [collect(socket, 'messages.changed'), collect(tab.socket, 'messages.changed')];
    const foreign = collect(stranger.socket, 'messages.changed');
    two.gateway.realtime.toVisitor(threadId, {
      messages: [widgetMessage('m1'), widgetMessage('m2', { from: 'customer', seq: 2 })],
    });
    await eventually(() => [first.length, second.length]).toEqual([1, 1]);
    await eventually(() => world.delivered.length).toBeGreaterThan(0);
    expect(world.delivered).toContainEqual({ threadId, ids: ['m1'] });
    expect(foreign).toEqual([]);
  });

  it('is not delivered while the browser does not confirm, and is after it comes back', async () => {
    const { token, threadId, socket } = await start(one);
    socket.on('messages.changed', () => undefined);
    one.gateway.realtime.toVisitor(threadId, { messages: [widgetMessage('m1')] });
    await ask(socket, 'read.set', { conversationId: 'c', seq: 1 });
    expect(world.delivered).toEqual([]);
    world.history = () => [
      widgetMessage('m1', { delivery: 'sent' }),
      widgetMessage('m2', { delivery: 'read' }),
    ];
    const back = await visitorClient(two, { auth: { visitorToken: token } });
    collect(back, 'messages.changed');
    const ack = await ask(back, 'session.start', { cursor: { conversationId: 'c1', seq: 0 } });
    expect(ack.messages).toHaveLength(2);
    // It may be told twice: both tabs of a slow browser confirm. The command moves a delivery once.
    await eventually(() => [...new Set(world.delivered.map((d) => `${d.threadId} ${d.ids.join()}`))]).toEqual(
      [`${threadId} m1`],
    );
  });

  it('says that an agent types a reply, not a note, and agents see the customer type', async () => {
    const { socket, threadId } = await start(two);
    world.conversationOf.set(threadId, 'c1');
    world.state = () => widgetState({ conversationId: 'c1' });
    const states = collect<{ agentTyping: boolean }>(socket, 'state.changed');
    const ann = await agentClient(one, 'ann');
    const seen = collect<{ customerTyping: boolean; typing: string[] }>(ann, 'viewers.changed');
    await ask(ann, 'conversation.watch', { conversationId: 'c1', afterSeq: 0 });
    await ask(ann, 'typing.set', { conversationId: 'c1', typing: true, note: true });
    await eventually(() => seen.at(-1)?.typing).toEqual(['ann']);
    expect(states).toEqual([]);
    await ask(ann, 'typing.set', { conversationId: 'c1', typing: true });
    await eventually(() => states.at(-1)?.agentTyping).toBe(true);
    await ask(socket, 'typing.set', { typing: true });
    await eventually(() => seen.at(-1)?.customerTyping).toBe(true);
    await eventually(() => [states.at(-1)?.agentTyping, seen.at(-1)?.customerTyping]).toEqual([false, false]);
  });

  it('ends within a second when the visitor is no longer welcome', async () => {
    const { socket, threadId } = await start(two);
    world.banned.add(threadId);
    const at = Date.now();
    one.gateway.accountChanged(threadId.split('|')[0] ?? '');
    await eventually(() => socket.connected, { interval: 10 }).toBe(false);
    expect(Date.now() - at).toBeLessThan(1_000);
  });

  it('ends on a stop so that the browser comes back by itself', async () => {
    const socket = await visitorClient(one, { reconnection: true });
    const reasons: string[] = [];
    socket.on('disconnect', (reason) => reasons.push(reason));
    await one.gateway.close();
    await eventually(() => reasons.length).toBe(1);
    expect(reasons).not.toContain('io server disconnect');
    expect(socket.active).toBe(true);
  });
});

describe('the two namespaces', () => {
  it('do not open to each other: a visitor is no agent and joins no room of theirs', async () => {
    await expect(agentClient(one, undefined, { origin: SHOP })).rejects.toThrow('origin-not-allowed');
    const visitor = await visitorClient(one, { origin: OWN_ORIGIN });
    const seen = collect(visitor, 'messages.changed');
    visitor.emit('conversation.watch', { conversationId: 'c1', afterSeq: 0 });
    await ask(visitor, 'session.start', {});
    one.gateway.realtime.toAgents('conversation:c1', 'timeline.changed', { customerId: 'x' });
    await ask(visitor, 'page.track', { url: 'https://shop.example/', title: 'Shop' });
    expect(seen).toEqual([]);
    expect(world.pages).toEqual(['https://shop.example/']);
  });
});

describe('pages of the shop', () => {
  it('are kept as often as the rate of a thread allows, over its tabs and new handshakes', async () => {
    const strict = await openDesk(stores.redisUrl, world, {
      limits: { threadPages: { burst: 2, perSecond: 0.01 } },
    });
    const page = { url: 'https://shop.example/a', title: 'A' };
    const { socket, token } = await start(strict);
    for (let n = 0; n < 4; n += 1) expect(await ask(socket, 'page.track', page)).toMatchObject({ ok: true });
    await visitorClient(strict, { auth: { visitorToken: token, page } });
    expect(world.pages).toHaveLength(2);
    await strict.close();
  });
});
