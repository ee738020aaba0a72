import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Account, InboundEvent, RawRequest } from '#channels/channel.ts';
import { DeliveryError } from '#channels/delivery-error.ts';
import { createGuardedHttp } from '#server/outbound/guarded-http.ts';
import { outbound } from '#test/kit/channel-samples.ts';
import { sendContext } from '#test/kit/send-context.ts';
import { sms } from './index.ts';
import { SmsSettings } from './payload.ts';
import { startTwilio } from './simulate.ts';
import type { SimulatedTwilio } from './simulate-books.ts';

const SID = `AC${'5'.repeat(32)}`;
const NUMBER = '+815012345678';
const CUSTOMER = '+819011112222';
const http = createGuardedHttp({ allowPrivateNetworks: ['127.0.0.0/8'], timeoutMs: 300 });
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

interface Desk {
  account: Account<SmsSettings>;
  twilio: SimulatedTwilio;
  /** What the webhook heard, as events. */
  heard: string[];
  refused: number;
  context: ReturnType<typeof sendContext<SmsSettings>>;
}

/** One line for what an event says. */
const wordOf = (event: InboundEvent): string =>
  event.type === 'message'
    ? `message ${event.text}`
    : event.type === 'status'
      ? `status ${event.state}`
      : event.type;

/** Answers webhooks by the channel's own verify, split and parse. */
const startWebhook = async (desk: () => Desk, status: () => number): Promise<string> => {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const raw: RawRequest = {
        method: 'POST',
        url: request.url ?? '',
        query: {},
        headers: { 'x-twilio-signature': String(request.headers['x-twilio-signature']) },
        body: Buffer.concat(chunks),
        contentType: request.headers['content-type'] ?? '',
        receivedAt: new Date(0),
      };
      const { account, heard } = desk();
      const code = status();
      if (!sms.verify(raw, account).ok) desk().refused += 1;
      else if (code === 200) {
        for (const item of sms.split(raw, account))
          heard.push(...(await sms.parse(item.body, account)).map(wordOf));
      }
      response.writeHead(code).end();
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  closers.push(() => new Promise((done) => server.close(done)));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

/** A webhook, and a simulated Twilio that calls it. */
const startDesk = async (
  options: { mediaRedirect?: string; status?: () => number; optOut?: boolean } = {},
): Promise<Desk> => {
  let desk: Desk | undefined;
  const started = (): Desk => {
    if (!desk) throw new Error('called before it stands');
    return desk;
  };
  const publicUrl = await startWebhook(started, options.status ?? (() => 200));
  const twilio = await startTwilio({
    accountSid: SID,
    authToken: 'canary-token',
    number: NUMBER,
    webhookUrl: `${publicUrl}/webhooks/sms/acc`,
    statusDelayMs: 1,
    retryMs: 1,
    optOut: options.optOut ?? false,
    ...(options.mediaRedirect ? { mediaRedirect: options.mediaRedirect } : {}),
  });
  closers.push(() => twilio.close());
  const settings = SmsSettings.parse({ accountSid: SID, from: NUMBER, apiBase: twilio.url });
  const secrets = { authToken: 'canary-token' };
  const account: Account<SmsSettings> = {
    id: 'acc',
    channel: 'sms',
    name: '店',
    settings,
    secrets,
    publicUrl,
  };
  const context = sendContext(account, {
    idempotencyKey: 'k',
    to: CUSTOMER,
    threadKey: CUSTOMER,
    http,
    fileUrl: (id) => `${publicUrl}/files/${id}?sig=1`,
  });
  desk = { account, twilio, heard: [], refused: 0, context };
  return desk;
};

const send = async (desk: Desk, text: string) => {
  const [part] = sms.render(outbound(text), { ...desk.context });
  if (!part) throw new Error('nothing to send');
  return sms.client.send(part, desk.context);
};
const reconcile = async (desk: Desk, text: string, triedAt: Date) => {
  const [part] = sms.render(outbound(text), { ...desk.context });
  if (!part) throw new Error('nothing to send');
  return sms.client.reconcile?.(part, { ...desk.context, triedAt });
};
const codeOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
  } catch (error) {
    if (error instanceof DeliveryError) return error.code;
    throw error;
  }
  return 'went through';
};

describe('sms against a simulated Twilio', () => {
  it('sends once and hears its states, signed, in order', async () => {
    const desk = await startDesk();
    const receipt = await send(desk, 'こんにちは');
    await desk.twilio.settled();
    expect(desk.twilio.messages).toMatchObject([
      { sid: receipt.providerId, to: CUSTOMER, from: NUMBER, body: 'こんにちは', status: 'delivered' },
    ]);
    expect(desk.heard).toEqual(['status sent', 'status delivered']);
    expect(desk.refused).toBe(0);
  });

  it('hears messages, again when they are redelivered, and until they are taken', async () => {
    let answers = [503, 503, 200];
    const desk = await startDesk({ status: () => answers.shift() ?? 200 });
    const first = await desk.twilio.receive({ from: CUSTOMER, body: '一' });
    expect(first.statuses).toEqual([503, 503]);
    answers = [];
    expect(await desk.twilio.redeliver(first.sid)).toEqual([200]);
    expect(await desk.twilio.redeliver(first.sid)).toEqual([200]);
    expect(desk.heard).toEqual(['message 一', 'message 一']);
  });

  it('is refused after STOP until START where Twilio handles opt-outs', async () => {
    const desk = await startDesk({ optOut: true });
    await desk.twilio.receive({ from: CUSTOMER, body: 'ストップ' });
    expect(await codeOf(send(desk, 'お知らせ'))).toBe('opted-out');
    await desk.twilio.receive({ from: CUSTOMER, body: '再開' });
    expect(await codeOf(send(desk, 'お知らせ'))).toBe('went through');
  });

  it('is uncertain whether or not it was taken, and reconciliation tells', async () => {
    const desk = await startDesk();
    const old = new Date(Date.now() - 60_000);
    for (const fault of ['server-error-taken', 'reset-taken', 'silent-taken', 'html-taken'] as const) {
      desk.twilio.fail(fault);
      expect(await codeOf(send(desk, `本文 ${fault}`))).toBe('delivery-uncertain');
      const only = desk.twilio.messages.splice(0).at(-1);
      if (only) desk.twilio.messages.push(only);
      expect(await reconcile(desk, `本文 ${fault}`, old)).toMatchObject({ providerId: only?.sid });
      desk.twilio.messages.length = 0;
    }
    for (const fault of ['server-error', 'reset', 'html'] as const) {
      desk.twilio.fail(fault);
      expect(await codeOf(send(desk, `本文 ${fault}`))).toBe('delivery-uncertain');
      expect(await reconcile(desk, `本文 ${fault}`, old)).toBe('not-sent');
    }
  });

  it('does not say not-sent before a message would be listed', async () => {
    const desk = await startDesk();
    const triedAt = new Date(Date.now() - 9_000);
    const asked = reconcile(desk, '本文', triedAt);
    desk.twilio.fail('reset-taken');
    expect(await codeOf(send(desk, '本文'))).toBe('delivery-uncertain');
    expect(await asked).toMatchObject({ providerId: desk.twilio.messages[0]?.sid });
  });

  it('cannot say when it does not know the time, or finds another text or two of the same', async () => {
    const desk = await startDesk();
    const part = sms.render(outbound('同じ'), { ...desk.context })[0];
    if (!part) throw new Error('nothing to send');
    await send(desk, '同じ');
    expect(await sms.client.reconcile?.(part, desk.context)).toBeUndefined();
    const old = new Date(Date.now() - 60_000);
    expect(await reconcile(desk, '別の本文', old)).toBeUndefined();
    await send(desk, '同じ');
    expect(await reconcile(desk, '同じ', old)).toBeUndefined();
  });

  it('takes an older message of equal text for what it is', async () => {
    const desk = await startDesk();
    await send(desk, 'はい');
    const [older] = desk.twilio.messages;
    if (older) older.createdAt = new Date(Date.now() - 600_000);
    expect(await reconcile(desk, 'はい', new Date(Date.now() - 60_000))).toBe('not-sent');
  });

  it('asks again later when the list cannot be read', async () => {
    const desk = await startDesk();
    const elsewhere = {
      ...desk,
      context: { ...desk.context, account: { ...desk.account, secrets: { authToken: 'wrong' } } },
    };
    expect(await codeOf(reconcile(elsewhere, 'x', new Date(0)))).toBe('delivery-auth');
    await desk.twilio.close();
    closers.pop();
    expect(await codeOf(reconcile(desk, 'x', new Date(0)))).toBe('delivery-unreachable');
  });

  it('fetches media with its credentials, which do not follow the redirect', async () => {
    const canary: (string | undefined)[] = [];
    const store = createServer((request, response) => {
      canary.push(request.headers.authorization);
      response
        .writeHead(200, {
          'content-type': 'image/png',
          'content-disposition': 'inline; filename="photo.png"',
        })
        .end('bytes');
    });
    await new Promise<void>((done) => store.listen(0, '127.0.0.1', done));
    closers.push(() => new Promise((done) => store.close(done)));
    const desk = await startDesk({
      mediaRedirect: `http://127.0.0.1:${(store.address() as AddressInfo).port}`,
    });
    await desk.twilio.receive({
      from: CUSTOMER,
      body: '写真',
      media: [{ mime: 'image/png', data: Buffer.from('png') }],
    });
    const sourceUrl = `${desk.twilio.url}/2010-04-01/Accounts/${SID}/Messages/MM1/Media/`;
    const media = await sms.client.fetchMedia?.(
      {
        name: 'media-1.png',
        mime: 'image/png',
        size: 0,
        kind: 'image',
        status: 'fetching',
        sourceUrl: sourceUrl + (await mediaIdOf(desk)),
      },
      desk.context,
    );
    expect(media).toEqual({ mime: 'image/png', name: 'photo.png', data: Buffer.from('bytes') });
    expect(canary).toEqual([undefined]);
    expect(desk.twilio.requests.at(-1)?.authorization).toMatch(/^Basic /);
  });

  it('sends no credentials to a host that is not the API’s', async () => {
    const seen: (string | undefined)[] = [];
    const other = createServer((request, response) => {
      seen.push(request.headers.authorization);
      response.writeHead(200, { 'content-type': 'image/png' }).end('x');
    });
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
    closers.push(() => new Promise((done) => other.close(done)));
    const desk = await startDesk();
    const sourceUrl = `http://127.0.0.1:${(other.address() as AddressInfo).port}/x`;
    await sms.client.fetchMedia?.(
      { name: 'a', mime: 'image/png', size: 0, kind: 'image', status: 'fetching', sourceUrl },
      desk.context,
    );
    expect(seen).toEqual([undefined]);
  });
});

/** The id the simulator gave the one medium it holds, read off the webhook it sent. */
const mediaIdOf = async (desk: Desk): Promise<string> => {
  const sid = desk.twilio.messages.at(-1)?.sid ?? '';
  const url = desk.twilio.webhookFields(sid).MediaUrl0 ?? '';
  return url.split('/').at(-1) ?? '';
};
