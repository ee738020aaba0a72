import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { system } from '#server/ports/scope.ts';
import { type Answer, type Client, startHttp, type TestHttp } from '#test/kit/http.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

let stores: TestStores;
let http: TestHttp;
let aoi: Client;
let ben: Client;

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABh6FO1AAAAABJRU5ErkJggg==',
  'base64',
);
const MEBIBYTE = 1024 * 1024;

beforeAll(async () => {
  stores = await startStores();
  http = await startHttp({
    mongoUri: stores.mongoUri,
    config: { rates: { login: 1_000, upload: 1_000 } },
    http_: {
      visitorOf: async ({ accountId, visitorToken }) =>
        accountId === 'web' && visitorToken === 'a-good-visitor-token'
          ? { threadId: 'web|visitor-1' }
          : undefined,
    },
  });
  await http.addAgent({ id: 'aoi', role: 'agent' });
  await http.addAgent({ id: 'ben', role: 'agent' });
  aoi = await http.signIn('aoi@shop.example');
  ben = await http.signIn('ben@shop.example');
});
afterAll(async () => {
  await http.stopHttp();
  await stores.stop();
});

const form = (
  name: string,
  data: Buffer | string,
  type = 'application/octet-stream',
  field = 'file',
): FormData => {
  const body = new FormData();
  body.append(field, new Blob([typeof data === 'string' ? data : new Uint8Array(data)], { type }), name);
  return body;
};
const upload = (client: Client, name: string, data: Buffer | string, type?: string): Promise<Answer> =>
  client.request('POST', '/api/v1/files', form(name, data, type));
const codeOf = ({ body }: Answer): string => (body as { error: { code: string } }).error.code;
const idOf = ({ body }: Answer): string => (body as { fileId: string }).fileId;

describe('an upload', () => {
  test('is kept by what its bytes are and answered as an attachment', async () => {
    const answer = await upload(aoi, '写真.png', PNG, 'text/html');
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      fileId: expect.any(String),
      name: '写真.png',
      mime: 'image/png',
      size: PNG.length,
      kind: 'image',
      status: 'stored',
    });
  });

  test('of a photograph is kept without the place and the device it tells', async () => {
    const photo = readFileSync(new URL('../../server/http/files/fixtures/photo.jpg', import.meta.url));
    const answer = await upload(aoi, 'photo.jpg', photo, 'image/jpeg');
    const kept = await http.ports.stores.files.read(system('test'), idOf(answer));
    expect(kept?.length).toBe((answer.body as { size: number }).size);
    expect(kept?.includes('Exif')).toBe(true);
    expect(kept?.includes('Secret')).toBe(false);
  });

  test.each([
    ['a page that calls itself a picture', 'cat.png', '<html><script>alert(1)</script></html>'],
    ['an SVG', 'logo.svg', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'],
    ['an SVG under a text name', 'logo.txt', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'],
    ['a page under a text name', 'notes.txt', '  <!DOCTYPE html><script>alert(1)</script>'],
    ['a program', 'setup.exe', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)])],
    ['a script', 'run.sh', '#!/bin/sh\nrm -rf /\n'],
    ['a picture whose ending says page', 'cat.html', PNG],
    ['a picture whose ending says PDF', 'cat.pdf', PNG],
    ['a file without an ending', 'README', 'hello'],
    ['bytes under a text name', 'data.txt', Buffer.from([1, 0, 2, 0, 255, 254])],
    [
      'the virus test file',
      'test.txt',
      'X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*',
    ],
    ['an empty file', 'empty.txt', ''],
  ])('of %s is not accepted', async (_name, name, data) => {
    const answer = await upload(aoi, name, data);
    expect([answer.status, codeOf(answer)]).toEqual([400, 'file-not-accepted']);
  });

  test('of a picture that unpacks to gigapixels is not accepted', async () => {
    const bomb = Buffer.from(PNG);
    bomb.writeUInt32BE(50_000, 16);
    bomb.writeUInt32BE(50_000, 20);
    expect(codeOf(await upload(aoi, 'bomb.png', bomb))).toBe('file-not-accepted');
  });

  test('larger than the limit is refused as such', async () => {
    const large = Buffer.concat([PNG, Buffer.alloc(26 * MEBIBYTE)]);
    const answer = await upload(aoi, 'large.png', large);
    expect([answer.status, codeOf(answer)]).toEqual([413, 'too-large']);
  });

  test.each([
    ['../../etc/passwd.png', 'passwd.png'],
    ['C:\\windows\\cat.png', 'cat.png'],
    ['a\u202Egnp.png', 'agnp.png'],
    ['..hidden.png', 'hidden.png'],
    [`${'x'.repeat(300)}.png`, `${'x'.repeat(116)}.png`],
  ])('named %j is kept as %j', async (name, kept) => {
    const answer = await upload(aoi, name, PNG);
    expect((answer.body as { name: string }).name).toBe(kept);
  });

  test('of two files, of none and under another field name is not accepted', async () => {
    const two = form('a.png', PNG);
    two.append('file', new Blob([new Uint8Array(PNG)]), 'b.png');
    expect(codeOf(await aoi.request('POST', '/api/v1/files', two))).toBe('file-not-accepted');
    expect(codeOf(await aoi.request('POST', '/api/v1/files', form('a.png', PNG, undefined, 'other')))).toBe(
      'file-not-accepted',
    );
    expect(codeOf(await aoi.request('POST', '/api/v1/files', new FormData()))).toBe('invalid-input');
  });

  test('needs a session or a visitor token of that account', async () => {
    const nobody = http.client();
    const send = (headers: Record<string, string>) =>
      nobody.request('POST', '/api/v1/files', form('a.png', PNG), headers);
    expect((await send({})).status).toBe(401);
    expect((await send({ 'x-visitor-token': 'a-good-visitor-token' })).status).toBe(401);
    expect((await send({ 'x-visitor-token': 'a-good-visitor-token', 'x-account-id': 'sms' })).status).toBe(
      401,
    );
    const good = await send({
      'x-visitor-token': 'a-good-visitor-token',
      'x-account-id': 'web',
      origin: 'https://shop.example',
    });
    expect(good.status).toBe(201);
    expect(good.headers.get('access-control-allow-origin')).toBe('*');
    const meta = await http.ports.stores.files.meta({ kind: 'system', reason: 'test' }, idOf(good));
    expect(meta?.owner).toEqual({ kind: 'customer', id: 'web|visitor-1' });
  });
});

describe('a download', () => {
  test('is for its owner; for others the file does not exist', async () => {
    const id = idOf(await upload(aoi, 'cat.png', PNG));
    expect((await aoi.request('GET', `/files/${id}`)).status).toBe(200);
    for (const other of [ben, http.client()]) {
      const answer = await other.request('GET', `/files/${id}`);
      expect([answer.status, codeOf(answer)]).toEqual([404, 'not-found']);
    }
    expect((await aoi.request('GET', `/api/v1/files/${id}`)).body).toMatchObject({ name: 'cat.png' });
    expect((await ben.request('GET', `/api/v1/files/${id}`)).status).toBe(404);
  });

  test('shows pictures in line and hands everything else over, unable to run', async () => {
    const picture = await aoi.request('GET', `/files/${idOf(await upload(aoi, '猫 "1".png', PNG))}`);
    expect(picture.headers.get('content-disposition')).toMatch(
      /^inline; filename="[\x20-\x7e]+"; filename\*=UTF-8''%E7%8C%AB/,
    );
    const text = await aoi.request('GET', `/files/${idOf(await upload(aoi, 'notes.txt', 'こんにちは'))}`);
    expect(text.body).toBe('こんにちは');
    expect(text.headers.get('content-disposition')).toMatch(/^attachment/);
    for (const { headers } of [picture, text]) {
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
    }
  });

  test('opens by signed path for two days at most, for that file only', async () => {
    const id = idOf(await upload(aoi, 'cat.png', PNG));
    const other = idOf(await upload(aoi, 'dog.png', PNG));
    const signed = http.deps.fileUrls.sign(id);
    const nobody = http.client();
    expect((await nobody.request('GET', signed)).status).toBe(200);
    expect((await nobody.request('GET', signed.replace(id, other))).status).toBe(404);
    expect((await nobody.request('GET', signed.replace(/sig=./, 'sig=_'))).status).toBe(404);
    expect((await nobody.request('GET', signed.replace(/until=\d/, 'until=9'))).status).toBe(404);
    http.clock.advance(2 * 86_400_000);
    expect((await nobody.request('GET', signed)).status).toBe(404);
    http.clock.set(new Date());
  });

  test('gives a part of it to a player', async () => {
    const id = idOf(await upload(aoi, 'notes.txt', '0123456789'));
    const part = await aoi.request('GET', `/files/${id}`, undefined, { range: 'bytes=2-4' });
    expect([part.status, part.body, part.headers.get('content-range')]).toEqual([206, '234', 'bytes 2-4/10']);
    const last = await aoi.request('GET', `/files/${id}`, undefined, { range: 'bytes=-3' });
    expect(last.body).toBe('789');
  });
});
