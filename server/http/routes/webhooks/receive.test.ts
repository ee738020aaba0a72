import { createServer, request as httpRequest, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import express from 'express';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RawRequest, SplitItem, Verified } from '#channels/channel.ts';
import { AppError } from '#contracts/errors.ts';
import { PATHS } from '#contracts/http.ts';
import type { AccountInfo, ChannelsPort } from '#server/ports/channels-port.ts';
import { receiveWebhook, type WebhookLimits } from './receive.ts';

const NOW = new Date('2026-11-22T03:04:05.678Z');
const INFO: AccountInfo = {
  id: 'acc',
  channel: 'sms',
  adapter: 'sms',
  name: 'a',
  paused: false,
  settings: {},
  matterWindowHours: 72,
  botFirst: true,
};
const ITEM: SplitItem = { accountRef: '', key: 'message:1', lane: 'l', body: {} };

let server: Server;
let base: string;
let seen: RawRequest[];
let accepted: { accountId: string; items: readonly SplitItem[]; receivedAt: Date }[];
let logged: unknown[];
let verified: Verified | undefined;
let items: SplitItem[];
let refuseIntake: (() => Promise<never>) | undefined;

const start = async (limits: WebhookLimits = {}): Promise<void> => {
  const channels: Pick<ChannelsPort, 'account' | 'verify' | 'handshake'> = {
    account: async (id) => (id === 'acc' || id === 'gone' ? { ...INFO, id } : undefined),
    verify: async (id, request) => {
      seen.push(request);
      if (id === 'gone' || !verified) return undefined;
      return { verified, items, answer: { status: 202, body: '<Response/>', contentType: 'text/xml' } };
    },
    handshake: async (_id, request) =>
      request.query.challenge
        ? { status: 200, body: request.query.challenge, contentType: 'text/plain' }
        : undefined,
  };
  const note = (fields: object, message: string): void => void logged.push([message, fields]);
  const log = { debug: note, info: note, warn: note, error: note };
  const intake = {
    accept: async (input: (typeof accepted)[number]) => {
      if (refuseIntake) await refuseIntake();
      accepted.push(input);
    },
  };
  const app = express();
  app.all(
    PATHS.webhook,
    receiveWebhook({ channels: channels as ChannelsPort, intake, log, limits, clock: { now: () => NOW } }),
  );
  server = createServer(app);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};
const stop = async (): Promise<void> => {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
};
const post = (
  path: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<Response> =>
  fetch(base + path, { method: 'POST', body, headers: { 'content-type': 'text/odd', ...headers } });
const codeOf = async (response: Response): Promise<[number, unknown]> => [
  response.status,
  ((await response.json()) as { error: { code: unknown } }).error.code,
];

beforeEach(async () => {
  [seen, accepted, logged, items] = [[], [], [], [ITEM]];
  [verified, refuseIntake] = [{ ok: true }, undefined];
  await start();
});
afterEach(stop);

describe('receiveWebhook', () => {
  it('gives the adapter the bytes and the URL as they came, keeps the items, then answers in the adapter’s words', async () => {
    const path = "/webhooks/sms/acc?a=it's&b=%E3%81%82&a=2";
    const bytes = Uint8Array.from([0, 255, 10, 13, 37]);
    // Node's own client: fetch would tidy up the URL.
    const response = await new Promise<Response>((done, fail) => {
      const headers = { 'content-type': 'text/odd', 'X-Sign': 'S' };
      const request = httpRequest(base, { path, method: 'POST', headers }, (given) => {
        const chunks: Buffer[] = [];
        given.on('data', (chunk: Buffer) => chunks.push(chunk));
        given.on('end', () =>
          done(
            new Response(new Uint8Array(Buffer.concat(chunks)), {
              status: given.statusCode ?? 0,
              headers: { 'content-type': given.headers['content-type'] ?? '' },
            }),
          ),
        );
      });
      request.on('error', fail);
      request.end(bytes);
    });
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
      202,
      'text/xml; charset=utf-8',
      '<Response/>',
    ]);
    expect(seen).toMatchObject([
      { method: 'POST', url: path, contentType: 'text/odd', body: Buffer.from(bytes), receivedAt: NOW },
    ]);
    expect({ ...seen[0]?.query }).toEqual({ a: "it's", b: 'あ' });
    expect(seen[0]?.headers['x-sign']).toBe('S');
    expect(accepted).toEqual([{ accountId: 'acc', items: [ITEM], receivedAt: NOW }]);
  });

  it('answers a request without facts without troubling the ledger', async () => {
    items = [];
    expect((await post('/webhooks/sms/acc', '')).status).toBe(202);
    expect(accepted).toEqual([]);
  });

  it('refuses with a code and keeps nothing: bad signature, missing secret, unknown, wrong or vanished account', async () => {
    verified = { ok: false, code: 'bad-signature' };
    expect(await codeOf(await post('/webhooks/sms/acc', 'x'))).toEqual([401, 'bad-signature']);
    verified = { ok: false, code: 'secret-missing' };
    expect(await codeOf(await post('/webhooks/sms/acc', 'x'))).toEqual([409, 'secret-missing']);
    verified = { ok: true };
    expect(await codeOf(await post('/webhooks/sms/nobody', 'x'))).toEqual([404, 'unknown-account']);
    expect(await codeOf(await post('/webhooks/line/acc', 'x'))).toEqual([404, 'unknown-account']);
    expect(await codeOf(await post('/webhooks/sms/gone', 'x'))).toEqual([404, 'unknown-account']);
    expect(accepted).toEqual([]);
    expect(JSON.stringify(logged)).not.toContain('"x"');
  });

  it('never answers 2xx for what the ledger did not keep', async () => {
    for (const [error, status, code] of [
      [new AppError('store-unavailable'), 503, 'store-unavailable'],
      [new AppError('busy'), 503, 'busy'],
      [new Error('boom'), 500, 'internal'],
    ] as const) {
      refuseIntake = () => Promise.reject(error);
      const response = await post('/webhooks/sms/acc', 'x');
      expect(response.headers.get('retry-after')).toBe(status === 503 ? '5' : null);
      expect(await codeOf(response)).toEqual([status, code]);
    }
  });

  it('answers only after the ledger has kept the items', async () => {
    let keep = (): void => undefined;
    const kept = new Promise<void>((done) => {
      keep = done;
    });
    refuseIntake = () => kept as Promise<never>;
    let answered = false;
    const response = post('/webhooks/sms/acc', 'x').then((given) => {
      answered = true;
      return given;
    });
    while (seen.length === 0) await new Promise((done) => setImmediate(done));
    expect([answered, accepted.length]).toEqual([false, 0]);
    keep();
    expect((await response).status).toBe(202);
    expect(accepted.length).toBe(1);
  });

  it('refuses compressed bodies unread', async () => {
    const response = await post('/webhooks/sms/acc', new Uint8Array(gzipSync('x'.repeat(1_000))), {
      'content-encoding': 'gzip',
    });
    expect(await codeOf(response)).toEqual([415, 'invalid-input']);
    expect(seen).toEqual([]);
  });

  it('answers a GET handshake, and 404 when the adapter knows none', async () => {
    const good = await fetch(`${base}/webhooks/sms/acc?challenge=42`);
    expect([good.status, await good.text()]).toEqual([200, '42']);
    expect(await codeOf(await fetch(`${base}/webhooks/sms/acc`))).toEqual([404, 'not-found']);
  });

  it('refuses other methods', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH']) {
      expect((await fetch(`${base}/webhooks/sms/acc`, { method })).status).toBe(405);
    }
    expect(seen).toEqual([]);
  });
});

describe('receiveWebhook, limits', () => {
  beforeEach(async () => {
    await stop();
    await start({ maxBytes: 1_000, bodyTimeoutMs: 100 });
  });

  it('takes a body of the limit and refuses one above it, declared or not', async () => {
    expect((await post('/webhooks/sms/acc', 'x'.repeat(1_000))).status).toBe(202);
    expect(await codeOf(await post('/webhooks/sms/acc', 'x'.repeat(1_001)))).toEqual([413, 'too-large']);
    const status = await new Promise<number | undefined>((done, fail) => {
      const request = httpRequest(`${base}/webhooks/sms/acc`, { method: 'POST' }, (response) => {
        done(response.statusCode);
        response.resume();
      });
      request.on('error', (error: NodeJS.ErrnoException) =>
        error.code === 'EPIPE' || error.code === 'ECONNRESET' ? undefined : fail(error),
      );
      request.write('x'.repeat(900));
      request.write('x'.repeat(900));
    });
    expect(status).toBe(413);
    expect(accepted.length).toBe(1);
  });

  it('lets nobody hold it with a body that never ends, or breaks off', async () => {
    const answer = await new Promise<string>((done) => {
      const socket = connect(Number(new URL(base).port), '127.0.0.1');
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk;
      });
      socket.on('close', () => done(text));
      socket.write('POST /webhooks/sms/acc HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc');
    });
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect([seen.length, accepted.length]).toEqual([0, 0]);
  });
});
