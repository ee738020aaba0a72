import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appCode } from '#test/kit/authenticator.ts';
import { type Answer, type Client, PASSWORD, startHttp, type TestHttp } from '#test/kit/http.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

let stores: TestStores;
let http: TestHttp;
let admin: Client;

beforeAll(async () => {
  stores = await startStores();
  http = await startHttp({ mongoUri: stores.mongoUri, config: { rates: { login: 1_000 } } });
  await http.addAgent({ id: 'admin', role: 'administrator' });
  admin = await http.signIn('admin@shop.example');
});
afterAll(async () => {
  await http.stopHttp();
  await stores.stop();
});

const codeOf = (body: unknown): string => (body as { error: { code: string } }).error.code;

/** A code that is not the present one. */
const otherThan = (code: string): string => (code === '000000' ? '111111' : '000000');

/** Takes the cookies an answer sets, as a browser would. */
const keep = (client: Client, answer: Answer): void => {
  const jar = new Map(
    (client.cookie ?? '').split('; ').map((pair) => pair.split('=', 2) as [string, string]),
  );
  for (const line of answer.headers.getSetCookie()) {
    const [pair = ''] = line.split(';');
    const [name = '', value = ''] = pair.split('=', 2);
    if (value === '' || /max-age=0/i.test(line)) jar.delete(name);
    else jar.set(name, value);
  }
  client.cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
};

const send = async (client: Client, path: string, body: object): Promise<Answer> => {
  const answer = await client.request('POST', `/api/auth${path}`, body);
  keep(client, answer);
  return answer;
};

interface Enrolled {
  client: Client;
  uri: string;
  codes: string[];
}
const enrol = async (id: string): Promise<Enrolled> => {
  await http.addAgent({ id, role: 'agent' });
  const client = await http.signIn(`${id}@shop.example`);
  const begun = await send(client, '/two-factor/enable', { password: PASSWORD });
  const { totpURI, backupCodes } = begun.body as { totpURI: string; backupCodes: string[] };
  const confirmed = await send(client, '/two-factor/verify-totp', { code: appCode(totpURI) });
  expect(confirmed.status).toBe(200);
  return { client, uri: totpURI, codes: backupCodes };
};
const password = async (id: string): Promise<{ client: Client; answer: Answer }> => {
  const client = http.client();
  const answer = await send(client, '/sign-in/email', { email: `${id}@shop.example`, password: PASSWORD });
  return { client, answer };
};
const isIn = async (client: Client): Promise<boolean> =>
  (await client.request('GET', '/api/v1/session')).status === 200;

describe('a second step', () => {
  test('is asked for after the password, and only its code lets in', async () => {
    const { client: own, uri } = await enrol('aoi');
    expect(new URL(uri).searchParams.get('issuer')).toBe('Madoguchi');
    expect(await isIn(own)).toBe(true);
    const { client, answer } = await password('aoi');
    expect(answer.body).toMatchObject({ twoFactorRedirect: true });
    expect(await isIn(client)).toBe(false);
    const wrong = await send(client, '/two-factor/verify-totp', { code: otherThan(appCode(uri)) });
    expect([wrong.status, codeOf(wrong.body)]).toEqual([401, 'wrong-code']);
    expect(await isIn(client)).toBe(false);
    expect((await send(client, '/two-factor/verify-totp', { code: appCode(uri) })).status).toBe(200);
    expect(await isIn(client)).toBe(true);
  });

  test('does not hold until a first code proved the device, and asks for the password', async () => {
    await http.addAgent({ id: 'ben', role: 'agent' });
    const client = await http.signIn('ben@shop.example');
    const guessed = await send(client, '/two-factor/enable', { password: 'not the password' });
    expect([guessed.status, codeOf(guessed.body)]).toEqual([401, 'wrong-credentials']);
    expect((await send(client, '/two-factor/enable', { password: PASSWORD })).status).toBe(200);
    const { client: later } = await password('ben');
    expect(await isIn(later)).toBe(true);
  });

  test('is passed with a backup code, once', async () => {
    const { codes } = await enrol('chi');
    expect(codes).toHaveLength(10);
    const [code = ''] = codes;
    const first = await password('chi');
    expect((await send(first.client, '/two-factor/verify-backup-code', { code })).status).toBe(200);
    expect(await isIn(first.client)).toBe(true);
    const second = await password('chi');
    const again = await send(second.client, '/two-factor/verify-backup-code', { code });
    expect([again.status, codeOf(again.body)]).toEqual([401, 'wrong-code']);
    expect(await isIn(second.client)).toBe(false);
  });

  test('is not guessed: five wrong codes end the try', async () => {
    const { uri } = await enrol('dan');
    const { client } = await password('dan');
    for (let i = 0; i < 5; i += 1)
      await send(client, '/two-factor/verify-totp', { code: otherThan(appCode(uri)) });
    const right = await send(client, '/two-factor/verify-totp', { code: appCode(uri) });
    expect(codeOf(right.body)).toBe('sign-in-required');
    expect(await isIn(client)).toBe(false);
  });

  test('is there also after a password reset by link', async () => {
    await enrol('eri');
    const { body } = await admin.request('POST', '/api/v1/agents/eri/reset-link', {});
    const token = new URL((body as { link: string }).link).searchParams.get('token');
    await http.client().request('POST', '/api/v1/session/redeem', { token, password: PASSWORD });
    const { client, answer } = await password('eri');
    expect(answer.body).toMatchObject({ twoFactorRedirect: true });
    expect(await isIn(client)).toBe(false);
  });

  test('is turned off by its owner with the password', async () => {
    const { client } = await enrol('fay');
    expect((await send(client, '/two-factor/disable', { password: 'not the password' })).status).toBe(401);
    expect((await send(client, '/two-factor/disable', { password: PASSWORD })).status).toBe(200);
    expect(await isIn((await password('fay')).client)).toBe(true);
  });

  test('is taken away by an administrator for who lost the device, on the record', async () => {
    await enrol('gen');
    const dropped = await admin.request('PATCH', '/api/v1/agents/gen', { dropSecondStep: true });
    expect(dropped.status).toBe(200);
    expect(await isIn((await password('gen')).client)).toBe(true);
    const events = await http.open.database.connection
      .collection('interactions')
      .find({ type: 'agent.updated', 'refs.agent': 'gen' })
      .toArray();
    expect(events.map(({ after }) => after)).toEqual([{ agentId: 'gen', fields: ['second-step'] }]);
  });
});
