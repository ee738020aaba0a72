import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Account } from '#channels/channel.ts';
import { email } from '#channels/email/index.ts';
import { EmailSettings } from '#channels/email/payload.ts';
import { createGuardedHttp } from '#server/outbound/guarded-http.ts';
import { system } from '#server/ports/scope.ts';
import { startMailbox } from '#test/kit/mail-servers.ts';
import { written } from '#test/kit/mails.ts';
import { createTestPorts, type TestPorts, testAccount } from '#test/kit/ports.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

// Numbers of complaints and pains: docs/complaints.md.
const scope = system('test');
const ACCOUNT = 'mail-test';
const SIGNATURE_KEY = { replyKey: 'a key of the test' };
const settings = () => ({ address: 'support@shop.example', smtpHost: 'localhost' });

let stores: TestStores;
let test: TestPorts;
beforeAll(async () => {
  stores = await startStores();
});
afterAll(() => stores.stop());
beforeEach(async () => {
  await stores.clearMongo();
  test = await createTestPorts({ mongoUri: stores.mongoUri });
  const doc = testAccount({
    id: ACCOUNT,
    channel: 'email',
    adapter: 'email',
    settings: settings(),
    secrets: SIGNATURE_KEY,
  });
  await test.ports.stores.accounts.save(scope, doc, undefined);
});
afterEach(() => test.close());

const conversations = async () =>
  (await test.ports.stores.conversations.list(scope, { sort: 'oldest', includeSpam: true }, { limit: 100 }))
    .items;
const textsOf = async (id: string): Promise<string[]> =>
  (await test.ports.stores.messages.page(scope, id, { afterSeq: 0, limit: 10, visible: 'all' })).map(
    ({ text }) => text,
  );

describe('a mailbox', () => {
  /** Reads the mailbox over IMAP until `enough`, with the cursor where the last run left it. */
  const read = async (
    mailbox: { port: number; password: string },
    state: { cursor?: string; breaksOff?: boolean },
    enough: () => Promise<boolean>,
  ): Promise<void> => {
    const account: Account<EmailSettings> = {
      id: ACCOUNT,
      channel: 'email',
      name: 'Shop',
      settings: EmailSettings.parse({
        ...settings(),
        imapHost: 'localhost',
        imapPort: mailbox.port,
        imapSecurity: 'plain',
      }),
      secrets: { ...SIGNATURE_KEY, password: mailbox.password },
      publicUrl: 'https://desk.example.com',
    };
    const abort = new AbortController();
    const done = email.receive?.({
      account,
      signal: abort.signal,
      http: createGuardedHttp({ allowPrivateNetworks: ['127.0.0.0/8'] }),
      resolve: async () => '127.0.0.1',
      now: () => test.clock.now(),
      cursor: async () => state.cursor,
      keep: async (items, cursor) => {
        if (state.breaksOff) {
          const half = items.slice(0, Math.ceil(items.length / 2));
          await test.intake.accept({ accountId: ACCOUNT, items: half, receivedAt: test.clock.now() });
          throw new Error('the line broke off');
        }
        await test.intake.accept({ accountId: ACCOUNT, items: [...items], receivedAt: test.clock.now() });
        if (cursor !== undefined) state.cursor = cursor;
      },
      report: () => undefined,
    });
    await expect.poll(enough, { timeout: 15_000, interval: 50 }).toBe(true);
    abort.abort();
    await done?.catch(() => undefined);
    await test.settled();
  };
  const mail = (n: number): string =>
    written({ from: `p${n}@customer.example`, id: `mail-number-${n}@customer.example`, text: `mail ${n}` });
  const count = async (): Promise<number> =>
    (await test.ports.stores.ledger.list(scope, { limit: 200 })).items.length;

  it('complaints 1 and 5: broken off half-way and read again gives each mail once, and as many as the mailbox has', async () => {
    const mailbox = await startMailbox();
    const state: { cursor?: string; breaksOff?: boolean } = { breaksOff: true };
    for (let n = 1; n <= 30; n++) mailbox.deliver(mail(n));
    await read(mailbox, state, async () => (await count()) > 0);
    // What was kept before the break is fetched again: the cursor never came so far.
    expect(state.cursor).toBeUndefined();
    state.breaksOff = false;
    for (let n = 31; n <= 40; n++) mailbox.deliver(mail(n));
    await read(mailbox, state, async () => (await count()) >= 40);
    // And once more from nothing.
    await read(mailbox, {}, async () => (await count()) >= 40);
    const all = await conversations();
    expect(all).toHaveLength(40);
    expect(new Set((await Promise.all(all.map(({ id }) => textsOf(id)))).flat()).size).toBe(40);
    expect(all.every(({ seq }) => seq === 1)).toBe(true);
    await mailbox.close();
  });

  it('complaint 6: goes on past a mail that cannot be read', async () => {
    const mailbox = await startMailbox();
    mailbox.deliver(mail(1));
    mailbox.deliver(' \r\n\r\n');
    mailbox.deliver(mail(2));
    await read(mailbox, {}, async () => (await count()) >= 3);
    const all = await conversations();
    expect((await Promise.all(all.map(({ id }) => textsOf(id)))).flat()).toEqual(['mail 1', 'mail 2']);
    const poison = await test.ports.stores.ledger.list(scope, { state: 2, limit: 10 });
    expect(poison.items).toHaveLength(1);
    await mailbox.close();
  });
});
