import { describe, expect, it } from 'vitest';
import { HttpFault, type HttpResponse } from './channel.ts';
import { callProvider, retryAfterMs } from './provider-call.ts';

const response = (status: number, headers: Record<string, string> = {}): HttpResponse => ({
  status,
  headers,
  body: Buffer.from('{}'),
});
const call = (answer: HttpResponse | Error, options = {}) =>
  callProvider(
    {
      signal: new AbortController().signal,
      http: {
        request: async () => {
          if (answer instanceof Error) throw answer;
          return answer;
        },
      },
    },
    { method: 'POST', url: 'https://api.example' },
    options,
  );

describe('a call to a provider', () => {
  it('answers what the adapter reads in the provider’s own words', async () => {
    for (const status of [200, 202, 400, 401, 404])
      expect((await call(response(status))).status).toBe(status);
  });

  it('is throttled by a 429 for as long as it says', async () => {
    await expect(call(response(429, { 'retry-after': '7' }))).rejects.toMatchObject({
      code: 'delivery-throttled',
      retryable: true,
      retryAfterMs: 7_000,
    });
  });

  it.each([408, 500, 502, 503])(
    'is uncertain behind a %d, and worth another try where a key is taken once',
    async (status) => {
      await expect(call(response(status))).rejects.toMatchObject({
        code: 'delivery-uncertain',
        retryable: false,
      });
      await expect(call(response(status), { idempotent: true })).rejects.toMatchObject({
        code: 'delivery-unreachable',
        retryable: true,
      });
    },
  );

  it('tells a call that never left from one that may have arrived', async () => {
    await expect(call(new HttpFault('unreachable', false))).rejects.toMatchObject({
      code: 'delivery-unreachable',
      retryable: true,
    });
    await expect(call(new HttpFault('reset', true))).rejects.toMatchObject({ code: 'delivery-uncertain' });
    await expect(call(new HttpFault('address-not-allowed', false))).rejects.toMatchObject({
      retryable: false,
    });
  });

  it('reads a Retry-After in seconds and as a date, at most an hour', () => {
    const date = 'Tue, 24 Nov 2026 10:00:00 GMT';
    const asked = (value: string) => retryAfterMs(response(429, { 'retry-after': value, date }));
    expect(asked('3')).toBe(3_000);
    expect(asked('Tue, 24 Nov 2026 10:00:09 GMT')).toBe(9_000);
    expect(asked('99999')).toBe(3_600_000);
    expect(asked('soon')).toBeUndefined();
  });
});
