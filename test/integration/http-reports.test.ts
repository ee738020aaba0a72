import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ReportResult } from '#contracts/report.ts';
import { DAY } from '#contracts/time.ts';
import { seedDemo } from '#server/demo/seed.ts';
import { type Client, startHttp, type TestHttp } from '#test/kit/http.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

const NOW = new Date();
const FROM = new Date(NOW.getTime() - 30 * DAY).toISOString();
let stores: TestStores;
let http: TestHttp;
let manager: Client;

beforeAll(async () => {
  stores = await startStores();
  http = await startHttp({ mongoUri: stores.mongoUri, now: NOW });
  await stores.clearMongo();
  await seedDemo(http.ports, { now: NOW, createLogin: http.auth.createAgentLogin });
  await http.addAgent({ id: 'boss', role: 'manager', email: 'boss@shop.example' });
  await http.addAgent({ id: 'plain', role: 'agent', email: 'plain@shop.example' });
  manager = await http.signIn('boss@shop.example');
});
afterAll(async () => {
  await http.stopHttp();
  await stores.stop();
});

const query = `from=${FROM}&to=${NOW.toISOString()}`;

describe('reports over HTTP', () => {
  it('answer a manager in the shape of the contract, and open the conversations of a day', async () => {
    const { status, body } = await manager.request('GET', `/api/v1/reports/csat?${query}`);
    expect(status).toBe(200);
    const report = ReportResult.parse(body);
    const point = report.figures[0]?.series.find(({ n }) => n > 0);
    const behind = await manager.request(
      'GET',
      `/api/v1/conversations?report=csat&${query}&bucket=${point?.day}&limit=100`,
    );
    expect(behind.status).toBe(200);
    expect((behind.body as { items: unknown[] }).items).toHaveLength(point?.n ?? 0);
  });

  it('tell an agent that they are not theirs, and a bad question what is wrong with it', async () => {
    const agent = await http.signIn('plain@shop.example');
    expect((await agent.request('GET', `/api/v1/reports/csat?${query}`)).status).toBe(403);
    expect((await manager.request('GET', `/api/v1/reports/nonsense?${query}`)).status).toBe(400);
    expect((await manager.request('GET', '/api/v1/reports/csat?from=yesterday&to=today')).status).toBe(400);
  });
});
