import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  type AnyChannel,
  defineChannel,
  HttpFault,
  type RawRequest,
  type SendContext,
} from '#channels/channel.ts';
import { DeliveryError } from '#channels/delivery-error.ts';
import { AppError } from '#contracts/errors.ts';
import type { Attachment } from '#contracts/message.ts';
import type { ChannelsPort } from '#server/ports/channels-port.ts';
import type { ChannelAccountDoc } from '#server/ports/content-stores.ts';
import { createSecretBox } from '#server/store/secret-box.ts';
import { outbound } from '#test/kit/channel-samples.ts';
import { type ChannelRuntimeDeps, createChannelRuntime } from './channel-runtime.ts';

const REQUEST: RawRequest = {
  method: 'POST',
  url: '/',
  query: {},
  headers: {},
  body: Buffer.from('x'),
  contentType: '',
  receivedAt: new Date(0),
};
const box = createSecretBox('a-secret-key-of-the-test-0123456789');
const sealed = (value: string, accountId = 'a1'): string => box.seal(value, { accountId, field: 'token' });

let docs: Map<string, ChannelAccountDoc>;
let reads: number;
let loads: number;
let touches: unknown[];
let logged: string;
let now: number;
let contexts: SendContext<unknown>[];
let sending: () => Promise<{ providerId: string; state: 'sent' }>;
let media: { mime: string; name?: string; data: Buffer };
let parsing: () => never[];
let channels: ChannelsPort;
let storeFails: boolean;

const Settings = z.object({ number: z.string().min(1) });
const odd = defineChannel<z.infer<typeof Settings>>({
  id: 'odd',
  channel: 'sms',
  inbound: ['webhook'],
  capabilities: {
    maxText: 10,
    quickReplies: false,
    cards: false,
    attachments: { maxBytes: 1, maxCount: 1, mimes: [] },
    typing: false,
    readMarks: false,
    statuses: [],
    survey: 'text',
    canStart: true,
    optOut: false,
  },
  settings: Settings,
  secrets: { required: ['token'], optional: ['other'] },
  verify: (_request, account) =>
    account.secrets.token === 'right' ? { ok: true } : { ok: false, code: 'bad-signature' },
  split: (_request, account) => [
    { accountRef: '', key: `k:${account.settings.number}`, lane: 'l', body: {} },
  ],
  acknowledge: () => ({ status: 200, body: 'ok', contentType: 'text/plain' }),
  parse: () => parsing(),
  render: (message) => {
    if (message.text === '') throw new AppError('text-too-long');
    return [...message.text].map((body, part) => ({ part, body }));
  },
  client: {
    send: (part, context) => {
      contexts.push(context);
      return sending().then((receipt) => ({
        ...receipt,
        providerId: `${receipt.providerId}${String(part.body)}`,
      }));
    },
    fetchMedia: async () => media,
  },
  thread: { encode: (address) => `t${address}`, decode: (key) => key.slice(1) },
  strings: { ja: {}, en: {} },
});

beforeEach(() => {
  [docs, reads, loads, touches, logged, now, contexts, storeFails] = [new Map(), 0, 0, [], '', 0, [], false];
  docs.set('a1', {
    id: 'a1',
    channel: 'sms',
    adapter: 'odd',
    name: 'A',
    paused: false,
    settings: { number: '1' },
    secrets: { token: sealed('right') },
    version: 1,
  });
  sending = async () => ({ providerId: 'p', state: 'sent' });
  parsing = () => [];
  media = { mime: 'text/plain', data: Buffer.from('hello') };
  const note = (fields: object, message: string): void => {
    logged += `${message} ${JSON.stringify(fields)}\n`;
  };
  const accounts: Pick<ChannelRuntimeDeps['accounts'], 'get' | 'touch'> = {
    get: async (_scope, id) => {
      reads += 1;
      if (storeFails) throw new AppError('store-unavailable');
      return docs.get(id);
    },
    touch: async (_scope, id, seen) => {
      touches.push([id, seen]);
    },
  };
  channels = createChannelRuntime({
    registry: [
      {
        id: 'odd',
        load: async () => {
          loads += 1;
          return odd as AnyChannel;
        },
      },
    ],
    accounts: accounts as ChannelRuntimeDeps['accounts'],
    secretBox: box,
    http: { request: () => Promise.reject(new Error('unused')) },
    resolve: () => Promise.reject(new Error('unused')),
    files: { meta: async () => undefined, read: async () => undefined },
    ledger: { body: async () => undefined },
    fileUrl: (id) => `/files/${id}`,
    publicUrl: 'https://desk.example.com/',
    clock: { now: () => new Date(now) },
    log: { debug: note, info: note, warn: note, error: note },
  });
});

const change = (fields: Partial<ChannelAccountDoc>): void => {
  const doc = docs.get('a1');
  if (doc) docs.set('a1', { ...doc, ...fields, version: doc.version + 1 });
  channels.changed('a1');
};
const delivery = { to: '1', threadKey: 't1', part: 0, idempotencyKey: 'k' };
const failure = async (work: Promise<unknown>): Promise<[string, boolean, string | undefined]> => {
  try {
    await work;
  } catch (error) {
    if (error instanceof DeliveryError) return [error.code, error.retryable, error.providerCode];
    throw error;
  }
  throw new Error('it went through');
};

describe('channel runtime, accounts', () => {
  it('gives an account with defaults, its capabilities and thread keys, and loads its adapter once', async () => {
    const account = await channels.account('a1');
    expect(account).toEqual({
      id: 'a1',
      channel: 'sms',
      adapter: 'odd',
      name: 'A',
      paused: false,
      settings: { number: '1' },
      matterWindowHours: 72,
      botFirst: true,
    });
    if (!account) throw new Error('no account');
    expect(channels.capabilities(account).maxText).toBe(10);
    expect([channels.threadKey(account, '9'), channels.address(account, 't9')]).toEqual(['t9', '9']);
    await channels.account('a1');
    expect(loads).toBe(1);
    expect(await channels.account('nobody')).toBeUndefined();
  });

  it('reads an account once for many who ask, and again after 5 s or a change', async () => {
    await Promise.all(Array.from({ length: 20 }, () => channels.account('a1')));
    expect(reads).toBe(1);
    now = 4_999;
    await channels.account('a1');
    expect(reads).toBe(1);
    now = 5_000;
    await channels.account('a1');
    expect(reads).toBe(2);
    change({ name: 'B' });
    expect((await channels.account('a1'))?.name).toBe('B');
    expect(reads).toBe(3);
  });

  it('says when the store does not answer, and keeps nothing of it', async () => {
    storeFails = true;
    await expect(channels.account('a1')).rejects.toMatchObject({ code: 'store-unavailable' });
    expect(await failure(channels.send('a1', delivery, outbound('x')))).toEqual([
      'delivery-unreachable',
      true,
      undefined,
    ]);
    storeFails = false;
    expect((await channels.account('a1'))?.id).toBe('a1');
  });
});

describe('channel runtime, inbound', () => {
  it('verifies with opened secrets, then splits with parsed settings', async () => {
    expect(await channels.verify('a1', REQUEST)).toEqual({
      verified: { ok: true },
      items: [{ accountRef: '', key: 'k:1', lane: 'l', body: {} }],
      answer: { status: 200, body: 'ok', contentType: 'text/plain' },
    });
  });

  it('splits nothing that is not verified', async () => {
    change({ secrets: { token: sealed('wrong') } });
    expect(await channels.verify('a1', REQUEST)).toMatchObject({
      verified: { ok: false, code: 'bad-signature' },
      items: [],
    });
  });

  it('accepts nothing without the secret, or with one sealed for another account', async () => {
    for (const secrets of [{}, { token: '' }, { token: 'plain' }, { token: sealed('right', 'a2') }] as Record<
      string,
      string
    >[]) {
      change({ secrets });
      expect(await channels.verify('a1', REQUEST)).toMatchObject({
        verified: { ok: false, code: 'secret-missing' },
        items: [],
      });
    }
    expect(logged).not.toContain('right');
  });

  it('knows no paused or unknown account', async () => {
    expect(await channels.verify('nobody', REQUEST)).toBeUndefined();
    change({ paused: true });
    expect(await channels.verify('a1', REQUEST)).toBeUndefined();
    expect(await channels.handshake('a1', REQUEST)).toBeUndefined();
    expect((await channels.account('a1'))?.paused).toBe(true);
    expect(await channels.parse('a1', {})).toEqual([]);
  });

  it('makes whatever an adapter throws while parsing unparseable', async () => {
    parsing = () => {
      throw new TypeError('x is undefined');
    };
    await expect(channels.parse('a1', {})).rejects.toMatchObject({ code: 'unparseable' });
    await expect(channels.parse('nobody', {})).rejects.toMatchObject({ code: 'unknown-account' });
  });

  it('notes at most twice a minute that something came in', async () => {
    for (now = 0; now < 60_000; now += 1_000) await channels.verify('a1', REQUEST);
    expect(touches).toEqual([
      ['a1', { receivedAt: new Date(0) }],
      ['a1', { receivedAt: new Date(30_000) }],
    ]);
  });
});

describe('channel runtime, outbound', () => {
  it('sends the part that is asked for, with whole URLs of files', async () => {
    expect(await channels.parts('a1', '1', 't1', outbound('abc'))).toBe(3);
    expect(await channels.send('a1', { ...delivery, part: 2 }, outbound('abc'))).toEqual({
      providerId: 'pc',
      state: 'sent',
    });
    expect(contexts[0]?.fileUrl('f1')).toBe('https://desk.example.com/files/f1');
    expect(contexts[0]).toMatchObject({ to: '1', threadKey: 't1', idempotencyKey: 'k' });
  });

  it('certainly sends nothing for an account a person must mend', async () => {
    expect(await failure(channels.send('nobody', delivery, outbound('x')))).toEqual([
      'delivery-auth',
      false,
      'unknown-account',
    ]);
    change({ paused: true });
    expect(await failure(channels.send('a1', delivery, outbound('x')))).toEqual([
      'delivery-auth',
      false,
      'paused',
    ]);
    change({ paused: false, secrets: {} });
    expect(await failure(channels.send('a1', delivery, outbound('x')))).toEqual([
      'delivery-auth',
      false,
      'secret-missing',
    ]);
    change({ secrets: { token: sealed('right') }, settings: {} });
    expect(await failure(channels.send('a1', delivery, outbound('x')))).toEqual([
      'delivery-auth',
      false,
      undefined,
    ]);
    expect(contexts).toEqual([]);
  });

  it('keeps failures in the closed set: what an adapter lets slip is uncertain', async () => {
    for (const slip of [new Error('boom'), new HttpFault('reset', true), 'text']) {
      sending = () => Promise.reject(slip);
      expect(await failure(channels.send('a1', delivery, outbound('x')))).toEqual([
        'delivery-uncertain',
        false,
        undefined,
      ]);
    }
    expect(await failure(channels.send('a1', delivery, outbound('')))).toEqual([
      'text-too-long',
      false,
      undefined,
    ]);
    expect(await failure(channels.send('a1', { ...delivery, part: 9 }, outbound('x')))).toEqual([
      'delivery-rejected',
      false,
      'no-such-part',
    ]);
    expect(await channels.reconcile('a1', delivery, outbound('x'))).toBeUndefined();
  });

  it('judges media by their bytes', async () => {
    const attachment = {
      name: 'a.txt',
      mime: 'text/plain',
      size: 0,
      kind: 'file',
      status: 'fetching',
    } satisfies Attachment;
    expect(await channels.fetchMedia('a1', attachment)).toEqual({
      name: 'a.txt',
      mime: 'text/plain',
      data: Buffer.from('hello'),
    });
    media = { mime: 'text/plain', name: 'noending', data: Buffer.from('hello') };
    expect(await channels.fetchMedia('a1', attachment)).toMatchObject({ name: 'a.txt' });
    const html = { ...attachment, role: 'mail-html' as const };
    expect(await channels.fetchMedia('a1', html)).toMatchObject({ mime: 'text/html' });
    media = { mime: 'text/plain', name: 'x.svg', data: Buffer.from('<svg onload=alert(1)>') };
    await expect(channels.fetchMedia('a1', attachment)).rejects.toMatchObject({ code: 'file-not-accepted' });
  });
});
