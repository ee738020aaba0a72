import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { InboundEvent, RawRequest, SplitItem } from '#channels/channel.ts';
import { AppError } from '#contracts/errors.ts';
import { type ChannelSamples, clone, RUNS, type SignedSamples, secretsIn } from './channel-samples.ts';

const bodiesOf = <S>(samples: ChannelSamples<S>): unknown[] => [
  ...(samples.bodies ?? []),
  ...(samples.signed?.requests(samples.account) ?? []).flatMap((request) =>
    samples.definition.split(request, samples.account).map((item) => item.body),
  ),
];

/** Events, or the code of the only error `parse` may throw; anything else fails the test. */
const parseCode = async <S>(samples: ChannelSamples<S>, body: unknown): Promise<InboundEvent[] | string> => {
  try {
    return await samples.definition.parse(body, samples.account);
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
};

/** The body with one of its values, anywhere, replaced. */
const spoil = (body: unknown, at: number, value: unknown): unknown => {
  const places: [Record<string, unknown>, string][] = [];
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const key of Object.keys(node)) {
      places.push([node as Record<string, unknown>, key]);
      walk((node as Record<string, unknown>)[key]);
    }
  };
  walk(body);
  const place = places[at % Math.max(1, places.length)];
  if (!place) return value;
  place[0][place[1]] = value;
  return body;
};

function factContract<S>(samples: ChannelSamples<S>, signed: SignedSamples<S>): void {
  const { definition, account } = samples;
  const itemsOf = (request: RawRequest): SplitItem[] => definition.split(request, account);

  it('splits the same request into the same items and leaves it as it was', () => {
    for (const request of signed.requests(account)) {
      const before = clone(request);
      const items = itemsOf(request);
      expect(items.length).toBeGreaterThan(0);
      expect(itemsOf(clone(request))).toEqual(items);
      expect(request).toEqual(before);
      expect(JSON.parse(JSON.stringify(items))).toEqual(items);
    }
  });

  it('gives a duplicate the same keys and lanes, whenever it comes', () => {
    for (const request of signed.requests(account)) {
      const later = {
        ...clone(request),
        receivedAt: new Date(request.receivedAt.getTime() + 7 * 86_400_000),
      };
      const facts = (items: SplitItem[]): string[][] =>
        items.map((item) => [item.accountRef, item.key, item.lane]);
      expect(facts(itemsOf(later))).toEqual(facts(itemsOf(request)));
    }
    const keys = signed.requests(account).flatMap((request) => itemsOf(request).map((item) => item.key));
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('keeps no secret in what it keeps', () => {
    for (const request of signed.requests(account)) {
      expect(secretsIn(account, JSON.stringify(itemsOf(request)))).toEqual([]);
    }
  });
}

function oddContract<S>(samples: ChannelSamples<S>, signed: SignedSamples<S>): void {
  const { definition, account } = samples;
  const itemsOf = (request: RawRequest): SplitItem[] => definition.split(request, account);

  it('calls kinds nobody has heard of unsupported', async () => {
    for (const request of signed.unknown(account)) {
      expect(definition.verify(request, account)).toEqual({ ok: true });
      for (const item of itemsOf(request)) {
        const events = await definition.parse(item.body, account);
        expect(events.map((event) => event.type)).toEqual(events.map(() => 'unsupported'));
        expect(events.length).toBeGreaterThan(0);
      }
    }
  });

  it('keeps what cannot be read as one item by hash, which parse sets aside', async () => {
    for (const request of signed.unreadable(account)) {
      const [item, ...more] = itemsOf(request);
      expect(more).toEqual([]);
      expect(item?.body).toMatchObject({ unparsed: expect.anything() });
      expect(item?.key).toContain('hash:');
      expect(await parseCode(samples, item?.body)).toBe('unparseable');
    }
  });

  it('splits any bytes without throwing', async () => {
    const [request] = signed.requests(account);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        const items = itemsOf({ ...(request as RawRequest), body: Buffer.from(bytes) });
        expect(items.length).toBeGreaterThan(0);
        for (const item of items) await parseCode(samples, item.body);
      }),
      { numRuns: RUNS },
    );
  });
}

/** `split` is pure, keys name facts, and nothing is lost or thrown. */
export const splitContract = <S>(samples: ChannelSamples<S>, signed: SignedSamples<S>): void => {
  factContract(samples, signed);
  oddContract(samples, signed);
};

/** `parse` is pure and throws nothing but `unparseable`. */
export function parseContract<S>(samples: ChannelSamples<S>): void {
  it('parses its samples, the same each time', async () => {
    for (const body of bodiesOf(samples)) {
      const events = await samples.definition.parse(body, samples.account);
      expect(events.length).toBeGreaterThan(0);
      expect(await samples.definition.parse(structuredClone(body), samples.account)).toEqual(events);
      for (const event of events) {
        expect(Number.isFinite(('at' in event ? event.at : new Date()).getTime())).toBe(true);
        if (!('from' in event)) continue;
        expect(samples.definition.thread.encode(samples.definition.thread.decode(event.threadKey))).toBe(
          event.threadKey,
        );
      }
    }
  });

  it('throws nothing but unparseable, whatever the body', async () => {
    const allowed = async (body: unknown): Promise<void> => {
      const result = await parseCode(samples, body);
      if (typeof result === 'string') expect(result).toBe('unparseable');
    };
    await fc.assert(fc.asyncProperty(fc.anything({ withBigInt: false }), allowed), { numRuns: RUNS });
    const bodies = bodiesOf(samples);
    const spoilt = fc
      .tuple(fc.constantFrom(...bodies), fc.array(fc.tuple(fc.nat(), fc.jsonValue()), { maxLength: 4 }))
      .map(([body, changes]) =>
        changes.reduce<unknown>((now, [at, value]) => spoil(now, at, value), structuredClone(body)),
      );
    await fc.assert(fc.asyncProperty(spoilt, allowed), { numRuns: RUNS * 3 });
  });
}
