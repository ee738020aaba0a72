import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, PASSWORD, startHttp, type TestHttp } from '#test/kit/http.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

let stores: TestStores;
let http: TestHttp;
let admin: Client;

beforeAll(async () => {
  stores = await startStores();
  http = await startHttp({ mongoUri: stores.mongoUri, config: { rates: { login: 1_000 } } });
  await http.addAgent({ id: 'admin', role: 'administrator' });
  await http.addAgent({ id: 'aoi', role: 'agent' });
  admin = await http.signIn('admin@shop.example');
});
afterAll(async () => {
  await http.stopHttp();
  await stores.stop();
});

const codeOf = (body: unknown): string => (body as { error: { code: string } }).error.code;

describe('signing in', () => {
  test('gives a session whose cookie scripts cannot read and other sites do not send', async () => {
    const answer = await http.client().request('POST', '/api/auth/sign-in/email', {
      email: 'AOI@shop.example',
      password: PASSWORD,
    });
    expect(answer.status).toBe(200);
    const [cookie = ''] = answer.headers.getSetCookie();
    expect(cookie).toMatch(/HttpOnly/i);
    expect(cookie).toMatch(/SameSite=Strict/i);
  });

  test('says the same of a wrong password and of an unknown address', async () => {
    const ask = (email: string) =>
      http.client().request('POST', '/api/auth/sign-in/email', { email, password: 'not the password' });
    const [wrong, unknown] = [await ask('aoi@shop.example'), await ask('nobody@shop.example')];
    expect([wrong.status, codeOf(wrong.body)]).toEqual([401, 'wrong-credentials']);
    expect([unknown.status, codeOf(unknown.body)]).toEqual([401, 'wrong-credentials']);
  });

  test('is for those who were invited: nobody signs up', async () => {
    const answer = await http
      .client()
      .request('POST', '/api/auth/sign-up/email', { email: 'x@y.example', password: PASSWORD, name: 'x' });
    expect([answer.status, codeOf(answer.body)]).toEqual([404, 'not-found']);
  });

  test('shows who is signed in and what they may do', async () => {
    const aoi = await http.signIn('aoi@shop.example');
    const { body } = await aoi.request('GET', '/api/v1/session');
    expect(body).toMatchObject({
      agent: { id: 'aoi', role: 'agent' },
      preferences: { language: 'ja' },
      abilities: { 'read-customers': true, 'manage-settings': false },
    });
  });

  test('ends with sign-out, also for a copy of the cookie', async () => {
    const aoi = await http.signIn('aoi@shop.example');
    await aoi.request('POST', '/api/auth/sign-out', {});
    expect((await aoi.request('GET', '/api/v1/session')).status).toBe(401);
  });
});

describe('a session', () => {
  test('ends within a second when its agent is disabled, and none begins', async () => {
    await http.addAgent({ id: 'dan', role: 'agent' });
    const dan = await http.signIn('dan@shop.example');
    expect((await dan.request('GET', '/api/v1/session')).status).toBe(200);
    const startedAt = Date.now();
    const changed = await admin.request('PATCH', '/api/v1/agents/dan', { disabled: true });
    expect(changed.status).toBe(200);
    expect((await dan.request('GET', '/api/v1/session')).status).toBe(401);
    expect(Date.now() - startedAt).toBeLessThan(1_000);
    const again = await http
      .client()
      .request('POST', '/api/auth/sign-in/email', { email: 'dan@shop.example', password: PASSWORD });
    expect([again.status, codeOf(again.body)]).toEqual([403, 'account-disabled']);
  });

  test('cannot be used by a page of another site to write', async () => {
    const write = (headers: Record<string, string>) =>
      admin.request('PATCH', '/api/v1/session/preferences', { sound: false }, headers);
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
    ]) {
      const answer = await write(headers);
      expect([answer.status, codeOf(answer.body)]).toEqual([403, 'origin-not-allowed']);
    }
    expect((await write({ origin: http.origin })).status).toBe(200);
    expect((await write({ origin: 'http://127.0.0.1:3000' })).status).toBe(200);
  });

  test('takes JSON only: what a form can send is refused', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
      const answer = await admin.request('PATCH', '/api/v1/session/preferences', '{"sound":false}', {
        'content-type': type,
        origin: http.origin,
      });
      expect([answer.status, codeOf(answer.body)]).toEqual([400, 'invalid-input']);
    }
  });
});

describe('a one-time link', () => {
  const invite = async (id: string): Promise<{ token: string; email: string }> => {
    const email = `${id}@shop.example`;
    const answer = await admin.request('POST', '/api/v1/agents', { name: id, email, role: 'agent' });
    expect(answer.status).toBe(200);
    const { link } = answer.body as { link: string };
    return { token: new URL(link).searchParams.get('token') ?? '', email };
  };
  const redeem = (token: string, password = PASSWORD) =>
    http.client().request('POST', '/api/v1/session/redeem', { token, password });

  test('is made for one agent when two invite one address at the same instant', async () => {
    for (const round of [1, 2, 3]) {
      const answers = await Promise.all(
        [`Twin${round}@shop.example`, `twin${round}@SHOP.example`, `twin${round}@shop.example`].map((email) =>
          admin.request('POST', '/api/v1/agents', { name: 'x', email, role: 'agent' }),
        ),
      );
      expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409]);
      const list = await admin.request('GET', '/api/v1/agents');
      const { items } = list.body as { items: { email: string }[] };
      expect(items.filter(({ email }) => email === `twin${round}@shop.example`)).toHaveLength(1);
    }
  });

  test('lets an invited agent set a password, once, also when it is used twice at once', async () => {
    const { token, email } = await invite('emi');
    const answers = await Promise.all([redeem(token), redeem(token)]);
    expect(answers.map((a) => a.status).toSorted()).toEqual([200, 410]);
    expect(codeOf((await redeem(token)).body)).toBe('link-expired');
    const emi = await http.signIn(email);
    expect((await emi.request('GET', '/api/v1/session')).status).toBe(200);
  });

  test('is not used up by a weak password', async () => {
    const { token } = await invite('fumi');
    for (const weak of ['short', 'password1234', '1234567890', 'aaaaaaaaaaaa', 'fumi-fumi-fumi']) {
      expect(codeOf((await redeem(token, weak)).body)).toBe('weak-password');
    }
    expect((await redeem(token)).status).toBe(200);
  });

  test('is void after 72 hours, and when a newer one was given', async () => {
    const first = await invite('gen');
    const agents = (await admin.request('GET', '/api/v1/agents')).body as {
      items: { id: string; name: string }[];
    };
    const gen = agents.items.find((agent) => agent.name === 'gen')!;
    const second = await admin.request('POST', `/api/v1/agents/${gen.id}/reset-link`);
    expect((await redeem(first.token)).status).toBe(410);
    http.clock.advance(72 * 3_600_000 + 1);
    const token = new URL((second.body as { link: string }).link).searchParams.get('token') ?? '';
    expect((await redeem(token)).status).toBe(410);
    http.clock.set(new Date());
  });

  test('ends the sessions the agent had', async () => {
    const before = await http.signIn('emi@shop.example');
    const agents = (await admin.request('GET', '/api/v1/agents')).body as {
      items: { id: string; name: string }[];
    };
    const emi = agents.items.find((agent) => agent.name === 'emi')!;
    const { body } = await admin.request('POST', `/api/v1/agents/${emi.id}/reset-link`);
    const token = new URL((body as { link: string }).link).searchParams.get('token') ?? '';
    expect((await redeem(token, 'another-long-phrase-9')).status).toBe(200);
    expect((await before.request('GET', '/api/v1/session')).status).toBe(401);
  });
});

describe('an API token', () => {
  test('acts as its agent without a cookie, is kept by hash and dies with the agent', async () => {
    await http.addAgent({ id: 'robot', role: 'manager' });
    await http.auth.addApiToken('token-of-the-robot-0123456789', 'robot', 'robot');
    const robot = http.client('token-of-the-robot-0123456789');
    const answer = await robot.request('GET', '/api/v1/session');
    expect(answer.body).toMatchObject({ agent: { id: 'robot' } });
    const rows = await http.open.database.connection.collection('apiTokens').find().toArray();
    expect(JSON.stringify(rows)).not.toContain('token-of-the-robot');
    expect(
      (await http.client('token-of-the-robot-012345678X').request('GET', '/api/v1/session')).status,
    ).toBe(401);
    await admin.request('PATCH', '/api/v1/agents/robot', { disabled: true });
    expect((await robot.request('GET', '/api/v1/session')).status).toBe(401);
  });
});

describe('the last administrator', () => {
  test('can neither be disabled nor lose the role', async () => {
    const self = await admin.request('PATCH', '/api/v1/agents/admin', { disabled: true });
    expect([self.status, codeOf(self.body)]).toEqual([403, 'not-allowed']);
    const role = await admin.request('PATCH', '/api/v1/agents/admin', { role: 'agent' });
    expect([role.status, codeOf(role.body)]).toEqual([403, 'not-allowed']);
  });
});
