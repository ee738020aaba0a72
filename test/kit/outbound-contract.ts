import { inspect } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { SendReceipt, WirePart } from '#channels/channel.ts';
import { DeliveryError } from '#channels/delivery-error.ts';
import { isErrorCode } from '#contracts/errors.ts';
import type { OutboundMessage } from '#contracts/message.ts';
import { createGuardedHttp } from '#server/outbound/guarded-http.ts';
import { type ChannelSamples, outbound, type ProviderSamples, RUNS, secretsIn } from './channel-samples.ts';
import { type Provider, type Reply, startProvider } from './provider.ts';
import { sendContext } from './send-context.ts';

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 400 }),
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.lorem({ mode: 'sentences', maxCount: 120 }),
  fc
    .tuple(
      fc.constantFrom('あ', '長い文。', '👨‍👩‍👧‍👦', 'e\u0301', 'word '),
      fc.integer({ min: 1, max: 3_000 }),
    )
    .map(([s, n]) => s.repeat(n)),
);

/** Any text fits the channel's limits, and thread keys and addresses are made of each other. */
export function renderContract<S>(samples: ChannelSamples<S>): void {
  const { definition, account, to } = samples;
  const threadKey = definition.thread.encode(to);
  const render = (message: OutboundMessage): WirePart[] =>
    definition.render(message, { to, threadKey, account });

  it('keeps each part within the limit for any text, and loses none of it', () => {
    fc.assert(
      fc.property(text, (words) => {
        fc.pre(words.trim() !== '');
        const parts = render(outbound(words));
        expect(parts.map((part) => part.part)).toEqual(parts.map((_, at) => at));
        expect(parts.length).toBeGreaterThan(0);
        for (const part of parts) {
          expect(samples.textOf(part).length).toBeLessThanOrEqual(definition.capabilities.maxText);
        }
        const bare = (value: string): string => value.replace(/\s+/gu, '');
        expect(bare(parts.map(samples.textOf).join(''))).toContain(bare(words));
      }),
      { numRuns: RUNS },
    );
  });

  it('renders the same message the same way, as JSON, without secrets', () => {
    const messages = [
      outbound('こんにちは'),
      outbound('選んでください', {
        extra: { quickReplies: [{ label: 'はい' }, { label: 'いいえ', payload: 'no' }] },
      }),
      outbound('Rate us', { language: 'en', extra: { survey: { surveyId: 's1', kind: 'csat' } } }),
      outbound('注文です', {
        extra: { card: { title: '注文 1001', lines: [{ label: '状態', value: '発送済み' }] } },
      }),
      outbound('See', {
        language: 'en',
        extra: { citations: [{ articleId: 'a1', title: 'Returns', slug: 'returns' }] },
      }),
    ];
    for (const message of messages) {
      const before = structuredClone(message);
      const parts = render(message);
      expect(render(structuredClone(message))).toEqual(parts);
      expect(JSON.parse(JSON.stringify(parts))).toEqual(parts);
      expect(message).toEqual(before);
      expect(secretsIn(account, JSON.stringify(parts))).toEqual([]);
    }
  });

  it('makes thread key and address of each other', () => {
    fc.assert(
      fc.property(samples.address, (address) => {
        const key = definition.thread.encode(address);
        expect(definition.thread.decode(key)).toBe(address);
        expect(definition.thread.encode(definition.thread.decode(key))).toBe(key);
      }),
      { numRuns: RUNS },
    );
  });
}

const CALL_TIMEOUT_MS = 400;

/** Behind each of these a message may lie that was taken. */
const DOUBTFUL: readonly Reply[] = [
  'silent',
  'reset',
  'half',
  { status: 500, body: 'oops' },
  { status: 502, headers: { 'content-type': 'text/html' }, body: '<html>Bad gateway</html>' },
  { status: 503, body: '' },
  { status: 504, body: '' },
  { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Welcome</html>' },
  { status: 201, body: '' },
  { status: 200, headers: { 'content-type': 'application/json' }, body: '[]' },
];

/** A provider on loopback, and how the channel's client is called against it. */
interface Bench {
  provider(): Provider;
  send(url: string): Promise<SendReceipt>;
  /** The failure of a send, known to be of the closed set and free of secrets. */
  failure(url: string): Promise<DeliveryError>;
}

const createBench = <S>(samples: ChannelSamples<S>, of: ProviderSamples<S>): Bench => {
  const { definition, to } = samples;
  const http = createGuardedHttp({ allowPrivateNetworks: ['127.0.0.0/8'], timeoutMs: CALL_TIMEOUT_MS });
  let running: Provider | undefined;
  beforeAll(async () => {
    running = await startProvider(() => of.accepted);
  });
  beforeEach(() => {
    running?.requests.splice(0);
  });
  afterAll(() => running?.close());

  const send = async (url: string): Promise<SendReceipt> => {
    const threadKey = definition.thread.encode(to);
    const account = of.at(url);
    const [part] = definition.render(outbound('こんにちは'), { to, threadKey, account });
    if (!part) throw new Error('nothing rendered');
    return definition.client.send(part, sendContext(account, { to, threadKey, http }));
  };
  return {
    provider: () => {
      if (!running) throw new Error('the provider has not started');
      return running;
    },
    send,
    failure: async (url) => {
      try {
        await send(url);
      } catch (error) {
        if (!(error instanceof DeliveryError)) throw error;
        expect(isErrorCode(error.code)).toBe(true);
        expect(secretsIn(of.at(url), inspect(error, { depth: 12, showHidden: true }))).toEqual([]);
        return error;
      }
      throw new Error('the send went through');
    },
  };
};

function doubtContract<S>(of: ProviderSamples<S>, bench: Bench): void {
  it('gives the provider’s id back for a send that was taken', async () => {
    const receipt = await bench.send(bench.provider().url);
    expect(receipt.providerId).toBe(of.providerId);
    expect(['sent', 'delivered']).toContain(receipt.state);
    expect(bench.provider().requests.length).toBe(1);
  });

  it('is uncertain, never retryable, when the send may have been taken', async () => {
    for (const reply of DOUBTFUL) {
      bench.provider().next(reply);
      const failure = await bench.failure(bench.provider().url);
      expect({ reply, retryable: failure.retryable && !of.idempotent }).toEqual({ reply, retryable: false });
      if (!of.idempotent)
        expect({ reply, code: failure.code }).toEqual({ reply, code: 'delivery-uncertain' });
    }
    expect(bench.provider().requests.length).toBe(DOUBTFUL.length);
  });
}

function refusalContract<S>(of: ProviderSamples<S>, bench: Bench): void {
  it('is throttled for as long as the provider says', async () => {
    bench
      .provider()
      .next(
        { status: 429, headers: { 'retry-after': '7' }, body: '{}' },
        { status: 429, headers: { 'content-type': 'text/html' }, body: '<html>slow down</html>' },
      );
    const told = await bench.failure(bench.provider().url);
    expect([told.code, told.retryable, told.retryAfterMs]).toEqual(['delivery-throttled', true, 7_000]);
    const untold = await bench.failure(bench.provider().url);
    expect([untold.code, untold.retryable, untold.retryAfterMs]).toEqual([
      'delivery-throttled',
      true,
      undefined,
    ]);
  });

  it('is retryable when nothing can have been sent', async () => {
    const gone = await startProvider(() => of.accepted);
    await gone.close();
    const failure = await bench.failure(gone.url);
    expect([failure.code, failure.retryable]).toEqual(['delivery-unreachable', true]);
  });

  it('reads refusals in the provider’s own words, also inside a 200', async () => {
    const { reply, code } = of.refusedIn200;
    const refusals = [...of.refusals, { reply, code, retryable: false }];
    for (const refusal of refusals) {
      bench.provider().next(refusal.reply);
      const failure = await bench.failure(bench.provider().url);
      expect({ ...refusal, code: failure.code, retryable: failure.retryable }).toEqual(refusal);
      if (!refusal.retryable) expect(failure.code).not.toBe('delivery-uncertain');
    }
  });
}

/** Every way a call can fail is told in the closed set, and only what was certainly not sent may be retried. */
export const clientContract = <S>(samples: ChannelSamples<S>, of: ProviderSamples<S>): void => {
  const bench = createBench(samples, of);
  doubtContract(of, bench);
  refusalContract(of, bench);
};
