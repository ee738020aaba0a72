import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eraseCustomer } from '#server/commands/erase-customer.ts';
import { system } from '#server/ports/scope.ts';
import { type Answer, type Client, startHttp, type TestHttp } from '#test/kit/http.ts';
import { connectSms, SMS_ACCOUNT, smsItem } from '#test/kit/sms-items.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

const PBX_TOKEN = 'pbx-token-0123456789abcdef';
let stores: TestStores;
let http: TestHttp;
let pbx: Client;
let aoi: Client;
let light: Client;
let customerId: string;
let conversationId: string;

interface Line {
  id: string;
  type: string;
  channel?: string;
  text?: string;
  conversationId?: string;
  attachments?: { fileId: string; kind: string; name: string }[];
  after: Record<string, unknown>;
}

beforeAll(async () => {
  stores = await startStores();
  http = await startHttp({ mongoUri: stores.mongoUri, config: { rates: { login: 1_000 } } });
  await connectSms(http);
  await http.addAgent({ id: 'pbx', role: 'agent' });
  await http.addAgent({ id: 'aoi', role: 'agent' });
  await http.addAgent({ id: 'light', role: 'light' });
  await http.auth.addApiToken(PBX_TOKEN, 'pbx', 'PBX');
  pbx = http.client(PBX_TOKEN);
  aoi = await http.signIn('aoi@shop.example');
  light = await http.signIn('light@shop.example');
  const items = [smsItem('+819012345678', 'SM1', '届きません', http.clock.now())];
  await http.intake.accept({ accountId: SMS_ACCOUNT, items, receivedAt: http.clock.now() });
  await http.settled();
  const found = (await aoi.request('GET', '/api/v1/customers?q=%2B819012345678')).body as {
    items: { id: string }[];
  };
  customerId = found.items[0]?.id ?? '';
  const page = await http.ports.stores.conversations.list(
    system('test'),
    { sort: 'newest', includeSpam: true },
    { limit: 1 },
  );
  conversationId = page.items[0]?.id ?? '';
});
afterAll(async () => {
  await http.stopHttp();
  await stores.stop();
});

const call = (more: object = {}) => ({
  channel: 'phone',
  direction: 'inbound',
  at: http.clock.now().toISOString(),
  text: 'バッテリーが膨らんだとのこと。折り返し希望。',
  durationMs: 83_000,
  outcome: 'answered',
  ...more,
});
const log = (client: Client, body: object, id = customerId): Promise<Answer> =>
  client.request('POST', `/api/v1/customers/${id}/interactions`, body);
const lines = async (query = ''): Promise<Line[]> => {
  const { body } = await aoi.request('GET', `/api/v1/customers/${customerId}/interactions?limit=50${query}`);
  return (body as { items: Line[] }).items;
};
const upload = async (client: Client, name: string, data: Buffer, type: string): Promise<string> => {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(data)], { type }), name);
  const answer = await client.request('POST', '/api/v1/files', form);
  return (answer.body as { fileId: string }).fileId;
};
const codeOf = ({ body }: Answer): string | undefined => (body as { error?: { code: string } }).error?.code;
const WAV = Buffer.concat([
  Buffer.from(
    'RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0data\0\0\0\0',
    'latin1',
  ),
  Buffer.alloc(200),
]);

describe('phone, fax, post and meetings by the API', () => {
  it('a call of a PBX stands on the record with its way, length, end and recording', async () => {
    const recording = await upload(pbx, 'call-1.wav', WAV, 'audio/wav');
    const made = await log(pbx, call({ clientId: 'call-1', fileIds: [recording], conversationId }));
    expect(made).toMatchObject({ status: 200, body: { channel: 'phone', conversationId } });
    const [line] = await lines('&channel=phone');
    expect(line).toMatchObject({
      type: 'interaction.logged',
      channel: 'phone',
      conversationId,
      text: 'バッテリーが膨らんだとのこと。折り返し希望。',
      after: { direction: 'inbound', durationMs: 83_000, outcome: 'answered' },
      attachments: [{ fileId: recording, kind: 'audio', name: 'call-1.wav' }],
    });
    const heard = await aoi.request('GET', `/files/${recording}`);
    expect(heard.status).toBe(200);
  });

  it('the same call sent again is one line; another under its id is refused', async () => {
    const body = call({ clientId: 'call-2', text: 'ひとつだけ' });
    const [first, second] = await Promise.all([log(pbx, body), log(pbx, body)]);
    const third = await log(pbx, body);
    expect([first, second, third].map(({ status }) => status)).toEqual([200, 200, 200]);
    const ids = [first, second, third].map((answer) => answer && (answer.body as Line).id);
    expect(new Set(ids).size).toBe(1);
    expect((await lines()).filter((line) => line.text === 'ひとつだけ')).toHaveLength(1);
    expect(codeOf(await log(pbx, { ...body, text: '別の電話' }))).toBe('duplicate-client-id');
    // Ids are each caller's own.
    expect((await log(aoi, { ...body, text: '別の人の電話' })).status).toBe(200);
  });

  it('each kind is there and the record shows one of them alone', async () => {
    for (const channel of ['fax', 'post', 'meeting'])
      await log(pbx, call({ channel, text: `${channel} の要件`, clientId: `kind-${channel}` }));
    for (const channel of ['fax', 'post', 'meeting'])
      expect((await lines(`&channel=${channel}`)).map((line) => line.text)).toEqual([`${channel} の要件`]);
  });

  it('what was said is found: the customer by it, and the conversation it belongs to', async () => {
    await log(pbx, call({ text: '紫陽花柄の急須について', clientId: 'find-1', conversationId }));
    await log(pbx, call({ text: '琥珀色の花瓶について', clientId: 'find-2' }));
    const idsOf = async (path: string): Promise<string[]> =>
      ((await aoi.request('GET', path)).body as { items: { id: string }[] }).items.map((row) => row.id);
    for (const words of ['紫陽花柄', '花瓶'])
      expect(await idsOf(`/api/v1/customers?q=${encodeURIComponent(words)}`)).toEqual([customerId]);
    expect(await idsOf(`/api/v1/customers?q=${encodeURIComponent('紅葉柄')}`)).toEqual([]);
    expect(await idsOf(`/api/v1/conversations?q=${encodeURIComponent('紫陽花柄')}`)).toEqual([
      conversationId,
    ]);
    expect(await idsOf(`/api/v1/conversations?q=${encodeURIComponent('花瓶')}`)).toEqual([]);
  });

  it('only who may log does, with files of their own and a conversation of the customer', async () => {
    expect((await log(light, call())).status).toBe(403);
    expect((await log(http.client(), call())).status).toBe(401);
    const foreign = await upload(aoi, 'a.wav', WAV, 'audio/wav');
    expect(codeOf(await log(pbx, call({ fileIds: [foreign] })))).toBe('not-found');
    expect(codeOf(await log(pbx, call({ fileIds: ['none'] })))).toBe('not-found');
    expect(codeOf(await log(pbx, call({ conversationId: 'none' })))).toBe('not-found');
    const other = await aoi.request('POST', '/api/v1/customers', { name: '別の方' });
    expect(codeOf(await log(pbx, call({ conversationId }), (other.body as { id: string }).id))).toBe(
      'not-found',
    );
    expect(codeOf(await log(pbx, call({ clientId: 'no spaces' })))).toBe('invalid-input');
    expect(codeOf(await log(pbx, call({ durationMs: -1 })))).toBe('invalid-input');
    const later = new Date(http.clock.now().getTime() + 3_600_000).toISOString();
    expect(codeOf(await log(pbx, call({ at: later })))).toBe('invalid-input');
  });

  it('a recording is heard by who may read the record, and by nobody outside', async () => {
    const recording = await upload(pbx, 'unlinked.wav', WAV, 'audio/wav');
    expect((await aoi.request('GET', `/files/${recording}`)).status).toBe(404);
    await log(pbx, call({ clientId: 'heard', fileIds: [recording] }));
    expect((await aoi.request('GET', `/files/${recording}`)).status).toBe(200);
    expect((await http.client().request('GET', `/files/${recording}`)).status).not.toBe(200);
  });

  it('words and recordings go with their customer', async () => {
    const recording = await upload(pbx, 'gone.wav', WAV, 'audio/wav');
    await log(pbx, call({ clientId: 'gone', text: '翡翠の箸置き', fileIds: [recording] }));
    await eraseCustomer(http.ports, system('test'), { customerId });
    expect(await http.ports.stores.files.meta(system('test'), recording)).toBeUndefined();
    expect(await http.ports.stores.loggedTexts.search(system('test'), ['翡翠'], 10)).toEqual([]);
  });
});
