import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, PASSWORD, startHttp, type TestHttp } from '#test/kit/http.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

let stores: TestStores;
let http: TestHttp;
const asked: { accountId: string; origin?: string | undefined }[] = [];
const ended: string[] = [];

beforeAll(async () => {
  stores = await startStores();
  http = await startHttp({
    mongoUri: stores.mongoUri,
    http_: {
      visitorOf: async (ask) => {
        asked.push(ask);
        return { threadId: 'web|visitor-1', maxFileBytes: 1_000 };
      },
      demoToken: async () => 'a-demo-token',
    },
    config: {
      trustProxyHops: 1,
      rates: { login: 1_000, api: 20, refused: 30, page: 25, file: 10, upload: 1_000 },
    },
  });
  for (const id of ['aoi', 'ben', 'emi', 'fumi']) await http.addAgent({ id, role: 'agent' });
  http.auth.onSessionEnded((agentId) => ended.push(agentId));
});
afterAll(async () => {
  await http.stopHttp();
  await stores.stop();
});

const codeOf = ({ body }: Answer): string => (body as { error: { code: string } }).error.code;
const from = (ip: string): Record<string, string> => ({ 'x-forwarded-for': ip });
const repeat = async (times: number, ask: (n: number) => Promise<Answer>): Promise<Answer[]> => {
  const answers: Answer[] = [];
  for (let n = 0; n < times; n++) answers.push(await ask(n));
  return answers;
};
const limited = (answers: Answer[]): number => answers.filter(({ status }) => status === 429).length;

describe('a rate of the API', () => {
  test('is not escaped by a token that is new each time', async () => {
    const answers = await repeat(40, (n) =>
      http
        .client(`made-up-token-${n}-${'x'.repeat(20)}`)
        .request('GET', '/api/v1/session', undefined, from('198.51.100.1')),
    );
    expect(answers.slice(0, 20).map(({ status }) => status)).toEqual(Array(20).fill(401));
    expect(limited(answers)).toBe(20);
    const last = answers.at(-1)!;
    expect([codeOf(last), Number(last.headers.get('retry-after')) > 0]).toEqual(['rate-limited', true]);
  });

  test('counts refused requests of an address whoever it says it is', async () => {
    const aoi = await http.signIn('aoi@shop.example');
    const answers = await repeat(40, (n) =>
      (n % 2 ? aoi : http.client(`another-token-${n}-xxxxxxx`)).request(
        'GET',
        '/api/v1/conversations/no-such-one',
        undefined,
        from('198.51.100.2'),
      ),
    );
    expect(limited(answers)).toBeGreaterThanOrEqual(10);
  });

  test('is each agent’s own, however many share an address', async () => {
    const [ben, emi] = [await http.signIn('ben@shop.example'), await http.signIn('emi@shop.example')];
    const ask = (client: typeof ben) => () =>
      client.request('GET', '/api/v1/teams', undefined, from('198.51.100.3'));
    expect(limited(await repeat(25, ask(ben)))).toBe(5);
    expect(limited(await repeat(15, ask(emi)))).toBe(0);
    const elsewhere = await ben.request('GET', '/api/v1/teams', undefined, from('198.51.100.4'));
    expect(elsewhere.status).toBe(429);
  });

  test('bites at sessions, stored files and the demo’s tokens too', async () => {
    for (const [path, limit] of [
      ['/api/auth/get-session', 25],
      ['/files/no-such-file', 10],
      ['/demo/token?customer=x', 25],
    ] as const) {
      const answers = await repeat(limit + 3, () =>
        http.client().request('GET', path, undefined, from('198.51.100.5')),
      );
      expect([path, limited(answers)]).toEqual([path, 3]);
      expect(Number(answers.at(-1)?.headers.get('retry-after'))).toBeGreaterThan(0);
    }
  });
});

describe('the end of a session', () => {
  const signIn = () => http.signIn('fumi@shop.example');
  const post = (client: Awaited<ReturnType<typeof signIn>>, path: string, body: unknown = {}) =>
    client.request('POST', `/api/auth/${path}`, body, from('198.51.100.6'));

  test('is told whatever way it ends, so that sockets follow at once', async () => {
    ended.length = 0;
    await post(await signIn(), 'sign-out');
    expect(ended).toEqual(['fumi']);
    const [one] = [await signIn(), await signIn()];
    await post(one, 'revoke-other-sessions');
    expect(ended.length).toBeGreaterThanOrEqual(2);
    ended.length = 0;
    await http.auth.logins.endSessions('fumi');
    expect(ended).toContain('fumi');
  });

  test('comes to all others with a new password', async () => {
    const [mine, thief] = [await signIn(), await signIn()];
    ended.length = 0;
    const changed = await post(mine, 'change-password', {
      currentPassword: PASSWORD,
      newPassword: 'walrus-fig-88213',
      revokeOtherSessions: false,
    });
    expect(changed.status).toBe(200);
    expect(ended).toContain('fumi');
    const after = await thief.request('GET', '/api/v1/session', undefined, from('198.51.100.7'));
    expect(after.status).toBe(401);
  });
});

test('a sign-in sends nobody on to an address that the request names', async () => {
  const answer = await http
    .client()
    .request(
      'POST',
      '/api/auth/sign-in/email',
      { email: 'emi@shop.example', password: PASSWORD, callbackURL: 'https://evil.example/' },
      from('198.51.100.8'),
    );
  expect(answer.status).toBe(200);
  expect(answer.body).toMatchObject({ redirect: false });
  expect(JSON.stringify(answer.body)).not.toContain('evil.example');
});

describe('an upload by a visitor', () => {
  const send = (bytes: number, headers: Record<string, string>) => {
    const body = new FormData();
    body.append('file', new Blob(['x'.repeat(bytes)], { type: 'text/plain' }), 'a.txt');
    return http.client().request('POST', '/api/v1/files', body, {
      'x-visitor-token': 'token',
      'x-account-id': 'web',
      ...headers,
    });
  };

  test('is held to its account’s size and asked from which site it comes', async () => {
    const large = await send(1_001, { ...from('198.51.100.9'), origin: 'https://shop.example' });
    expect([large.status, codeOf(large)]).toEqual([413, 'too-large']);
    expect((await send(1_000, from('198.51.100.9'))).status).toBe(201);
    expect(asked[0]).toMatchObject({ accountId: 'web', origin: 'https://shop.example' });
  });

  test('that stands still takes no more than its address’ few places', async () => {
    const hold = () =>
      new Promise<ReturnType<typeof httpRequest>>((resolve) => {
        const request = httpRequest(`${http.origin}/api/v1/files`, {
          method: 'POST',
          headers: {
            'content-type': 'multipart/form-data; boundary=b',
            'content-length': '100000',
            'x-visitor-token': 'token',
            'x-account-id': 'web',
            ...from('198.51.100.10'),
          },
        });
        request.on('error', () => undefined);
        request.write('--b\r\n', () => resolve(request));
      });
    const before = asked.length;
    const held = await Promise.all([hold(), hold(), hold(), hold()]);
    await expect.poll(() => asked.length - before).toBe(4);
    const fifth = await send(10, from('198.51.100.10'));
    expect([fifth.status, fifth.headers.get('retry-after')]).toEqual([429, '60']);
    expect((await send(10, from('198.51.100.11'))).status).toBe(201);
    for (const request of held) request.destroy();
    await expect.poll(async () => (await send(10, from('198.51.100.10'))).status).toBe(201);
  });
});

test('a customer’s name turns nothing around it and hides nothing', async () => {
  const aoi = await http.signIn('aoi@shop.example');
  const make = (name: string) => aoi.request('POST', '/api/v1/customers', { name }, from('198.51.100.12'));
  const made = await make('Anna\u202e\u200b gnp.exe\n');
  expect(made.body).toMatchObject({ name: 'Anna gnp.exe' });
  const { id } = made.body as { id: string };
  const renamed = await aoi.request(
    'PATCH',
    `/api/v1/customers/${id}`,
    { name: '\u2066admin\u2069' },
    from('198.51.100.12'),
  );
  expect(renamed.body).toMatchObject({ name: 'admin' });
  expect(codeOf(await make('\u202e\u200b'))).toBe('invalid-input');
});
