import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Account, InboundEvent, RawRequest } from '#channels/channel.ts';
import { channelContract } from '#test/kit/channel-contract.ts';
import vectors from './fixtures/signatures.json' with { type: 'json' };
import { sms } from './index.ts';
import { parse } from './parse.ts';
import { SmsSettings, WireBody } from './payload.ts';
import { signatureOf, verify } from './verify.ts';

const twilio = createRequire(import.meta.url)('twilio') as {
  validateRequest(token: string, signature: string, url: string, params: Record<string, unknown>): boolean;
  validateRequestWithBody(token: string, signature: string, url: string, body: string): boolean;
};

const PUBLIC_URL = 'https://desk.example.com';
const account: Account<SmsSettings> = {
  id: 'acc-sms',
  channel: 'sms',
  name: 'みどり商店',
  settings: SmsSettings.parse({ accountSid: `AC${'1'.repeat(32)}`, from: '+815012345678' }),
  secrets: { authToken: 'canary-token-of-the-account-0001' },
  publicUrl: PUBLIC_URL,
};
const stranger: Account<SmsSettings> = {
  ...account,
  id: 'acc-other',
  secrets: { authToken: 'canary-token-of-a-stranger-0002' },
};
const at = new Date('2026-11-22T03:04:05.678Z');

const pathOf = (of: Account<SmsSettings>): string => `/webhooks/sms/${of.id}`;
const form = (fields: [string, string][], of: Account<SmsSettings>, url = pathOf(of)): RawRequest => ({
  method: 'POST',
  url,
  query: Object.fromEntries(new URLSearchParams(url.split('?')[1] ?? '')),
  headers: { 'x-twilio-signature': signatureOf(of.secrets.authToken ?? '', `${of.publicUrl}${url}`, fields) },
  body: Buffer.from(new URLSearchParams(fields).toString()),
  contentType: 'application/x-www-form-urlencoded; charset=utf-8',
  receivedAt: at,
});
const json = (text: string, of: Account<SmsSettings>): RawRequest => {
  const hash = createHash('sha256').update(text).digest('hex');
  const url = `${pathOf(of)}?bodySHA256=${hash}`;
  return { ...form([], of, url), body: Buffer.from(text), contentType: 'application/json' };
};

const SID = `SM${'a'.repeat(32)}`;
const inbound = (body: string, more: [string, string][] = []): [string, string][] => [
  ['ToCountry', 'JP'],
  ['MessageSid', SID],
  ['SmsSid', SID],
  ['SmsMessageSid', SID],
  ['SmsStatus', 'received'],
  ['AccountSid', account.settings.accountSid],
  ['From', '+819011112222'],
  ['To', '+815012345678'],
  ['Body', body],
  ['NumMedia', '0'],
  ['NumSegments', '1'],
  ['ApiVersion', '2010-04-01'],
  ...more,
];
const status = (state: string, more: [string, string][] = []): [string, string][] => [
  ['MessageSid', SID],
  ['MessageStatus', state],
  ['SmsStatus', state],
  ['To', '+819011112222'],
  ['From', '+815012345678'],
  ['AccountSid', account.settings.accountSid],
  ...more,
];
const eventsOf = (fields: [string, string][], of = account): InboundEvent[] =>
  sms.split(form(fields, of), of).flatMap((item) => parse(item.body, of));
const messageOf = (fields: [string, string][], of = account): Extract<InboundEvent, { type: 'message' }> => {
  const [event] = eventsOf(fields, of);
  if (event?.type !== 'message') throw new Error('no message');
  return event;
};
const refusal = (code: number, httpStatus = 400) => ({
  status: httpStatus,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({
    code,
    message: 'no',
    more_info: `https://www.twilio.com/docs/errors/${code}`,
    status: httpStatus,
  }),
});
const created = (fields: object) => ({
  status: 201,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ sid: 'SM-provider', status: 'queued', error_code: null, ...fields }),
});

channelContract('sms', {
  definition: sms,
  account,
  stranger,
  to: '+819011112222',
  address: fc.oneof(
    fc.integer({ min: 10_000_000, max: 99_999_999 }).map((n) => `+8190${n}`),
    fc.integer({ min: 200, max: 999_999 }).map(String),
    fc.stringMatching(/^[A-Z][A-Z0-9]{2,10}$/),
  ),
  signed: {
    header: 'x-twilio-signature',
    requests: (of) => [
      form(inbound('こんにちは & "quotes" + 100% 😀'), of),
      form(
        inbound('', [['NumMedia', '1']]).map(([k, v]) => [k, k.endsWith('Sid') ? v.replace('SM', 'MM') : v]),
        of,
      ),
      form(status('delivered'), of),
      form(status('undelivered', [['ErrorCode', '30005']]), of),
    ],
    reprinted: (of) => {
      const body = JSON.stringify({ b: 1, a: [1, 2] });
      const signedJson = json(body, of);
      const urlless = form(inbound('x'), of);
      return [
        { ...signedJson, body: Buffer.from(JSON.stringify(JSON.parse(body), null, 1)) },
        { ...urlless, contentType: 'application/json', body: Buffer.from(JSON.stringify(inbound('x'))) },
        { ...urlless, url: `${urlless.url}?a=1` },
        { ...urlless, url: urlless.url.toUpperCase() },
      ];
    },
    unknown: (of) => [
      form(status('teleported'), of),
      form(
        [
          ['EventType', 'onNovelty'],
          ['Foo', 'bar'],
        ],
        of,
      ),
      form(
        inbound('hi').map(([k, v]) => [k, k === 'From' ? 'whatsapp:+819011112222' : v]),
        of,
      ),
      json('{"type":"com.twilio.novelty"}', of),
    ],
    unreadable: (of) => [json('not json', of), { ...form([], of), contentType: '' }],
  },
  provider: {
    at: (url) => ({ ...account, settings: { ...account.settings, apiBase: url } }),
    accepted: created({}),
    providerId: 'SM-provider',
    idempotent: false,
    refusedIn200: {
      reply: created({ status: 'failed', error_code: 30_005 }),
      code: 'delivery-invalid-recipient',
    },
    refusals: [
      { reply: refusal(21_211), code: 'delivery-invalid-recipient', retryable: false },
      { reply: refusal(21_614), code: 'delivery-invalid-recipient', retryable: false },
      { reply: refusal(21_610), code: 'opted-out', retryable: false },
      { reply: refusal(21_617), code: 'text-too-long', retryable: false },
      { reply: refusal(21_620), code: 'file-not-accepted', retryable: false },
      { reply: refusal(21_606), code: 'delivery-auth', retryable: false },
      { reply: refusal(20_003, 401), code: 'delivery-auth', retryable: false },
      { reply: { status: 401, body: '' }, code: 'delivery-auth', retryable: false },
      { reply: refusal(21_611), code: 'delivery-throttled', retryable: true },
      { reply: refusal(20_429, 429), code: 'delivery-throttled', retryable: true },
      { reply: refusal(21_408, 403), code: 'delivery-rejected', retryable: false },
      { reply: refusal(99_999), code: 'delivery-rejected', retryable: false },
      { reply: { status: 404, body: '<html>' }, code: 'delivery-rejected', retryable: false },
    ],
  },
  textOf: (part) => WireBody.parse(part.body).text,
});

describe('sms: signatures', () => {
  const bases = [
    'https://desk.example.com',
    'https://desk.example.com:8443',
    'http://desk.example.com',
    'http://127.0.0.1:3000',
    'https://desk.example.com/under/a/path',
  ];
  const paths = [
    '/webhooks/sms/acc-sms',
    "/webhooks/sms/acc-sms?a=it's&b=%E3%81%82&c=x+y",
    '/webhooks/sms/acc-sms?',
    '/webhooks/sms/acc-sms?q=[1]',
  ];
  const params = fc.array(
    fc.tuple(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
      fc.string({ unit: 'grapheme', maxLength: 30 }),
    ),
    { maxLength: 12 },
  );
  const grouped = (fields: [string, string][]): Record<string, string | string[]> => {
    const all: Record<string, string | string[]> = Object.create(null);
    for (const [key, value] of fields) {
      const known = all[key];
      all[key] = known === undefined ? value : [known, value].flat();
    }
    return all;
  };

  it.each(vectors)('match the recorded vector: $name', ({ token, url, params, signature }) => {
    expect(signatureOf(token, url, params as [string, string][])).toBe(signature);
    const { pathname, search } = new URL(url);
    const of = { ...account, publicUrl: new URL(url).origin, secrets: { authToken: token } };
    const request = {
      ...form(params as [string, string][], of, pathname + search),
      headers: { 'x-twilio-signature': signature },
    };
    expect(verify(request, of)).toEqual({ ok: true });
    expect(verify(request, { ...of, secrets: { authToken: `${token}x` } }).ok).toBe(false);
  });

  it('are those of the twilio package, repeated and sorted keys included', () => {
    fc.assert(
      fc.property(params, fc.constantFrom(...bases), fc.constantFrom(...paths), (fields, base, path) => {
        const url = `${base}${path}`;
        const signature = signatureOf('token', url, fields);
        expect(twilio.validateRequest('token', signature, url, grouped(fields))).toBe(true);
      }),
    );
  });

  it('verify as the twilio package does, for every spelling of the URL', () => {
    const fields = inbound('it’s 100% & more', [
      ['Tag', 'b'],
      ['Tag', 'a'],
      ['Tag', 'b'],
    ]);
    for (const base of bases) {
      for (const path of paths) {
        const of = { ...account, publicUrl: base };
        const url = `${base}${path}`;
        const spelt = [
          url,
          new URL(url).href,
          url.replace('.com/', '.com:443/'),
          url.replace('.com/', '.com:80/'),
          url.replace(':8443', ''),
          url.replace(':3000', ''),
          url.replace('%E3', '%e3'),
          `${url}&x=1`,
          url.replace('desk', 'evil'),
        ];
        for (const signedUrl of spelt) {
          const signature = signatureOf(account.secrets.authToken ?? '', signedUrl, fields);
          const request = { ...form(fields, of, path), headers: { 'x-twilio-signature': signature } };
          const theirs = twilio.validateRequest(
            account.secrets.authToken ?? '',
            signature,
            url,
            grouped(fields),
          );
          expect({ url, signedUrl, ok: verify(request, of).ok }).toEqual({ url, signedUrl, ok: theirs });
        }
      }
    }
  });

  it('of JSON bodies are those of the twilio package, and count only with the body’s hash', () => {
    const body = '{"b":"あ","a":1}';
    const good = json(body, account);
    const url = `${PUBLIC_URL}${good.url}`;
    const signature = good.headers['x-twilio-signature'] ?? '';
    expect(twilio.validateRequestWithBody(account.secrets.authToken ?? '', signature, url, body)).toBe(true);
    expect(verify(good, account)).toEqual({ ok: true });
    const unhashed = { ...form([], account), body: Buffer.from(body), contentType: 'application/json' };
    expect(verify(unhashed, account)).toEqual({ ok: false, code: 'bad-signature' });
  });

  it('are accepted under the next token while it is changed, and under the URL typed into the console', () => {
    const turning = { ...account, secrets: { ...account.secrets, authTokenNext: 'the-next-token' } };
    const next = form(inbound('hi'), { ...account, secrets: { authToken: 'the-next-token' } });
    expect(verify(next, account).ok).toBe(false);
    expect(verify(next, turning).ok).toBe(true);
    const proxied = form(inbound('hi'), account);
    proxied.headers['x-twilio-signature'] = signatureOf(
      account.secrets.authToken ?? '',
      'https://front.example.com/hook',
      inbound('hi'),
    );
    expect(verify(proxied, account).ok).toBe(false);
    const told = {
      ...account,
      settings: { ...account.settings, webhookUrl: 'https://front.example.com/hook' },
    };
    expect(verify(proxied, told).ok).toBe(true);
  });
});

describe('sms: what comes in', () => {
  it('keys messages and states by the provider’s id, in the lane of the customer’s number', () => {
    const facts = (fields: [string, string][]) =>
      sms.split(form(fields, account), account).map(({ key, lane }) => [key, lane]);
    expect(facts(inbound('x'))).toEqual([[`message:${SID}`, '+819011112222']]);
    expect(facts(status('sent'))).toEqual([[`status:${SID}:sent`, '+819011112222']]);
    expect(facts(status('delivered'))).toEqual([[`status:${SID}:delivered`, '+819011112222']]);
  });

  it('is a message of a verified number', () => {
    expect(messageOf(inbound('返品したいです'))).toEqual({
      type: 'message',
      externalId: SID,
      threadKey: '+819011112222',
      from: { kind: 'phone', value: '+819011112222', verified: true, scoped: false, language: 'ja' },
      at,
      text: '返品したいです',
      attachments: [],
    });
  });

  it('knows short codes and names from numbers', () => {
    for (const from of ['12345', 'MIDORI']) {
      const event = messageOf(inbound('Your code', []).map(([k, v]) => [k, k === 'From' ? from : v]));
      expect(event.from).toEqual({
        kind: 'external',
        value: from,
        verified: true,
        scoped: true,
        language: 'en',
      });
    }
  });

  it('carries MMS media to be fetched, and no more than ten', () => {
    const url = (n: number) => `https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME${n}`;
    const media = Array.from({ length: 12 }, (_, n): [string, string][] => [
      [`MediaUrl${n}`, url(n)],
      [`MediaContentType${n}`, n === 0 ? 'image/jpeg' : 'application/x-odd'],
    ]).flat();
    const fields = inbound('写真です').map(([k, v]): [string, string] => [k, k === 'NumMedia' ? '12' : v]);
    const { attachments } = messageOf([...fields, ...media]);
    expect(attachments.length).toBe(10);
    expect(attachments[0]).toEqual({
      name: 'media-1.jpg',
      mime: 'image/jpeg',
      size: 0,
      kind: 'image',
      status: 'fetching',
      sourceUrl: url(0),
    });
    expect(attachments[1]).toMatchObject({ name: 'media-2.bin', kind: 'file' });
  });

  it.each<[string, string, string | undefined]>([
    ['sent', 'sent', undefined],
    ['delivered', 'delivered', undefined],
    ['read', 'read', undefined],
    ['failed', 'failed', '21610'],
    ['undelivered', 'failed', '30007'],
    ['canceled', 'failed', undefined],
  ])('reports %s as %s', (state, expected, code) => {
    const [event] = eventsOf(status(state, code ? [['ErrorCode', code]] : []));
    expect(event).toMatchObject({
      type: 'status',
      externalId: SID,
      state: expected,
      recipient: '+819011112222',
      at,
    });
  });

  it.each([
    ['30003', 'delivery-invalid-recipient'],
    ['30004', 'delivery-rejected'],
    ['30005', 'delivery-invalid-recipient'],
    ['30006', 'delivery-invalid-recipient'],
    ['30007', 'delivery-rejected'],
    ['30008', 'delivery-rejected'],
    ['21610', 'opted-out'],
    ['', 'delivery-rejected'],
  ])('says why in the catalogue’s words: %s is %s', (code, reason) => {
    expect(eventsOf(status('undelivered', [['ErrorCode', code]]))[0]).toMatchObject({ reason });
  });

  it('sets a message without a sender aside', () => {
    expect(() => eventsOf(inbound('x').filter(([key]) => key !== 'From'))).toThrow(
      expect.objectContaining({ code: 'unparseable' }),
    );
  });
});
