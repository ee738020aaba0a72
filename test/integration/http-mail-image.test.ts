import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createGuardedHttp } from '#server/outbound/guarded-http.ts';
import { startHttp, type TestHttp } from '#test/kit/http.ts';
import { type Provider, startProvider } from '#test/kit/provider.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
let stores: TestStores;
let test: TestHttp;
let shop: Provider;
beforeAll(async () => {
  stores = await startStores();
});
afterAll(async () => {
  await stores.stop();
});
beforeEach(async () => {
  shop = await startProvider(() => ({ status: 200, headers: { 'content-type': 'image/png' }, body: PNG }));
});
afterEach(async () => {
  await test.stopHttp();
  await shop.close();
  await stores.clearMongo();
});

const start = async (allow: string[]): Promise<void> => {
  const outbound = createGuardedHttp({ allowPrivateNetworks: allow });
  test = await startHttp({ mongoUri: stores.mongoUri, http_: { outbound } });
  await test.addAgent({ id: 'hana', role: 'agent' });
};
const at = (url: string): string => `/mail-image?url=${encodeURIComponent(url)}`;

describe('images of mails from elsewhere', () => {
  it('come through the server for an agent, and for nobody else', async () => {
    await start(['127.0.0.0/8']);
    const agent = await test.signIn('hana@shop.example');
    const answer = await agent.request('GET', at(`${shop.url}/a.png`));
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/png']);
    expect(shop.requests[0]?.headers.cookie).toBeUndefined();
    expect(shop.requests[0]?.headers.referer).toBeUndefined();
    expect((await test.client().request('GET', at(`${shop.url}/b.png`))).status).toBe(404);
    expect(shop.requests.length).toBe(1);
  });

  it('are images by their bytes, not by what they are called', async () => {
    await start(['127.0.0.0/8']);
    const agent = await test.signIn('hana@shop.example');
    for (const body of ['<svg xmlns="http://www.w3.org/2000/svg"><script>x()</script></svg>', '<html>', '']) {
      shop.next({ status: 200, headers: { 'content-type': 'image/png' }, body });
      expect((await agent.request('GET', at(shop.url))).status).toBe(404);
    }
    expect((await agent.request('GET', at('file:///etc/passwd'))).status).toBe(400);
  });

  it('are not asked for inside the network', async () => {
    await start([]);
    const agent = await test.signIn('hana@shop.example');
    expect((await agent.request('GET', at(shop.url))).status).toBe(404);
    expect(shop.requests).toEqual([]);
  });
});
