import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { createTransport } from 'nodemailer';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Account, ReceiveContext, SplitItem } from '#channels/channel.ts';
import { createGuardedHttp } from '#server/outbound/guarded-http.ts';
import { email } from './index.ts';
import { EmailSettings, type MailItem } from './payload.ts';
import { replyAddressOf } from './signed.ts';

const eventually = <T>(read: () => T | Promise<T>) => expect.poll(read, { timeout: 10_000, interval: 20 });
const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

let port = 0;
let storeFails = false;
let kept: { account: string; item: SplitItem }[] = [];
let running: { abort: AbortController; done: Promise<unknown> }[] = [];
beforeEach(async () => {
  port = await freePort();
  kept = [];
  storeFails = false;
});
afterEach(async () => {
  for (const { abort } of running) abort.abort();
  await Promise.all(running.map(({ done }) => done));
  running = [];
});

const accountOf = (id: string, address: string, aliases: string[] = []): Account<EmailSettings> => ({
  id,
  channel: 'email',
  name: id,
  settings: EmailSettings.parse({ address, aliases, receive: 'smtp', listenPort: port }),
  secrets: { replyKey: `key of ${id}` },
  publicUrl: '',
});
const start = async (account: Account<EmailSettings>): Promise<void> => {
  const abort = new AbortController();
  let ready = false;
  const context: ReceiveContext<EmailSettings> = {
    account,
    signal: abort.signal,
    http: createGuardedHttp({ allowPrivateNetworks: [] }),
    resolve: async (host) => host,
    now: () => new Date(),
    cursor: async () => undefined,
    keep: async (items) => {
      if (storeFails) throw new Error('store-unavailable');
      for (const item of items) kept.push({ account: account.id, item });
    },
    report: () => {
      ready = true;
    },
  };
  running.push({ abort, done: email.receive?.(context) ?? Promise.resolve() });
  await eventually(() => ready).toBe(true);
};
const forward = (to: string[], raw = 'From: hana@customer.example\r\nSubject: x\r\n\r\nhello\r\n') =>
  createTransport({ host: '127.0.0.1', port, tls: { rejectUnauthorized: false } }).sendMail({
    envelope: { from: 'hana@customer.example', to },
    raw,
  });

describe('email: the built-in receiver', () => {
  it('keeps what is forwarded to it, for the account it is addressed to', async () => {
    const one = accountOf('one', 'support@shop.example', ['help@shop.example']);
    await start(one);
    await start(accountOf('two', 'sales@shop.example'));
    await forward(['HELP@shop.example']);
    await forward(['sales+tag@shop.example']);
    await forward([replyAddressOf(one, 'conversation-1') ?? '']);
    await forward(['support@shop.example', 'sales@shop.example']);
    expect(kept.map(({ account }) => account)).toEqual(['one', 'two', 'one', 'one', 'two']);
    const body = kept[0]?.item.body as MailItem;
    expect(body.envelope).toEqual({ from: 'hana@customer.example', to: ['help@shop.example'] });
    expect(Buffer.from(body.raw, 'base64').toString()).toContain('hello');
  });

  it('is no relay, and takes nothing for addresses that are not its own', async () => {
    await start(accountOf('one', 'support@shop.example'));
    await expect(forward(['somebody@elsewhere.example'])).rejects.toMatchObject({ responseCode: 550 });
    await expect(forward(['supporter@shop.example'])).rejects.toMatchObject({ responseCode: 550 });
    expect(kept).toEqual([]);
  });

  it('says that it took a mail only when that is kept: else the sender comes again', async () => {
    await start(accountOf('one', 'support@shop.example'));
    storeFails = true;
    await expect(forward(['support@shop.example'])).rejects.toMatchObject({ responseCode: 451 });
    storeFails = false;
    await forward(['support@shop.example']);
    await forward(['support@shop.example']);
    expect(new Set(kept.map(({ item }) => item.key)).size).toBe(1);
    expect(kept.length).toBe(2);
  });

  it('refuses a mail that is too large, so that its sender hears of it', async () => {
    await start(accountOf('one', 'support@shop.example'));
    const large =
      `From: a@b.example\r\n\r\n${'x'.repeat(70)}\r\n`.repeat(1) + `${'x'.repeat(70)}\r\n`.repeat(400_000);
    await expect(forward(['support@shop.example'], large)).rejects.toThrow(/5\.3\.4|size/i);
    expect(kept).toEqual([]);
  });

  it('listens no more once nobody is behind it, and again when somebody is', async () => {
    await start(accountOf('one', 'support@shop.example'));
    for (const { abort } of running) abort.abort();
    await Promise.all(running.map(({ done }) => done));
    running = [];
    await expect(forward(['support@shop.example'])).rejects.toMatchObject({
      code: expect.stringMatching(/ESOCKET|ECONNECTION/),
    });
    await start(accountOf('one', 'support@shop.example'));
    await forward(['support@shop.example']);
    expect(kept.length).toBe(1);
  });
});
