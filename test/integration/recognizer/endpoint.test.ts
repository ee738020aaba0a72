import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RecognizerSettings } from '#contracts/recognizer.ts';
import { saveSettings } from '#server/commands/save-settings.ts';
import { createLearningBot, type LearningBot } from '#server/compose/bot-encoder.ts';
import { createEmbeddings } from '#server/compose/embeddings.ts';
import { createGuardedHttp } from '#server/outbound/guarded-http.ts';
import { type Scope, system } from '#server/ports/scope.ts';
import { getSettings } from '#server/queries/list-content.ts';
import { recognizerState } from '#server/queries/recognizer-state.ts';
import { createSecretBox } from '#server/store/secret-box.ts';
import { botReads, botSettings } from '#server/wiring/bot.ts';
import { createTestPorts, type TestPorts } from '#test/kit/ports.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

const administrator: Scope = { kind: 'agent', agentId: 'mia', role: 'administrator', teamIds: [] };
const NOW = new Date('2026-11-24T03:00:00Z');
const KEY = 'sk-not-to-be-seen';

let stores: TestStores;
let folder: string;
let script: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'recognizer-'));
  script = path.join(folder, 'encoder-worker.mjs');
  const [started] = await Promise.all([
    startStores(),
    build({
      entryPoints: [path.join(import.meta.dirname, '../../../bot/recognizer/encoder-worker.ts')],
      outfile: script,
      bundle: true,
      platform: 'node',
      format: 'esm',
      logLevel: 'warning',
    }),
  ]);
  stores = started;
});
afterAll(async () => {
  await stores.stop();
  await rm(folder, { recursive: true, force: true });
});

/** An embeddings service: what speaks of refunds lies in one direction, all else in another by its length. */
const startService = async () => {
  const seen: { url: string | undefined; headers: IncomingHttpHeaders; model: string }[] = [];
  let status = 200;
  const server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      const { input, model } = JSON.parse(body) as { input: string[]; model: string };
      seen.push({ url: request.url, headers: request.headers, model });
      response.statusCode = status;
      const data = input.map((text, index) => ({
        index,
        embedding: /refund|reimburs|返金/.test(text) ? [1, 0.1, 0] : [0, 1, (text.length % 5) / 5],
      }));
      response.end(JSON.stringify(status === 200 ? { data } : { error: 'no' }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    seen,
    fail: (next: number): void => {
      status = next;
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
};

let test: TestPorts;
let service: Awaited<ReturnType<typeof startService>>;
let bot: LearningBot;
let settings: ReturnType<typeof botSettings>;
const logged: { fields: object; text: string }[] = [];

const log = {
  debug: () => undefined,
  info: () => undefined,
  error: () => undefined,
  warn: (fields: object, text: string) => void logged.push({ fields, text }),
};

const makeBot = (allowPrivateNetworks: string[]): void => {
  const embeddings = createEmbeddings({
    http: createGuardedHttp({ allowPrivateNetworks }),
    box: createSecretBox('a-secret-key-of-the-test'),
  });
  settings = botSettings(test.ports.stores.settings);
  bot = createLearningBot({
    reads: botReads(test.ports.stores),
    settings: settings.current,
    log,
    files: undefined,
    chosen: settings.recognizer,
    embeddings,
    clock: test.clock,
    script,
  });
  test.ports.bot.recognizer = { state: bot.recognizer, seal: embeddings.seal };
};

beforeEach(async () => {
  logged.length = 0;
  [test, service] = await Promise.all([
    createTestPorts({ mongoUri: stores.mongoUri, now: NOW, reactions: [] }),
    startService(),
  ]);
  makeBot(['127.0.0.0/8']);
});
afterEach(async () => {
  await service.close();
  await test.close();
  await stores.clearMongo();
});

const choose = async (recognizer: RecognizerSettings) => {
  const { bot: current } = await getSettings(test.ports, administrator);
  return saveSettings(test.ports, administrator, { bot: { ...current, recognizer } });
};
const ask = async (text: string) => {
  await settings.refresh();
  return bot.ask(text, 'en');
};
const inUse = (kind: string): Promise<void> =>
  vi.waitFor(async () => expect((await recognizerState(test.ports, administrator)).inUse).toBe(kind), {
    timeout: 20_000,
    interval: 50,
  });

describe('the key of the endpoint', () => {
  it('is stored sealed, never read back, and kept by a change that leaves it out', async () => {
    const saved = await choose({ kind: 'endpoint', url: service.url, model: 'small', key: KEY });
    expect(saved.bot.recognizer).toEqual({
      kind: 'endpoint',
      url: service.url,
      model: 'small',
      keySet: true,
    });
    const stored = await test.ports.stores.settings.current(system('test'));
    expect(stored.bot.recognizer?.sealedKey).toMatch(/^v1\./);
    expect(JSON.stringify(stored)).not.toContain(KEY);
    const { bot: current } = await getSettings(test.ports, administrator);
    expect(JSON.stringify(current)).not.toContain('v1.');
    await saveSettings(test.ports, administrator, { bot: current });
    const again = await test.ports.stores.settings.current(system('test'));
    expect(again.bot.recognizer).toEqual(stored.bot.recognizer);
  });

  it('does not travel to another address', async () => {
    await choose({ kind: 'endpoint', url: service.url, model: 'small', key: KEY });
    const moved = await choose({ kind: 'endpoint', url: 'https://elsewhere.example/v1', model: 'small' });
    expect(moved.bot.recognizer?.keySet).toBe(false);
  });

  it('is nothing without an address and a model', async () => {
    await expect(choose({ kind: 'endpoint', key: KEY })).rejects.toMatchObject({ code: 'invalid-input' });
  });
});

describe('the endpoint', () => {
  it('is taken up when it is chosen, while turns go on, and left when it is not', async () => {
    await settings.refresh();
    await bot.warm();
    expect(bot.recognizer()).toMatchObject({ chosen: 'lexical', inUse: 'lexical' });
    await choose({ kind: 'endpoint', url: service.url, model: 'small', key: KEY });
    await ask('hello');
    await inUse('endpoint');
    expect(service.seen[0]).toMatchObject({ url: '/v1/embeddings', model: 'small' });
    expect(service.seen[0]?.headers.authorization).toBe(`Bearer ${KEY}`);
    const before = service.seen.length;
    const { candidates } = await ask('please reimburse what I paid');
    expect(service.seen.length).toBeGreaterThan(before);
    expect(candidates[0]?.intent).toBe('refund');
    await choose({ kind: 'lexical' });
    await ask('hello');
    await inUse('lexical');
  });

  it('that fails leaves the bot lexical at once, says so, and is not asked again for a while', async () => {
    await settings.refresh();
    await choose({ kind: 'endpoint', url: service.url, model: 'small' });
    await settings.refresh();
    await bot.warm();
    await inUse('endpoint');
    await ask('hello there');
    service.fail(500);
    expect((await ask('I would like a refund of my order')).candidates[0]?.intent).toBe('refund');
    expect(bot.recognizer()).toMatchObject({ chosen: 'endpoint', inUse: 'lexical', fault: 'failed' });
    expect(logged.map(({ text }) => text)).toContain(
      'the recognizer failed: the bot answers in lexical mode',
    );
    const asked = service.seen.length;
    await ask('where is my parcel');
    expect(service.seen.length).toBe(asked);
    service.fail(200);
    test.clock.advance(31_000);
    await ask('where is my parcel now');
    expect(bot.recognizer()).toMatchObject({ inUse: 'endpoint' });
    expect(bot.recognizer().fault).toBeUndefined();
  });

  it('in a private network is not called, and tried again later', async () => {
    makeBot([]);
    await settings.refresh();
    await choose({ kind: 'endpoint', url: service.url, model: 'small' });
    await settings.refresh();
    await bot.warm();
    await vi.waitFor(() => expect(bot.recognizer().fault).toBe('address-not-allowed'), { timeout: 10_000 });
    expect(bot.recognizer().inUse).toBe('lexical');
    expect(service.seen).toEqual([]);
    expect((await ask('I would like a refund of my order')).candidates[0]?.intent).toBe('refund');
  });
});
