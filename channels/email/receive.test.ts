import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Account, ReceiveContext, SplitItem } from '#channels/channel.ts';
import { createGuardedHttp } from '#server/outbound/guarded-http.ts';
import { startMailbox, type TestMailbox } from '#test/kit/mail-servers.ts';
import { email } from './index.ts';
import { EmailSettings, type MailItem } from './payload.ts';

const eventually = <T>(read: () => T | Promise<T>) => expect.poll(read, { timeout: 10_000, interval: 20 });
const mail = (n: number | string, body = `mail ${n}`): string =>
  `From: Hana <hana${n}@customer.example>\r\nTo: support@shop.example\r\nMessage-ID: <mail-number-${n}@customer.example>\r\nSubject: S${n}\r\n\r\n${body}\r\n`;

/** The core of a test: keeps items by key, as the ledger does, and the cursor after them. */
const createCore = () => {
  const core = {
    kept: new Map<string, SplitItem>(),
    cursor: undefined as string | undefined,
    reports: [] as string[],
    storeFails: false,
  };
  return core;
};
type Core = ReturnType<typeof createCore>;

let mailbox: TestMailbox;
let core: Core;
let running: { abort: AbortController; done: Promise<unknown> }[] = [];
beforeEach(async () => {
  mailbox = await startMailbox();
  core = createCore();
});
afterEach(async () => {
  await stopAll();
  await mailbox.close();
});
const stopAll = async (): Promise<void> => {
  for (const { abort } of running) abort.abort();
  await Promise.all(running.map(({ done }) => done));
  running = [];
};

const accountOf = (
  settings: Partial<EmailSettings> = {},
  secrets: Record<string, string> = {},
): Account<EmailSettings> => ({
  id: 'acc',
  channel: 'email',
  name: 'Shop',
  settings: EmailSettings.parse({
    address: 'support@shop.example',
    imapHost: 'localhost',
    imapPort: mailbox.port,
    imapSecurity: 'plain',
    ...settings,
  }),
  secrets: { password: mailbox.password, ...secrets },
  publicUrl: 'https://desk.example.com',
});

const start = (account = accountOf()): void => {
  const abort = new AbortController();
  const context: ReceiveContext<EmailSettings> = {
    account,
    signal: abort.signal,
    http: createGuardedHttp({ allowPrivateNetworks: ['127.0.0.0/8'] }),
    resolve: async () => '127.0.0.1',
    now: () => new Date(),
    cursor: async () => core.cursor,
    keep: async (items, cursor) => {
      if (core.storeFails) throw new Error('store-unavailable');
      for (const item of items) core.kept.set(item.key, item);
      if (cursor !== undefined) core.cursor = cursor;
    },
    report: (state) => core.reports.push(state.ok ? 'ok' : state.code),
  };
  const run = async (): Promise<void> => {
    while (!abort.signal.aborted) {
      await email.receive?.(context).catch(() => core.reports.push('broke off'));
      if (!abort.signal.aborted) await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  running.push({ abort, done: run() });
};
const keys = (): string[] => [...core.kept.keys()].sort();
const rawOf = (item: SplitItem | undefined): string =>
  Buffer.from((item?.body as MailItem | undefined)?.raw ?? '', 'base64').toString('latin1');

describe('a mailbox over IMAP', () => {
  it('takes what is there and, by IDLE, what comes', async () => {
    mailbox.deliver(mail(1));
    start();
    await eventually(keys).toEqual(['imap:1:1']);
    mailbox.deliver(mail(2));
    await eventually(keys).toEqual(['imap:1:1', 'imap:1:2']);
    expect(core.kept.get('imap:1:2')?.lane).toBe('hana2@customer.example');
    expect(rawOf(core.kept.get('imap:1:2'))).toBe(mail(2));
    expect(JSON.parse(core.cursor ?? '{}')).toMatchObject({ v: '1', uid: 2 });
    expect(core.reports).toContain('ok');
  });

  it('loses nothing while it was away for a week', async () => {
    start();
    await eventually(() => core.cursor).toBeDefined();
    await stopAll();
    const weekAgo = new Date(Date.now() - 7 * 86_400_000);
    for (let n = 1; n <= 120; n++) mailbox.deliver(mail(n), weekAgo);
    mailbox.expunge((uid) => uid === 60);
    start();
    await eventually(() => core.kept.size).toBe(119);
    await eventually(() => JSON.parse(core.cursor ?? '{}').uid).toBe(120);
  });

  it('goes on where it was when the connection breaks off in the middle', async () => {
    for (let n = 1; n <= 300; n++) mailbox.deliver(mail(n, 'x'.repeat(5_000)));
    start();
    await eventually(() => core.kept.size).toBeGreaterThan(50);
    mailbox.cut();
    await eventually(() => core.kept.size).toBe(300);
    expect(mailbox.connections()).toBeGreaterThan(1);
    for (let n = 1; n <= 300; n++)
      expect(rawOf(core.kept.get(`imap:1:${n}`))).toBe(mail(n, 'x'.repeat(5_000)));
  });

  it('looks again at the last days when the mailbox gives its UIDs anew', async () => {
    for (let n = 1; n <= 5; n++) mailbox.deliver(mail(n));
    start();
    await eventually(() => core.kept.size).toBe(5);
    await stopAll();
    mailbox.expunge((uid) => uid === 1);
    mailbox.deliver(mail('new'));
    mailbox.renewUids();
    start();
    await eventually(() => keys().filter((key) => key.startsWith('imap:2:')).length).toBe(5);
    expect(JSON.parse(core.cursor ?? '{}')).toMatchObject({ v: '2', uid: 5 });
  });

  it('takes nothing from before the first connection but the days it was told', async () => {
    mailbox.deliver(mail('old'), new Date(Date.now() - 9 * 86_400_000));
    mailbox.deliver(mail('young'), new Date(Date.now() - 3_600_000));
    start();
    await eventually(keys).toEqual(['imap:1:2']);
    await stopAll();
    core.kept.clear();
    core.cursor = undefined;
    start(accountOf({ importDays: 30 }));
    await eventually(keys).toEqual(['imap:1:1', 'imap:1:2']);
  });

  it('waits for the store as long as it takes, and the cursor with it', async () => {
    core.storeFails = true;
    mailbox.deliver(mail(1));
    start();
    await eventually(() => core.reports.includes('ok')).toBe(true);
    expect(core.cursor).toBeUndefined();
    core.storeFails = false;
    await eventually(keys).toEqual(['imap:1:1']);
  });

  it('names an unhappy login and leaves it alone for a while', async () => {
    mailbox.setPassword('another');
    start();
    await eventually(() => core.reports).toEqual(['auth']);
    expect(mailbox.connections()).toBe(1);
  });

  it('passes a mail the server will not give, and names it', async () => {
    for (let n = 1; n <= 3; n++) mailbox.deliver(mail(n));
    mailbox.refuse(2);
    start();
    await eventually(keys).toEqual(['imap:1:1', 'imap:1:2', 'imap:1:3']);
    expect(core.kept.get('imap:1:2')?.body).toMatchObject({ unfetched: true });
    await expect(async () => email.parse(core.kept.get('imap:1:2')?.body, accountOf())).rejects.toMatchObject(
      {
        code: 'unparseable',
      },
    );
  });

  it('takes answers written in a mail program from the sent folder, and nothing else of it', async () => {
    const sent = (id: string, head: string): string =>
      `From: support@shop.example\r\nTo: hana@customer.example\r\nMessage-ID: <${id}@shop.example>\r\n${head}\r\nx`;
    mailbox.deliver(sent('before', 'In-Reply-To: <a@b>\r\n'), new Date(), 'Sent');
    start();
    await eventually(() => JSON.parse(core.cursor ?? '{}').sent).toEqual({ v: '1', uid: 1 });
    await stopAll();
    mailbox.deliver(sent('outlook', 'In-Reply-To: <a@b>\r\n'), new Date(), 'Sent');
    mailbox.deliver(sent('ours', 'In-Reply-To: <a@b>\r\nX-Madoguchi-Message: x\r\n'), new Date(), 'Sent');
    mailbox.deliver(sent('newsletter', ''), new Date(), 'Sent');
    mailbox.deliver(mail(1));
    start();
    await eventually(keys).toEqual(['imap:1:1', 'imap:sent-1:2']);
    expect(JSON.parse(core.cursor ?? '{}')).toMatchObject({ v: '1', uid: 1, sent: { v: '1', uid: 4 } });
    const [event] = await email.parse(core.kept.get('imap:sent-1:2')?.body, accountOf());
    expect(event).toMatchObject({ type: 'echo', from: { value: 'hana@customer.example' } });
    mailbox.deliver(mail(2));
    await eventually(() => core.kept.has('imap:1:2')).toBe(true);
  });

  it('reads a server that has no IDLE', async () => {
    await mailbox.close();
    mailbox = await startMailbox([]);
    mailbox.deliver(mail(1));
    start();
    await eventually(keys).toEqual(['imap:1:1']);
  });
});
