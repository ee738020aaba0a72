import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Account, SendReceipt } from '#channels/channel.ts';
import { DeliveryError } from '#channels/delivery-error.ts';
import { outbound } from '#test/kit/channel-samples.ts';
import { ACCESS_TOKEN, startMailbox, type TestMailbox } from '#test/kit/mail-servers.ts';
import { type Provider, startProvider } from '#test/kit/provider.ts';
import { sendContext } from '#test/kit/send-context.ts';
import { email } from './index.ts';
import { EmailSettings } from './payload.ts';
import { type Relay, type RelayReply, startRelay } from './simulate.ts';

let relay: Relay;
let mailbox: TestMailbox;
let tokens: Provider;
beforeEach(async () => {
  relay = await startRelay({ user: 'support@shop.example', pass: 'right', accessToken: ACCESS_TOKEN });
  mailbox = await startMailbox();
  tokens = await startProvider(() => ({
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ access_token: ACCESS_TOKEN, expires_in: 3_600 }),
  }));
});
afterEach(async () => {
  await Promise.all([relay.close(), mailbox.close(), tokens.close()]);
});

const accountOf = (
  settings: Record<string, unknown> = {},
  secrets: Record<string, string> = {},
): Account<EmailSettings> => ({
  id: 'acc',
  channel: 'email',
  name: 'Shop',
  settings: EmailSettings.parse({
    address: 'support@shop.example',
    smtpHost: 'localhost',
    smtpPort: relay.port,
    smtpSecurity: 'plain',
    imapHost: 'localhost',
    imapPort: mailbox.port,
    imapSecurity: 'plain',
    ...settings,
  }),
  secrets: { password: 'right', replyKey: 'key', ...secrets },
  publicUrl: 'https://desk.example.com',
});
const partOf = (account: Account<EmailSettings>, rest: Parameters<typeof outbound>[1] = {}) => {
  const [part] = email.render(outbound('こんにちは', rest), {
    to: 'hana@customer.example',
    threadKey: 'x',
    account,
  });
  if (!part) throw new Error('no part');
  return part;
};
const send = (account = accountOf(), rest: Parameters<typeof outbound>[1] = {}): Promise<SendReceipt> =>
  email.client.send(
    partOf(account, rest),
    sendContext(account, {
      file: async () => ({ name: '請求書.pdf', mime: 'application/pdf', data: Buffer.from('%PDF-1.7') }),
    }),
  );
const failure = async (...replies: RelayReply[]): Promise<DeliveryError> => {
  relay.next(...replies);
  const error = await send().catch((thrown: unknown) => thrown);
  if (!(error instanceof DeliveryError)) throw new Error(`no failure: ${String(error)}`);
  return error;
};

describe('email: a mail is sent', () => {
  it('with a Message-ID that is the same at each attempt, and the files of the message', async () => {
    const file = {
      fileId: 'f1' as never,
      name: '請求書.pdf',
      mime: 'application/pdf',
      size: 8,
      kind: 'file' as const,
      status: 'stored' as const,
    };
    const receipt = await send(accountOf(), { attachments: [file] });
    expect(receipt.state).toBe('sent');
    expect((await send(accountOf(), { attachments: [file] })).providerId).toBe(receipt.providerId);
    const [mail, again] = relay.taken.map(({ raw }) => raw);
    expect(mail).toContain(`Message-ID: <${receipt.providerId}>`);
    expect(again).toContain(`Message-ID: <${receipt.providerId}>`);
    expect(mail).toMatch(/filename\*0\*=utf-8''%E8%AB%8B|filename="=\?UTF-8/i);
    expect(mail).toContain('text/html');
    expect(mail).toContain('text/plain');
  });

  it('is refused in our words, and tried again only where it certainly was not taken', async () => {
    const cases: [RelayReply, string, boolean][] = [
      [{ at: 'rcpt', code: 550, text: '5.1.1 User unknown' }, 'delivery-invalid-recipient', false],
      [{ at: 'rcpt', code: 550, text: '5.7.1 Relaying denied' }, 'delivery-rejected', false],
      [{ at: 'rcpt', code: 451, text: '4.7.1 Greylisted' }, 'delivery-throttled', true],
      [{ at: 'mail', code: 421, text: '4.3.2 Too busy' }, 'delivery-throttled', true],
      [{ at: 'data', code: 552, text: '5.3.4 Too large' }, 'file-not-accepted', false],
      [{ at: 'data', code: 554, text: '5.7.1 Looks like spam' }, 'delivery-rejected', false],
      [{ at: 'data', code: 451, text: '4.3.0 Later' }, 'delivery-throttled', true],
      ['reset-before-data', 'delivery-unreachable', true],
      ['reset-after-data', 'delivery-uncertain', false],
    ];
    for (const [reply, code, retryable] of cases) {
      const error = await failure(reply);
      expect({ reply, code: error.code, retryable: error.retryable }).toEqual({ reply, code, retryable });
    }
    expect((await failure({ at: 'rcpt', code: 451, text: '4.7.1 Greylisted' })).retryAfterMs).toBe(60_000);
  });

  it('is for a person to mend when the login is refused, and for later when nobody answers', async () => {
    const refused = await send(accountOf({}, { password: 'wrong' })).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'delivery-auth', retryable: false });
    const gone = accountOf({ smtpPort: 1 });
    await expect(send(gone)).rejects.toMatchObject({ code: 'delivery-unreachable', retryable: true });
    await expect(
      send({ ...gone, settings: EmailSettings.parse({ address: 'a@b.example' }) }),
    ).rejects.toMatchObject({
      code: 'delivery-auth',
    });
    expect(relay.taken).toEqual([]);
  });
});

describe('email: a server whose certificate nobody knows', () => {
  it('gets no password and no mail', async () => {
    await relay.close();
    relay = await startRelay({ user: 'support@shop.example', pass: 'right' }, true);
    const account = accountOf({ smtpSecurity: 'tls', receive: 'none' });
    await expect(send(account)).rejects.toMatchObject({ code: 'delivery-unreachable' });
    const context = { ...sendContext(account), now: new Date() };
    expect(await email.check?.(context)).toMatchObject({ ok: false, problem: 'problem.smtp-tls' });
    const downgraded = accountOf({ smtpSecurity: 'starttls' });
    await relay.close();
    relay = await startRelay({ user: 'support@shop.example', pass: 'right' });
    const settings = { ...downgraded.settings, smtpPort: relay.port };
    await expect(send({ ...downgraded, settings })).rejects.toMatchObject({ code: 'delivery-unreachable' });
    expect(relay.taken).toEqual([]);
  });
});

describe('email: an unclear send', () => {
  const tried = (agoMs: number) => ({ triedAt: new Date(Date.now() - agoMs) });
  const ask = (account: Account<EmailSettings>, agoMs: number) =>
    email.client.reconcile?.(partOf(account), sendContext(account, tried(agoMs)));
  it('was taken when it lies in the sent folder; else only the providers who keep everything can say no', async () => {
    const account = accountOf({}, { password: mailbox.password });
    expect(await ask(account, 120_000)).toBeUndefined();
    const google = accountOf({ provider: 'google', tokenUrl: tokens.url, user: mailbox.user });
    expect(await ask(google, 5_000)).toBeUndefined();
    expect(await ask(google, 120_000)).toBe('not-sent');
    const { providerId } = await send();
    mailbox.deliver(relay.taken[0]?.raw ?? '', new Date(), 'Sent');
    expect(await ask(account, 1_000)).toEqual({ providerId, state: 'sent' });
  });
});

describe('email: OAuth', () => {
  it('gets one token for many sends, and says so when consent was taken back', async () => {
    const google = accountOf(
      { provider: 'google', clientId: 'app', tokenUrl: tokens.url },
      { clientSecret: 's1', refreshToken: 'r1' },
    );
    await send(google);
    await send(google);
    expect(relay.taken.length).toBe(2);
    expect(tokens.requests.map(({ body }) => new URLSearchParams(body).get('refresh_token'))).toEqual(['r1']);

    const revoked = accountOf(
      { provider: 'google', clientId: 'app', tokenUrl: tokens.url },
      { refreshToken: 'r2' },
    );
    tokens.next(
      { status: 400, body: JSON.stringify({ error: 'invalid_grant' }) },
      { status: 503, body: 'later' },
    );
    await expect(send(revoked)).rejects.toMatchObject({
      code: 'delivery-auth',
      providerCode: 'invalid_grant',
    });
    await expect(send(revoked)).rejects.toMatchObject({ code: 'delivery-unreachable', retryable: true });
  });

  it('uses the application’s own rights at Microsoft when there is no refresh token', async () => {
    const account = accountOf(
      { provider: 'microsoft', clientId: 'app', tenant: 't', tokenUrl: tokens.url },
      { clientSecret: 's3' },
    );
    await send(account);
    const form = new URLSearchParams(tokens.requests[0]?.body);
    expect([form.get('grant_type'), form.get('scope')]).toEqual([
      'client_credentials',
      'https://outlook.office365.com/.default',
    ]);
  });
});

describe('email: the check of the set-up page', () => {
  const check = (account: Account<EmailSettings>) =>
    email.check?.({ ...sendContext(account), now: new Date() });
  it('logs in to both servers', async () => {
    const { port } = relay;
    const good = accountOf({ smtpPort: port }, { password: mailbox.password });
    await relay.close();
    relay = await startRelay({ user: 'support@shop.example', pass: mailbox.password });
    const account = { ...good, settings: { ...good.settings, smtpPort: relay.port } };
    expect(await check(account)).toMatchObject({
      ok: true,
      facts: [{ label: 'fact.mails', value: '0' }, { label: 'fact.smtp' }],
    });
  });

  it.each<[string, Record<string, unknown>, Record<string, string>, string]>([
    ['a wrong password', {}, { password: 'wrong' }, 'problem.imap-login'],
    ['no password', {}, { password: '' }, 'problem.no-password'],
    ['a wrong folder', { folder: 'Nowhere' }, { password: 'mailbox password' }, 'problem.no-folder'],
    ['a closed port', { imapPort: 1 }, {}, 'problem.imap-unreachable'],
    ['an SMTP login that is refused', {}, { password: 'mailbox password' }, 'problem.smtp-login'],
  ])('says what is wrong: %s', async (_what, settings, secrets, problem) => {
    const result = await check(accountOf(settings, secrets));
    expect(result).toMatchObject({ ok: false, problem });
    expect(Object.keys(email.strings.ja)).toContain(problem);
  });
});
