import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startStores, type TestStores } from '#test/kit/stores.ts';
import {
  agent,
  agentClient,
  ask,
  closeClients,
  collect,
  type Desk,
  eventually,
  makeWorld,
  messageView,
  openDesk,
  type World,
} from './desk.ts';

let stores: TestStores;
let world: World;
let one: Desk;
let two: Desk;

beforeAll(async () => {
  stores = await startStores();
  world = makeWorld();
  const options = { times: { typingMs: 400, renewMs: 300 } };
  one = await openDesk(stores.redisUrl, world, options);
  two = await openDesk(stores.redisUrl, world, options);
  for (const name of ['ann', 'ben', 'cleo']) world.sessions.set(name, agent(name, ['shipping']));
});
afterEach(() => {
  closeClients();
  world.hidden.clear();
});
afterAll(async () => {
  await one.close();
  await two.close();
  await stores.stop();
});

describe('handshake of /inbox', () => {
  it('refuses a foreign origin even with a good session', async () => {
    await expect(agentClient(one, 'ann', { origin: 'https://evil.example' })).rejects.toThrow(
      'origin-not-allowed',
    );
    await expect(agentClient(one, 'ann', { origin: 'null' })).rejects.toThrow('origin-not-allowed');
  });

  it('refuses who has no session, and a client of another protocol with the number it needs', async () => {
    await expect(agentClient(one, undefined)).rejects.toThrow('sign-in-required');
    await expect(agentClient(one, 'nobody')).rejects.toThrow('sign-in-required');
    await expect(agentClient(one, 'ann', { protocol: 0 })).rejects.toMatchObject({
      message: 'protocol-mismatch',
      data: { code: 'protocol-mismatch', protocol: 1 },
    });
  });
});

describe('pushes', () => {
  it('reach agents of another process, by room, a batch as one packet', async () => {
    world.sessions.set('dan', agent('dan', ['returns']));
    const [ann, dan] = [await agentClient(one, 'ann'), await agentClient(two, 'dan')];
    const [toAnn, toDan] = [collect(ann, 'timeline.changed'), collect(dan, 'timeline.changed')];
    const messages = collect<{ messages: unknown[] }>(dan, 'messages.changed');
    one.gateway.realtime.toAgents('team:shipping', 'timeline.changed', { customerId: 'ships' });
    one.gateway.realtime.toAgents('team:returns', 'timeline.changed', { customerId: 'returns' });
    for (let seq = 1; seq <= 40; seq += 1)
      one.gateway.realtime.toAgents('agent:dan', 'messages.changed', {
        conversationId: 'c1',
        messages: [messageView('c1', seq)],
      });
    await eventually(() => messages.length).toBe(1);
    expect(messages[0]?.messages).toHaveLength(40);
    expect(toAnn).toEqual([{ customerId: 'ships' }]);
    expect(toDan).toEqual([{ customerId: 'returns' }]);
  });

  it('reach each agent once, by role: own teams, every team, or no list at all', async () => {
    world.sessions.set('mia', agent('mia', ['shipping'], 'manager'));
    world.sessions.set('leo', agent('leo', ['shipping'], 'light'));
    const sockets = [
      await agentClient(two, 'ann'),
      await agentClient(two, 'mia'),
      await agentClient(two, 'leo'),
    ];
    const seen = sockets.map((socket) => collect<{ customerId: string }>(socket, 'timeline.changed'));
    for (const room of ['team:shipping', 'team:*', 'team:-', 'team:returns'] as const)
      one.gateway.realtime.toAgents(room, 'timeline.changed', { customerId: room });
    one.gateway.realtime.toAgents('all', 'timeline.changed', { customerId: 'end' });
    await eventually(() => seen.every((list) => list.at(-1)?.customerId === 'end')).toBe(true);
    expect(seen.map((list) => list.map(({ customerId }) => customerId))).toEqual([
      ['team:shipping', 'team:-', 'end'],
      ['team:*', 'team:-', 'end'],
      ['end'],
    ]);
  });

  it('reach this process’ own agents while Redis is dead, and all again when it is back', async () => {
    const [ann, ben] = [await agentClient(one, 'ann'), await agentClient(two, 'ben')];
    const [toAnn, toBen] = [collect(ann, 'timeline.changed'), collect(ben, 'timeline.changed')];
    await stores.killRedis();
    await eventually(() => {
      one.gateway.realtime.toAgents('all', 'timeline.changed', { customerId: 'during' });
      return toAnn.length;
    }).toBeGreaterThan(0);
    expect(toBen).toEqual([]);
    await stores.restartRedis();
    await eventually(
      () => {
        one.gateway.realtime.toAgents('all', 'timeline.changed', { customerId: 'after' });
        return toBen.length;
      },
      { timeout: 15_000, interval: 200 },
    ).toBeGreaterThan(0);
    expect(ann.connected && ben.connected).toBe(true);
  });
});

describe('conversation.watch', () => {
  it('replays what came after the cursor, and the newest page when the gap is long', async () => {
    world.messages.set(
      'long',
      Array.from({ length: 260 }, (_, n) => messageView('long', n + 1)),
    );
    const ann = await agentClient(one, 'ann');
    const near = await ask(ann, 'conversation.watch', { conversationId: 'long', afterSeq: 250 });
    expect((near.messages as { seq: number }[]).map(({ seq }) => seq)).toEqual([
      251, 252, 253, 254, 255, 256, 257, 258, 259, 260,
    ]);
    const far = await ask(ann, 'conversation.watch', { conversationId: 'long', afterSeq: 3 });
    const seqs = (far.messages as { seq: number }[]).map(({ seq }) => seq);
    expect([seqs.length, seqs[0], seqs.at(-1)]).toEqual([50, 211, 260]);
  });

  it('refuses a conversation the agent may not read and pushes nothing of it', async () => {
    world.hidden.add('ben secret');
    const ben = await agentClient(one, 'ben');
    const seen = collect(ben, 'messages.changed');
    expect(await ask(ben, 'conversation.watch', { conversationId: 'secret', afterSeq: 0 })).toMatchObject({
      ok: false,
      code: 'not-found',
    });
    expect(await ask(ben, 'typing.set', { conversationId: 'secret', typing: true })).toMatchObject({
      code: 'not-allowed',
    });
    two.gateway.realtime.toAgents('conversation:secret', 'messages.changed', {
      conversationId: 'secret',
      messages: [messageView('secret', 1)],
    });
    two.gateway.realtime.toAgents('agent:ben', 'messages.changed', {
      conversationId: 'open',
      messages: [messageView('open', 1)],
    });
    await eventually(() => seen.length).toBe(1);
    expect(seen).toMatchObject([{ conversationId: 'open' }]);
  });

  it('shows viewers and typing to those on another process, until typing runs out or the tab closes', async () => {
    const [ann, ben] = [await agentClient(one, 'ann'), await agentClient(two, 'ben')];
    const seen = collect<{ viewers: string[]; typing: string[] }>(ben, 'viewers.changed');
    await ask(ann, 'conversation.watch', { conversationId: 'shared', afterSeq: 0 });
    const watched = await ask(ben, 'conversation.watch', { conversationId: 'shared', afterSeq: 0 });
    expect(watched.viewers).toEqual(['ann', 'ben']);
    await ask(ann, 'typing.set', { conversationId: 'shared', typing: true });
    await eventually(() => seen.at(-1)?.typing).toEqual(['ann']);
    await eventually(() => seen.at(-1)?.typing).toEqual([]);
    ann.close();
    await eventually(() => seen.at(-1)?.viewers).toEqual(['ben']);
  });
});

describe('events', () => {
  it('answer each failure with its code and tell no inner detail', async () => {
    const ann = await agentClient(one, 'ann');
    const send = (text: string) =>
      ask(ann, 'message.send', { conversationId: 'c1', clientId: 'client-1', text, visibility: 'public' });
    expect(await ask(ann, 'message.send', { text: 1 })).toMatchObject({ ok: false, code: 'invalid-input' });
    expect(await send('conflict')).toMatchObject({ ok: false, code: 'version-conflict' });
    expect(await send('break')).toEqual({ ok: false, code: 'internal' });
    expect(await send('はい')).toMatchObject({ ok: true, message: { conversationId: 'c1' } });
    expect(world.sent).toEqual([{ agentId: 'ann', text: 'はい' }]);
    expect(await ask(ann, 'activity.beat', { conversationId: 'c1' })).toEqual({ ok: true });
    expect(world.beats).toEqual(['c1']);
  });

  it('look at the session again, also when nobody told that it ended', async () => {
    world.sessions.set('temp', agent('temp'));
    const temp = await agentClient(one, 'temp');
    expect(await ask(temp, 'presence.set', { state: 'away' })).toEqual({ ok: true, state: 'away' });
    world.sessions.delete('temp');
    await eventually(() => temp.connected, { timeout: 3_000 }).toBe(false);
  });

  it('over the rate are refused, and who goes on is cut', async () => {
    const limits = { inboxEvents: { burst: 5, perSecond: 1 }, strikes: 10 };
    const strict = await openDesk(stores.redisUrl, world, { limits });
    const ann = await agentClient(strict, 'ann');
    const answers = await Promise.all(
      Array.from({ length: 9 }, () => ask(ann, 'activity.beat', {}).then(({ code }) => code ?? 'ok')),
    );
    expect(answers.filter((code) => code === 'ok')).toHaveLength(5);
    expect(answers.filter((code) => code === 'rate-limited')).toHaveLength(4);
    for (let n = 0; n < 20; n += 1) ann.emit('no-such-event', n);
    await eventually(() => ann.connected).toBe(false);
    await strict.close();
  });
});

describe('a change of rights', () => {
  it('cuts a disabled agent on every process within a second', async () => {
    world.sessions.set('eve', agent('eve'));
    const tabs = [await agentClient(one, 'eve'), await agentClient(two, 'eve')];
    world.sessions.delete('eve');
    const at = Date.now();
    one.gateway.rightsChanged('eve');
    await eventually(() => tabs.some((tab) => tab.connected), { interval: 10 }).toBe(false);
    expect(Date.now() - at).toBeLessThan(1_000);
  });

  it('moves team rooms', async () => {
    world.sessions.set('fay', agent('fay', ['shipping']));
    const fay = await agentClient(two, 'fay');
    const seen = collect<{ customerId: string }>(fay, 'timeline.changed');
    world.sessions.set('fay', agent('fay', ['returns']));
    one.gateway.rightsChanged('fay');
    await eventually(() => {
      one.gateway.realtime.toAgents('team:returns', 'timeline.changed', { customerId: 'returns' });
      return seen.length;
    }).toBeGreaterThan(0);
    one.gateway.realtime.toAgents('team:shipping', 'timeline.changed', { customerId: 'shipping' });
    one.gateway.realtime.toAgents('all', 'timeline.changed', { customerId: 'end' });
    await eventually(() => seen.at(-1)?.customerId).toBe('end');
    expect(seen.map(({ customerId }) => customerId)).not.toContain('shipping');
  });

  it('ends the watching of a conversation that went out of sight', async () => {
    const cleo = await agentClient(two, 'cleo');
    const [rows, messages] = [
      collect<{ removed: string[] }>(cleo, 'conversations.changed'),
      collect(cleo, 'messages.changed'),
    ];
    await ask(cleo, 'conversation.watch', { conversationId: 'moved', afterSeq: 0 });
    world.hidden.add('cleo moved');
    const at = Date.now();
    one.gateway.accessChanged('moved');
    await eventually(() => rows, { interval: 10 }).toEqual([{ rows: [], removed: ['moved'] }]);
    expect(Date.now() - at).toBeLessThan(1_000);
    one.gateway.realtime.toAgents('conversation:moved', 'messages.changed', {
      conversationId: 'moved',
      messages: [messageView('moved', 1)],
    });
    const end = collect(cleo, 'timeline.changed');
    one.gateway.realtime.toAgents('all', 'timeline.changed', { customerId: 'end' });
    await eventually(() => end.length).toBe(1);
    expect(messages).toEqual([]);
  });
});
