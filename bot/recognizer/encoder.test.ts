import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, describe, expect, it } from 'vitest';
import { trainLexical } from './classifier.ts';
import { type EmbedTexts, startEncoder, startEndpoint, type VectorOptions } from './encoder.ts';
import { embedByEndpoint } from './endpoint.ts';
import type { Example } from './recognizer.ts';

const folder = await mkdtemp(path.join(tmpdir(), 'encoder-worker-'));
const script = path.join(folder, 'encoder-worker.mjs');
/** The worker's program, bundled as the build does it. */
await build({
  entryPoints: [path.join(import.meta.dirname, 'encoder-worker.ts')],
  outfile: script,
  bundle: true,
  platform: 'node',
  format: 'esm',
  logLevel: 'warning',
});
afterAll(() => rm(folder, { recursive: true, force: true }));
const options: VectorOptions = { script, fallback: trainLexical };

/** A made-up meaning: what is about money lies in one direction, what is about light in the other. */
const meaningOf = (text: string): number[] =>
  /money|refund|cash|reimburse/.test(text)
    ? [1, 0.1, 0]
    : /lamp|bulb|bright|glow/.test(text)
      ? [0.1, 1, 0]
      : [0, 0, 1];

const examples: Example[] = [
  { text: 'give me my money back', intent: 'refund' },
  { text: 'I want a refund', intent: 'refund' },
  { text: 'how do I get my cash again', intent: 'refund' },
  { text: 'which lamp is for reading', intent: 'advice' },
  { text: 'is this bulb strong', intent: 'advice' },
  { text: 'how bright is it', intent: 'advice' },
];

let failing = false;
const requests: { authorization: string | undefined; count: number }[] = [];
const server = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', () => {
    const { input } = JSON.parse(body) as { input: string[] };
    requests.push({ authorization: request.headers.authorization, count: input.length });
    response.statusCode = failing ? 500 : 200;
    const data = input.map((text, index) => ({ index, embedding: meaningOf(text) }));
    response.end(JSON.stringify({ data: data.reverse() }));
  });
});
const listening = new Promise<string>((resolve) => {
  server.listen(0, '127.0.0.1', () =>
    resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`),
  );
});
afterAll(() => server.close());

const embedding = async (): Promise<EmbedTexts> =>
  embedByEndpoint({ url: await listening, model: 'made-up', apiKey: 'key', fetch });

describe('vectors of an endpoint', () => {
  it('come in the order asked for, of length 1, with the key', async () => {
    const embed = await embedding();
    const [money, lamp] = await embed(['money', 'lamp']);
    expect(Math.hypot(...(money ?? []))).toBeCloseTo(1);
    expect(money?.[0]).toBeGreaterThan(0.9);
    expect(lamp?.[1]).toBeGreaterThan(0.9);
    expect(requests.at(-1)).toEqual({ authorization: 'Bearer key', count: 2 });
    await embed(Array.from({ length: 100 }, (_, at) => `text ${at}`));
    expect(requests.slice(-2).map(({ count }) => count)).toEqual([64, 36]);
  });

  it('are refused when they are none, too few or no numbers', async () => {
    for (const answer of [{}, { data: [] }, { data: [{}] }, { data: [{ embedding: ['x'] }] }]) {
      const embed = embedByEndpoint({
        url: 'http://unused',
        model: 'm',
        fetch: async () => ({ ok: true, status: 200, json: async () => answer }),
      });
      await expect(embed(['text'])).rejects.toThrow('the embeddings service');
    }
  });
});

describe('a recognizer over vectors', () => {
  it('knows by its vector what shares no word with an example, and what lies outside', async () => {
    const started = await startEndpoint(await embedding(), options);
    const recognizer = await started.train('en', examples);
    expect(recognizer.kind).toBe('endpoint');
    expect((await recognizer.recognize('please reimburse us'))[0]?.intent).toBe('refund');
    const [outside] = await recognizer.recognize('tell a story about ducks');
    expect(outside?.probability ?? 0).toBeLessThan(0.15);
    expect(await recognizer.recognize(' 🙂 ')).toEqual([]);
    await started.close();
  });

  it('goes on by the words alone while the service fails, and after it was closed', async () => {
    const started = await startEndpoint(await embedding(), options);
    const recognizer = await started.train('en', examples);
    failing = true;
    expect((await recognizer.recognize('I want a refund'))[0]?.intent).toBe('refund');
    failing = false;
    await started.close();
    expect((await recognizer.recognize('which lamp for reading'))[0]?.intent).toBe('advice');
  });

  it('is refused when the files of the encoder cannot be read', async () => {
    await expect(
      startEncoder({ weights: '/nowhere/weights.npz', pieces: '/nowhere/sp.model' }, options),
    ).rejects.toThrow('no such file');
  });
});
