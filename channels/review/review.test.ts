import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { Account, InboundEvent, RawRequest } from '#channels/channel.ts';
import { signedHeaders } from '#channels/standard-webhooks.ts';
import { Attachment } from '#contracts/message.ts';
import { channelContract } from '#test/kit/channel-contract.ts';
import { outbound } from '#test/kit/channel-samples.ts';
import { sendContext } from '#test/kit/send-context.ts';
import { check, client } from './client.ts';
import { readCsv } from './csv.ts';
import { CSV, EVENTS, REVIEW } from './fixtures/events.ts';
import { review } from './index.ts';
import { parse } from './parse.ts';
import { MAX_EVENTS, ReviewSettings, WireBody } from './payload.ts';
import { type SimulatedSite, startReviewSite } from './simulate.ts';
import { split } from './split.ts';

const secretOf = (n: number): string => `whsec_${Buffer.alloc(32, n).toString('base64')}`;
const account: Account<ReviewSettings> = {
  id: 'acc',
  channel: 'review',
  name: '店',
  settings: ReviewSettings.parse({ callbackUrl: 'https://shop.example.com/hook' }),
  secrets: { signingSecret: secretOf(1) },
  publicUrl: 'https://desk.example.com',
};
const stranger: Account<ReviewSettings> = {
  ...account,
  id: 'other',
  secrets: { signingSecret: secretOf(2) },
};
const AT = new Date('2026-11-24T03:00:00.000Z');

const raw = (body: unknown, of = account, contentType = 'application/json'): RawRequest => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const headers = signedHeaders(of.secrets.signingSecret, { id: 'evt_1', at: AT, body: text }) ?? {};
  return {
    method: 'POST',
    url: `/webhooks/review/${of.id}`,
    query: {},
    headers,
    body: Buffer.from(text),
    contentType,
    receivedAt: AT,
  };
};

const ok = { status: 200, headers: { 'content-type': 'application/json' }, body: '{"id":"answer-1"}' };
const refusal = (code: string, status = 422) => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ error: { code } }),
});

channelContract('review', {
  definition: review,
  account,
  stranger,
  to: 'r1',
  address: fc.stringMatching(/^[\w@.-]{1,40}$/),
  signed: {
    header: 'webhook-signature',
    requests: (of) => [...Object.values(EVENTS).map((one) => raw(one, of)), raw(CSV, of, 'text/csv')],
    reprinted: (of) => [{ ...raw(REVIEW, of), body: Buffer.from(JSON.stringify(REVIEW, null, 1)) }],
    unknown: (of) => [raw({ type: 'question', id: 'q1' }, of), raw({ type: 'outbound.review-answer' }, of)],
    unreadable: (of) => [
      raw('not json', of),
      raw({ events: [] }, of),
      raw('id,text\n1,x', of, 'text/csv'),
      raw('stars\n"1', of, 'text/csv'),
    ],
  },
  provider: {
    at: (url) => ({ ...account, settings: { callbackUrl: url } }),
    accepted: ok,
    providerId: 'answer-1',
    idempotent: true,
    refusedIn200: { reply: refusal('invalid-recipient', 200), code: 'delivery-invalid-recipient' },
    refusals: [
      { reply: refusal('text-too-long'), code: 'text-too-long', retryable: false },
      { reply: refusal('window-closed'), code: 'reply-window-closed', retryable: false },
      { reply: { status: 403, body: '' }, code: 'delivery-auth', retryable: false },
    ],
  },
  textOf: (part) => WireBody.parse(part.body).text,
});

const eventsOf = (body: unknown, contentType?: string): InboundEvent[] =>
  split(raw(body, account, contentType)).flatMap((item) => parse(item.body));

describe('review: what comes in', () => {
  it('reads stars, product, page and author of a review', () => {
    expect(eventsOf(REVIEW)).toMatchObject([
      {
        type: 'message',
        externalId: 'r1',
        threadKey: 'r1',
        text: '割れていました\n箱も潰れていました。',
        stars: 2,
        topic: '割れていました',
        fields: { product: '急須 750ml' },
        link: 'https://shop.example.com/p/1#r1',
        at: new Date('2026-11-23T01:00:00Z'),
        isPublic: true,
        isShared: true,
        personOnly: true,
        from: { value: 'u1', verified: true, scoped: true, name: '花子', language: 'ja' },
      },
    ]);
    expect(eventsOf(EVENTS.nameless)).toMatchObject([{ text: '', stars: 5, from: { verified: false } }]);
  });

  it('takes 1 to 5 stars and sets anything else aside', () => {
    for (const stars of [0, 6, 2.5, '5', null])
      expect(() => eventsOf({ ...REVIEW, stars })).toThrow(expect.objectContaining({ code: 'unparseable' }));
  });

  it('reads comments, edits, removals, answers on the site and statuses', () => {
    const { comment, edit, removal, answer, published, rejected } = EVENTS;
    expect(eventsOf({ events: [comment, edit, removal, answer, published, rejected] })).toMatchObject([
      { type: 'message', externalId: 'c1', threadKey: 'r1', isPublic: true },
      { type: 'edit', externalId: 'r1', text: '交換してもらえました' },
      { type: 'unsend', externalId: 'r2' },
      { type: 'echo', externalId: 'a1', threadKey: 'r1' },
      { type: 'status', state: 'delivered' },
      { type: 'status', state: 'failed', reason: 'text-too-long' },
    ]);
  });

  it('reads a CSV as reviews, and the same row twice as one', () => {
    expect(eventsOf(CSV, 'text/csv; charset=utf-8')).toMatchObject([
      { externalId: 'r10', stars: 1, text: '"最悪"です\n二行目', fields: { product: '急須, 750ml' } },
      { externalId: expect.stringMatching(/^row-[\da-f]{32}$/), stars: 5, text: '満足' },
    ]);
    const keys = (): string[] => split(raw(CSV, account, 'text/csv')).map(({ key }) => key);
    expect(keys()).toEqual(keys());
    const long = `stars\n${'5\n'.repeat(MAX_EVENTS + 1)}`;
    expect(split(raw(long, account, 'text/csv'))).toMatchObject([{ body: { unparsed: expect.any(String) } }]);
  });

  it('reads back any fields that were written as CSV', () => {
    const field = fc.string().filter((text) => text.trim() !== '' && !text.startsWith('\uFEFF'));
    fc.assert(
      fc.property(fc.array(fc.array(field, { minLength: 1 }), { maxLength: 5 }), (rows) => {
        const text = rows
          .map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join(','))
          .join('\r\n');
        expect(readCsv(text)).toEqual(rows);
      }),
    );
  });
});

let site: SimulatedSite | undefined;
afterEach(async () => {
  await site?.close();
  site = undefined;
});

describe('review: what goes out', () => {
  it('publishes an answer under the review, signed and once', async () => {
    site = await startReviewSite({ signingSecret: secretOf(1), webhookUrl: 'http://127.0.0.1:9/none' });
    const own = { ...account, settings: { callbackUrl: site.url } };
    const said = outbound('お詫びします', {
      extra: { links: [{ label: '交換', url: 'https://shop.example/x' }] },
    });
    const [part] = review.render(said, { to: 'r1', threadKey: 'r1', account: own });
    if (!part) throw new Error('nothing rendered');
    const context = sendContext(own, { idempotencyKey: 'm1:0:1' });
    site.fault('reset-taken');
    await expect(client.send(part, context)).rejects.toMatchObject({ retryable: true });
    expect(await client.send(part, context)).toEqual({ providerId: 'answer-1', state: 'sent' });
    expect(site.taken).toMatchObject([
      {
        body: {
          type: 'outbound.review-answer',
          reviewId: 'r1',
          text: 'お詫びします\n\n交換\nhttps://shop.example/x',
        },
      },
    ]);
    expect(await check({ ...context, now: new Date() })).toEqual({ ok: true });
  });

  it('has no files in public, and without a callback URL no answers', async () => {
    const file = Attachment.parse({
      fileId: 'f',
      name: 'a',
      mime: 'text/plain',
      size: 1,
      kind: 'file',
      status: 'stored',
    });
    const to = { to: 'r1', threadKey: 'r1', account };
    expect(() => review.render(outbound('x', { attachments: [file] }), to)).toThrow(
      expect.objectContaining({ code: 'file-not-accepted' }),
    );
    const own = { ...account, settings: {} };
    const [part] = review.render(outbound('x'), { ...to, account: own });
    if (!part) throw new Error('nothing rendered');
    await expect(client.send(part, sendContext(own))).rejects.toMatchObject({ providerCode: 'no-callback' });
    expect(await check({ ...sendContext(own), now: AT })).toMatchObject({ ok: true });
  });
});
