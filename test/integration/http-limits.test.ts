import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, PASSWORD, startHttp, type TestHttp } from '#test/kit/http.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

let stores: TestStores;
let redis: Redis;
let http: TestHttp;
let stopping = false;

beforeAll(async () => {
  stores = await startStores();
  redis = new Redis(stores.redisUrl, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    commandTimeout: 2_000,
    lazyConnect: true,
  });
  redis.on('error', () => undefined);
  await redis.connect();
  http = await startHttp({
    mongoUri: stores.mongoUri,
    http_: {
      redis: { call: (command, ...args) => redis.call(command, ...args) },
      isStopping: () => stopping,
    },
    config: { trustProxyHops: 1 },
  });
  await http.addAgent({ id: 'aoi', role: 'agent' });
  await http.addAgent({ id: 'ben', role: 'agent' });
  await http.addAgent({ id: 'emi', role: 'agent' });
});
afterAll(async () => {
  await http.stopHttp();
  redis.disconnect();
  await stores.stop();
});

/** One try to sign in, from an address the proxy names. */
const tryFrom = (ip: string, id: string, password: string): Promise<Answer> =>
  http
    .client()
    .request(
      'POST',
      '/api/auth/sign-in/email',
      { email: `${id}@shop.example`, password },
      { 'x-forwarded-for': ip },
    );
const statuses = async (tries: Promise<Answer>[]): Promise<number[]> =>
  (await Promise.all(tries)).map((a) => a.status);
const countOf = (list: number[], status: number): number => list.filter((one) => one === status).length;

describe('guessing a password', () => {
  test('ends after five tries on an account, from however many addresses, also at once', async () => {
    const tries = Array.from({ length: 100 }, (_, i) => tryFrom(`10.1.${i}.1`, 'aoi', `guess number ${i}`));
    const answered = await statuses(tries);
    expect(countOf(answered, 401)).toBeLessThanOrEqual(5);
    expect(countOf(answered, 429)).toBe(100 - countOf(answered, 401));
    const right = await tryFrom('10.9.9.9', 'aoi', PASSWORD);
    expect(right.status).toBe(429);
    expect(Number(right.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(right.body).toMatchObject({ error: { code: 'rate-limited' } });
  });

  test('ends after five tries from an address, on however many accounts', async () => {
    const answered: number[] = [];
    for (let i = 0; i < 7; i++)
      answered.push((await tryFrom('10.2.0.1', `nobody${i}`, 'wrong wrong wrong')).status);
    expect(answered).toEqual([401, 401, 401, 401, 401, 429, 429]);
  });

  test('does not count those who know theirs', async () => {
    for (let i = 0; i < 8; i++) expect((await tryFrom('10.3.0.1', 'ben', PASSWORD)).status).toBe(200);
  });

  test('cannot be spread by a forged chain of proxies', async () => {
    const answered: number[] = [];
    for (let i = 0; i < 7; i++)
      answered.push((await tryFrom(`10.4.0.${i}, 10.5.0.1`, `none${i}`, 'wrong wrong wrong')).status);
    expect(countOf(answered, 429)).toBe(2);
  });
});

describe('without Redis', () => {
  test('requests are answered and guesses still end', async () => {
    await stores.killRedis();
    const answered: number[] = [];
    for (let i = 0; i < 8; i++)
      answered.push((await tryFrom(`10.6.0.${i}`, 'emi', `guess number ${i}`)).status);
    expect(answered.filter((status) => status === 401 || status === 429)).toHaveLength(8);
    expect(countOf(answered, 401)).toBeLessThanOrEqual(5);
    await stores.restartRedis();
    const ben = await tryFrom('10.7.0.1', 'ben', PASSWORD);
    expect(ben.status).toBe(200);
  });
});

describe('while the process drains', () => {
  test('new requests are sent elsewhere and health goes on', async () => {
    stopping = true;
    const answer = await http.client().request('GET', '/api/v1/session');
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
    expect(answer.body).toMatchObject({ error: { code: 'busy' } });
    expect((await http.client().request('GET', '/healthz')).status).toBe(200);
    expect((await http.client().request('GET', '/readyz')).status).toBe(503);
    stopping = false;
    expect((await http.client().request('GET', '/readyz')).status).toBe(200);
  });
});

describe('metrics', () => {
  test('are for whoever stands at the machine, not for the world behind a proxy', async () => {
    const direct = await http.client().request('GET', '/metrics');
    expect(direct.body).toMatch(/madoguchi_http_request_seconds_count\{method="POST",group="\/api\/auth/);
    expect(direct.body).not.toContain('shop.example');
    const proxied = await http
      .client()
      .request('GET', '/metrics', undefined, { 'x-forwarded-for': '203.0.113.9' });
    expect(proxied.status).toBe(404);
  });
});
