import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HttpFault } from '#channels/channel.ts';
import { createGuardedHttp, type Resolve } from './guarded-http.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const serve = async (
  listener: RequestListener,
  host = '127.0.0.1',
): Promise<{ port: number; server: Server }> => {
  const server = createServer(listener);
  await new Promise<void>((done) => server.listen(0, host, done));
  closers.push(() => {
    server.closeAllConnections();
    return new Promise((done) => server.close(done));
  });
  return { port: (server.address() as AddressInfo).port, server };
};

const faultOf = async (work: Promise<unknown>): Promise<{ code: string; sent: boolean }> => {
  try {
    await work;
  } catch (error) {
    if (error instanceof HttpFault) return { code: error.code, sent: error.sent };
    throw error;
  }
  throw new Error('no fault');
};
const notAllowed = { code: 'address-not-allowed', sent: false };
const fixed =
  (table: Record<string, string[]>): Resolve =>
  async (name) =>
    (table[name] ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

describe('guarded HTTP, closed', () => {
  let hits: string[];
  let port: number;
  beforeEach(async () => {
    hits = [];
    ({ port } = await serve((request, response) => {
      hits.push(request.url ?? '');
      response.end('canary');
    }));
  });

  const spellings = (p: number): string[] => [
    `http://127.0.0.1:${p}/`, `http://localhost:${p}/`, `http://127.1:${p}/`, `http://127.0.0.1.:${p}/`, `http://0.0.0.0:${p}/`,
    `http://2130706433:${p}/`, `http://0x7f000001:${p}/`, `http://0x7f.0.0.1:${p}/`, `http://017700000001:${p}/`,
    `http://0177.0.0.01:${p}/`, `http://%31%32%37.0.0.1:${p}/`, `http://１２７.０.０.１:${p}/`, `http://127。0。0。1:${p}/`, `http://[::1]:${p}/`,
    `http://[::ffff:127.0.0.1]:${p}/`, `http://[::ffff:7f00:1]:${p}/`, `http://[0:0:0:0:0:ffff:127.0.0.1]:${p}/`, `http://[64:ff9b::7f00:1]:${p}/`,
    `http://user:pass@127.0.0.1:${p}/`, `http://example.com@127.0.0.1:${p}/`, `http:\\\\127.0.0.1:${p}\\`,
    ` http://127.0.0.1:${p}/`, `http:127.0.0.1:${p}/`, `http://0:${p}/`,
  ]; // biome-ignore format: a table

  it('does not reach a loopback server by any spelling of it', async () => {
    const http = createGuardedHttp();
    for (const url of spellings(port)) {
      const fault = await faultOf(http.request({ method: 'GET', url }));
      expect({ url, ...fault }).toEqual({ url, ...notAllowed });
    }
    expect(hits).toEqual([]);
  });

  it.each([
    'ftp://example.com/', 'file:///etc/passwd', 'gopher://127.0.0.1:6379/_FLUSHALL', 'data:text/plain,x', 'javascript:alert(1)', 'ws://example.com/',
    'unix:/var/run/x', '//example.com/', 'example.com', '', 'http://', 'https://user@example.com/', 'https://:secret@example.com/', 'http://0x08080808/',
    'http://134744072/', 'http://8.8.2056/', 'http://8.8.8.8:25/', 'https://8.8.8.8:6/', 'http://[fe80::1%25eth0]/', 'http://169.254.169.254/latest/meta-data/',
  ])('refuses %s without a look-up', async (url) => {
    const http = createGuardedHttp({
      resolve: () => Promise.reject(new Error('looked up')),
    });
    expect(await faultOf(http.request({ method: 'GET', url }))).toEqual(notAllowed);
  }); // biome-ignore format: a table

  it('refuses a name when any of its addresses is private', async () => {
    const http = createGuardedHttp({ resolve: fixed({ 'mixed.test': ['93.184.216.34', '127.0.0.1'] }) });
    const url = `http://mixed.test:${port}/`;
    expect(await faultOf(http.request({ method: 'GET', url }))).toEqual(notAllowed);
    expect(hits).toEqual([]);
  });

  it('says unreachable, unsent, for a name without an address', async () => {
    const http = createGuardedHttp({ resolve: fixed({}) });
    expect(await faultOf(http.request({ method: 'GET', url: 'http://nowhere.test/' }))).toEqual({
      code: 'unreachable',
      sent: false,
    });
  });

  it('calls the address it checked, whatever the name answers afterwards', async () => {
    const open = await serve((_request, response) => response.end('pinned'), '127.0.0.2');
    const answers = ['127.0.0.2', '127.0.0.1'];
    let asked = 0;
    const http = createGuardedHttp({
      allowPrivateNetworks: ['127.0.0.2/32'],
      resolve: async () => [{ address: answers[Math.min(asked++, 1)] ?? '', family: 4 }],
    });
    const url = `http://rebind.test:${open.port}/`;
    expect((await http.request({ method: 'GET', url })).body.toString()).toBe('pinned');
    expect(asked).toBe(1);
    expect(await faultOf(http.request({ method: 'GET', url }))).toEqual(notAllowed);
    expect(hits).toEqual([]);
  });

  it('does not follow a redirect into a private network', async () => {
    const locations = [
      `http://127.0.0.1:${port}/`,
      `//127.0.0.1:${port}/x`,
      'http://169.254.169.254/',
      `http://2130706433:${port}/`,
    ];
    for (const location of locations) {
      const open = await serve((_request, response) => {
        response.writeHead(302, { location }).end();
      }, '127.0.0.2');
      const http = createGuardedHttp({ allowPrivateNetworks: ['127.0.0.2/32'] });
      const url = `http://127.0.0.2:${open.port}/`;
      expect(await faultOf(http.request({ method: 'GET', url, redirects: 3 }))).toEqual({
        code: 'address-not-allowed',
        sent: true,
      });
    }
    expect(hits).toEqual([]);
  });
});

describe('guarded HTTP, open to loopback', () => {
  const http = createGuardedHttp({ allowPrivateNetworks: ['127.0.0.0/8'], timeoutMs: 2_000 });

  it('sends method, headers and body and gives back status, headers and body', async () => {
    const { port } = await serve((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const seen = {
          method: request.method,
          url: request.url,
          host: request.headers.host,
          auth: request.headers.authorization,
        };
        response.writeHead(201, { 'X-Two': ['a', 'b'] });
        response.end(JSON.stringify({ ...seen, body: Buffer.concat(chunks).toString() }));
      });
    });
    const url = `http://127.0.0.1:${port}/p?q=1%202`;
    const answer = await http.request({
      method: 'POST',
      url,
      headers: { authorization: 'Basic x' },
      body: 'あ',
    });
    expect(answer.status).toBe(201);
    expect(answer.headers['x-two']).toBe('a, b');
    expect(JSON.parse(answer.body.toString())).toEqual({
      method: 'POST',
      url: '/p?q=1%202',
      host: `127.0.0.1:${port}`,
      auth: 'Basic x',
      body: 'あ',
    });
  });

  it('gives a redirect back as it is unless asked to follow', async () => {
    const { port } = await serve((_request, response) => {
      response.writeHead(302, { location: '/elsewhere' }).end();
    });
    expect((await http.request({ method: 'GET', url: `http://127.0.0.1:${port}/` })).status).toBe(302);
  });

  it('follows at most three redirects', async () => {
    let count = 0;
    const { port } = await serve((_request, response) => {
      count += 1;
      response.writeHead(307, { location: `/${count}` }).end();
    });
    const answer = await http.request({ method: 'GET', url: `http://127.0.0.1:${port}/`, redirects: 50 });
    expect(answer.status).toBe(307);
    expect(count).toBe(4);
  });

  it('keeps credentials on the same origin and drops them on another', async () => {
    const seen: {
      path: string;
      auth: string | undefined;
      cookie: string | undefined;
      key: string | undefined;
      accept: string | undefined;
    }[] = [];
    const note: RequestListener = (request, response) => {
      const { authorization, cookie, accept } = request.headers;
      seen.push({
        path: request.url ?? '',
        auth: authorization,
        cookie,
        key: String(request.headers['x-api-key'] ?? ''),
        accept,
      });
      response.end('done');
    };
    const other = await serve(note);
    const first = await serve((request, response) => {
      if (request.url === '/a') response.writeHead(302, { location: '/b' }).end();
      else if (request.url === '/b') {
        note(request, { end: () => undefined } as never);
        response.writeHead(302, { location: `http://127.0.0.1:${other.port}/c` }).end();
      }
    });
    const headers = {
      Authorization: 'Basic canary',
      Cookie: 's=canary',
      'X-Api-Key': 'canary',
      accept: 'image/*',
    };
    await http.request({ method: 'GET', url: `http://127.0.0.1:${first.port}/a`, headers, redirects: 2 });
    expect(seen).toEqual([
      { path: '/b', auth: 'Basic canary', cookie: 's=canary', key: 'canary', accept: 'image/*' },
      { path: '/c', auth: undefined, cookie: undefined, key: '', accept: 'image/*' },
    ]);
  });

  it('turns a POST into a GET without a body on 303, and repeats it on 307', async () => {
    const seen: string[] = [];
    const { port } = await serve((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        seen.push(`${request.method} ${request.url} ${body}`);
        const status = request.url === '/303' ? 303 : request.url === '/307' ? 307 : 200;
        response.writeHead(status, { location: '/end' }).end();
      });
    });
    for (const status of [303, 307]) {
      await http.request({
        method: 'POST',
        url: `http://127.0.0.1:${port}/${status}`,
        body: 'x',
        redirects: 1,
      });
    }
    expect(seen).toEqual(['POST /303 x', 'GET /end ', 'POST /307 x', 'POST /end x']);
  });

  it('says timeout, perhaps sent, when the peer is slow to answer or to finish', async () => {
    const { port } = await serve((request, response) => {
      if (request.url === '/drip') response.write('x');
    });
    for (const path of ['/silent', '/drip']) {
      const url = `http://127.0.0.1:${port}${path}`;
      expect(await faultOf(http.request({ method: 'GET', url, timeoutMs: 150 }))).toEqual({
        code: 'timeout',
        sent: true,
      });
    }
  });

  it('says timeout, unsent, when the name is slow to resolve', async () => {
    const slow = createGuardedHttp({ resolve: () => new Promise(() => undefined) });
    const work = slow.request({ method: 'GET', url: 'http://slow.test/', timeoutMs: 50 });
    expect(await faultOf(work)).toEqual({ code: 'timeout', sent: false });
  });

  it('says too-large, perhaps sent, for an answer above the cap, whatever its length header', async () => {
    const { port } = await serve((_request, response) => response.end(Buffer.alloc(5_000)));
    const url = `http://127.0.0.1:${port}/`;
    expect(await faultOf(http.request({ method: 'GET', url, maxBytes: 4_999 }))).toEqual({
      code: 'too-large',
      sent: true,
    });
    expect((await http.request({ method: 'GET', url, maxBytes: 5_000 })).body.length).toBe(5_000);
  });

  it('says unreachable, unsent, when nobody listens or TLS fails', async () => {
    const { port, server } = await serve((_request, response) => response.end());
    const tls = await faultOf(http.request({ method: 'POST', url: `https://127.0.0.1:${port}/`, body: 'x' }));
    expect(tls).toEqual({ code: 'unreachable', sent: false });
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
    const refused = await faultOf(
      http.request({ method: 'POST', url: `http://127.0.0.1:${port}/`, body: 'x' }),
    );
    expect(refused).toEqual({ code: 'unreachable', sent: false });
  });

  it('says reset, perhaps sent, when the peer breaks off before, within or after the head', async () => {
    for (const reply of [
      '',
      'HTTP/1.1 200 OK\r\nContent-Le',
      'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc',
      'not http at all\r\n\r\n',
    ]) {
      const server = createTcpServer((socket) => {
        socket.on('error', () => undefined);
        socket.once('data', () => (reply === '' ? socket.resetAndDestroy() : socket.end(reply)));
      });
      await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
      closers.push(() => new Promise((done) => server.close(done)));
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
      const fault = await faultOf(http.request({ method: 'POST', url, body: 'x' }));
      expect({ reply, ...fault }).toEqual({ reply, code: 'reset', sent: true });
    }
  });

  it('says unsent for a header that cannot be written', async () => {
    const { port } = await serve((_request, response) => response.end());
    const url = `http://127.0.0.1:${port}/`;
    const fault = await faultOf(http.request({ method: 'GET', url, headers: { 'x-a': 'b\r\nx-c: d' } }));
    expect(fault).toEqual({ code: 'unreachable', sent: false });
  });
});
