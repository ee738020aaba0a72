import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Desk, NewAccount } from './desk.ts';
import { type NetworkChannel, SIDES, startNetwork } from './networks.ts';
import type { Persona } from './personas.ts';

const PERSONA: Persona = {
  name: '佐藤 1',
  channel: 'line',
  language: 'ja',
  address: '+819011112222',
  startsAfterMs: 0,
  lines: [],
};

/** A server that takes every webhook, and its desk. */
const openShop = async () => {
  const bodies: string[] = [];
  const server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      bodies.push(body);
      response.writeHead(200).end();
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const kept: (NewAccount & { id: string; paused: boolean })[] = [];
  const desk = {
    accounts: async () => kept,
    connect: async (account: NewAccount) => {
      const made = { ...account, id: `acc-${kept.length}`, paused: false };
      kept.push(made);
      return made;
    },
    change: async (id: string, fields: Partial<NewAccount>) =>
      Object.assign(kept.find((one) => one.id === id) ?? {}, fields),
  } as unknown as Desk;
  return { bodies, kept, desk, server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
};

let shop: Awaited<ReturnType<typeof openShop>>;
beforeEach(async () => {
  shop = await openShop();
});
afterEach(async () => {
  shop.server.closeAllConnections();
  await new Promise((done) => shop.server.close(done));
});

describe('a simulated network', () => {
  it.each(Object.keys(SIDES) as NetworkChannel[])(
    '%s brings a line by webhook, the same one twice when told so',
    async (channel) => {
      const network = await startNetwork(shop.desk, shop.url, channel, 'run');
      const voice = network.open({ ...PERSONA, channel });
      await voice.say({ text: 'こんにちは', pauseMs: 0, twice: true });
      await network.close();
      expect(shop.bodies).toHaveLength(2);
      for (const body of shop.bodies) expect(body).toContain('こんにちは');
      const ids = shop.bodies.map(
        (body) => /"(?:webhookEventId|mid|update_id)":"?([^",}]+)|"id":"(wamid[^"]+)"/.exec(body)?.[0],
      );
      expect(ids[0]).toBeDefined();
      expect(ids[1]).toBe(ids[0]);
    },
  );

  it('takes its account of an earlier run again and tells it where the API answers now', async () => {
    await (await startNetwork(shop.desk, shop.url, 'telegram', 'one')).close();
    const before = shop.kept[0]?.settings.apiBase;
    await (await startNetwork(shop.desk, shop.url, 'telegram', 'two')).close();
    expect(shop.kept).toHaveLength(1);
    expect(shop.kept[0]?.settings.apiBase).not.toBe(before);
  });
});
