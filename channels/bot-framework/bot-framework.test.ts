import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { InboundEvent, RawRequest } from '#channels/channel.ts';
import { DAY, MINUTE } from '#contracts/time.ts';
import { channelContract } from '#test/kit/channel-contract.ts';
import {
  AT,
  account,
  BOT,
  base,
  CONTENT,
  deleted,
  edited,
  GROUP,
  installed,
  joined,
  keyServer,
  keys,
  left,
  message,
  OTHERS,
  raw,
  reaction,
  removed,
  SERVICE,
  samples,
  stranger,
} from './fixtures/activities.ts';
import { botFramework } from './index.ts';
import { parse } from './parse.ts';
import { WireBody } from './payload.ts';
import { startConnector, type TokenChanges } from './simulate.ts';
import { verifyOnline } from './verify.ts';

const json = (status: number, body: object) => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
const refused = (status: number, code: string) => json(status, { error: { code, message: 'no' } });

/** The contract counts every request: the login is played by another server. */
const login = await startConnector({
  appId: account.settings.appId,
  appPassword: 'app-password-canary',
  webhookUrl: '',
});
afterAll(() => login.close());
const loginBase = login.url;

channelContract('bot-framework', {
  definition: botFramework,
  account,
  stranger,
  to: 'msteams/a:1personal',
  address: fc
    .tuple(fc.constantFrom('msteams', 'webchat'), fc.stringMatching(/^[\w:;=@./|-]{1,60}$/))
    .map(([channel, id]) => `${channel}/${id}`),
  signed: {
    header: 'authorization',
    tokenOnly: true,
    verified: async (request, of) => {
      const first = botFramework.verify(request, of);
      return first.ok ? verifyOnline(request, of, { http: keys.http, now: AT }) : first;
    },
    requests: (of) =>
      [...samples, edited, deleted, reaction, installed, removed, joined, left].map((one) => raw(one, of)),
    reprinted: () => [],
    unknown: (of) => OTHERS.map((type) => raw({ ...base, type, id: `x:${type}` }, of)),
    unreadable: (of) => [raw('not json', of), raw('[1,2]', of)],
  },
  provider: {
    at: (url) => ({ ...account, settings: { ...account.settings, serviceUrl: url, loginBase } }),
    accepted: json(201, { id: '55' }),
    providerId: 'msteams/a:1personal#55',
    idempotent: false,
    refusedIn200: { reply: refused(200, 'ConversationNotFound'), code: 'delivery-invalid-recipient' },
    refusals: [
      { reply: refused(403, 'BotNotInConversationRoster'), code: 'opted-out', retryable: false },
      { reply: refused(403, 'MessageWritesBlocked'), code: 'opted-out', retryable: false },
      { reply: refused(404, 'ConversationNotFound'), code: 'delivery-invalid-recipient', retryable: false },
      { reply: { status: 404, body: '' }, code: 'delivery-invalid-recipient', retryable: false },
      { reply: refused(413, 'MessageSizeTooBig'), code: 'text-too-long', retryable: false },
      { reply: { status: 413, body: '' }, code: 'text-too-long', retryable: false },
      { reply: refused(412, 'PreconditionFailed'), code: 'delivery-unreachable', retryable: true },
      { reply: refused(400, 'BadSyntax'), code: 'delivery-rejected', retryable: false },
    ],
  },
  textOf: (part) => WireBody.parse(part.body).text,
});

const proofOf = (request: RawRequest, http = keys.http, of = account, now = AT) =>
  verifyOnline(request, of, { http, now });
const sent = message({ text: 'x' });

describe('bot-framework: who is believed', () => {
  it('takes five minutes of difference between clocks and no more', async () => {
    expect(await proofOf(raw(sent, account, { expiresIn: -299 }))).toEqual({ ok: true });
    expect(await proofOf(raw(sent, account, { expiresIn: -301 }))).toMatchObject({ ok: false });
    const early = new Date(AT.getTime() - 11 * MINUTE);
    expect(await proofOf(raw(sent), keys.http, account, early)).toMatchObject({ ok: false });
  });

  it('refuses another issuer, another bot’s token and other algorithms at once', () => {
    for (const changes of [{ issuer: 'https://sts.windows.net/' }, { audience: 'somebody-else' }])
      expect(botFramework.verify(raw(sent, account, changes), account)).toMatchObject({ ok: false });
    const [, claims] = raw(sent).headers.authorization?.split('.') ?? [];
    for (const alg of ['none', 'HS256']) {
      const header = Buffer.from(JSON.stringify({ alg, kid: 'simulated-key-1' })).toString('base64url');
      const request = { ...raw(sent), headers: { authorization: `Bearer ${header}.${claims}.c2ln` } };
      expect(botFramework.verify(request, account)).toMatchObject({ ok: false });
    }
  });

  it('refuses a key nobody published and one that may not speak for the channel', async () => {
    expect(await proofOf(raw(sent, account, { key: 'forged' }))).toMatchObject({ ok: false });
    expect(await proofOf(raw(sent, account, { kid: 'unheard-of' }))).toMatchObject({ ok: false });
    expect(await proofOf(raw({ ...sent, channelId: 'slack' }))).toMatchObject({ ok: false });
  });

  it('refuses an activity that names another service URL than its token', async () => {
    expect(await proofOf(raw({ ...sent, serviceUrl: 'https://evil.example.com/' }))).toMatchObject({
      ok: false,
    });
    expect(await proofOf(raw(sent, account, { serviceUrl: 'https://evil.example.com/' }))).toMatchObject({
      ok: false,
    });
    expect(await proofOf(raw({ ...sent, serviceUrl: undefined }))).toMatchObject({ ok: false });
  });

  it('asks for keys once a day, again for an unknown one, and believes known ones while they cannot be asked for', async () => {
    const own = {
      ...account,
      settings: { ...account.settings, openIdMetadata: 'https://keys2.example.com/metadata' },
    };
    const { state, http } = keyServer();
    const proof = (afterMs: number, changes: TokenChanges = {}) =>
      proofOf(
        raw(sent, own, { expiresIn: 30 * 86_400, ...changes }),
        http,
        own,
        new Date(AT.getTime() + afterMs),
      );
    await Promise.all([proof(0), proof(0), proof(0)]);
    await proof(DAY - 1);
    expect(state.asked).toBe(1);
    await proof(DAY + 1);
    expect(state.asked).toBe(2);
    await proof(DAY + MINUTE, { kid: 'new' });
    expect(state.asked).toBe(2);
    await proof(DAY + 10 * MINUTE, { kid: 'new' });
    expect(state.asked).toBe(3);
    state.down = true;
    expect(await proof(3 * DAY)).toEqual({ ok: true });
    await expect(proof(9 * DAY)).rejects.toMatchObject({ code: 'busy' });
    await expect(proof(3 * DAY, { kid: 'new' })).rejects.toMatchObject({ code: 'busy' });
  });
});

const eventOf = (activity: unknown): InboundEvent => {
  const [event] = botFramework.split(raw(activity), account).flatMap((item) => parse(item.body, account));
  if (!event) throw new Error('no event');
  return event;
};

describe('bot-framework: what comes in', () => {
  it.each(Object.keys(CONTENT))('a message with %s is a message that says something', (name) => {
    const event = eventOf(message(CONTENT[name] ?? {}));
    expect(event.type).toBe('message');
    if (event.type === 'message')
      expect(event.text || event.attachments.length || event.unsupported).toBeTruthy();
  });

  it('knows who wrote, where, and where to answer', () => {
    expect(eventOf(message({ text: 'x' }))).toMatchObject({
      externalId: 'msteams/a:1personal#1700000000001',
      threadKey: 'msteams/a:1personal',
      from: {
        kind: 'other',
        value: 'msteams/29:hana',
        verified: true,
        scoped: true,
        name: '山田 花子',
        language: 'ja',
      },
      handle: { serviceUrl: SERVICE, activityId: '1700000000001' },
      at: new Date('2026-11-24T02:59:58.123Z'),
    });
    expect(eventOf(message({ text: 'x' }))).not.toHaveProperty('isShared');
  });

  it('leaves the bot’s mention out of a channel’s words and keeps the others’ names', () => {
    const entities = [
      { type: 'mention', mentioned: BOT, text: '<at>Shop</at>' },
      { type: 'mention', mentioned: { id: '29:jiro', name: '次郎' }, text: '<at>次郎</at>' },
      { type: 'clientInfo', locale: 'ja-JP' },
    ];
    expect(
      eventOf(message({ conversation: GROUP, entities, text: '<at>Shop</at>&nbsp;<at>次郎</at> の注文は?' })),
    ).toMatchObject({
      text: '@次郎 の注文は?',
      isShared: true,
      threadKey: 'msteams/19:abc@thread.tacv2;messageid=1700000000000',
      externalId: 'msteams/19:abc@thread.tacv2#1700000000001',
    });
  });

  it('reads files, pictures, forms and buttons', () => {
    expect(eventOf(message(CONTENT['shared file'] ?? {}))).toMatchObject({
      attachments: [
        { name: '請求書.pdf', kind: 'file', sourceUrl: 'https://sharepoint.example.com/download?a' },
      ],
    });
    expect(eventOf(message(CONTENT.picture ?? {}))).toMatchObject({
      attachments: [{ kind: 'image', mime: 'image/jpeg' }],
    });
    expect(eventOf(message(CONTENT['card form'] ?? {}))).toMatchObject({ text: 'size: M\nagree: true' });
    expect(eventOf(message(CONTENT['button with payload'] ?? {}))).toMatchObject({
      text: '返品',
      payload: 'return',
    });
    expect(eventOf(message(CONTENT['card only'] ?? {}))).toMatchObject({
      unsupported: 'application/vnd.microsoft.card.adaptive',
    });
  });

  it('reads edits, deletions and reactions of what they are about', () => {
    const externalId = 'msteams/a:1personal#1700000000001';
    expect(eventOf(edited)).toMatchObject({ type: 'edit', externalId, text: '訂正' });
    expect(eventOf(deleted)).toMatchObject({ type: 'unsend', externalId });
    expect(eventOf(reaction)).toMatchObject({
      type: 'reaction',
      externalId: 'msteams/a:1personal#1001',
      emoji: '👍',
    });
    expect(eventOf({ ...reaction, reactionsAdded: [{ type: '1f440_eyes' }] })).toMatchObject({ emoji: '👀' });
    expect(eventOf({ ...reaction, reactionsAdded: [{ type: 'custom' }] })).toMatchObject({
      emoji: ':custom:',
    });
    expect(
      eventOf({ ...reaction, reactionsAdded: undefined, reactionsRemoved: [{ type: 'like' }] }),
    ).toMatchObject({ emoji: '' });
  });

  it('knows whether somebody can be reached, and takes a group’s comings and goings for no such thing', () => {
    expect([installed, joined, removed, left].map((one) => eventOf(one))).toMatchObject([
      { type: 'contact', state: 'reachable' },
      { type: 'contact', state: 'reachable' },
      { type: 'contact', state: 'unreachable' },
      { type: 'contact', state: 'unreachable' },
    ]);
    expect(eventOf({ ...left, conversation: GROUP })).toMatchObject({ type: 'unsupported' });
    expect(eventOf({ ...joined, from: BOT })).toMatchObject({
      type: 'unsupported',
      kind: 'conversationUpdate',
    });
  });

  it('says of an invoke that it is not known', () => {
    expect(botFramework.acknowledge(raw({ ...base, type: 'invoke' })).status).toBe(501);
    expect(botFramework.acknowledge(raw(sent)).status).toBe(200);
  });
});
