import fc from 'fast-check';
import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import type { Account, RawRequest, SplitItem } from '#channels/channel.ts';
import type { Attachment, OutboundMessage } from '#contracts/message.ts';
import { WidgetConfig } from '#contracts/socket.ts';
import { channelContract } from '#test/kit/channel-contract.ts';
import card from './fixtures/order-card.json' with { type: 'json' };
import { webChat } from './index.ts';
import { publicConfig, threadKeyOf, type VisitorFact, WebChatSettings, type WidgetPart } from './payload.ts';
import { itemsOf, type Visitor } from './split.ts';
import {
  issueVisitorToken,
  openSession,
  readVisitorToken,
  siteAllowed,
  threadKeyOfClaim,
  verifyUserToken,
} from './verify.ts';

const SECRET = 'an-identity-secret-of-32-characters';
const KEY = 'a key of the server';
const NOW = new Date('2026-11-24T01:02:03.000Z');
const account: Account<WebChatSettings> = {
  id: 'acc-web',
  channel: 'web-chat',
  name: 'Akariya',
  settings: WebChatSettings.parse({}),
  secrets: { identitySecret: SECRET },
  publicUrl: 'https://desk.example',
};
const anonymous: Visitor = { accountId: account.id, visitor: 'visitor-0001', language: 'ja' };
const hanako: Visitor = {
  ...anonymous,
  user: {
    sub: 'c-1001|x',
    name: '山田 花子',
    email: 'Hanako@Example.jp',
    phone: '+819012345678',
    language: 'ja',
    attributes: { plan: 'gold' },
  },
};
const said = (text: string, more: object = {}, files?: Attachment[]): VisitorFact => ({
  event: 'message.send',
  data: { clientId: 'client-0001', text, ...more },
  ...(files ? { files } : {}),
});
const itemOf = (visitor: Visitor, fact: VisitorFact, at: Date): SplitItem => {
  const [item] = itemsOf(visitor, fact, at);
  if (!item) throw new Error('no item');
  return item;
};
const request = (body: unknown): RawRequest => ({
  method: 'POST',
  url: '/webhooks/web-chat/acc-web',
  query: {},
  headers: {},
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
  contentType: 'application/json',
  receivedAt: NOW,
});
const seconds = (date: Date): number => Math.floor(date.getTime() / 1_000);
const token = (
  claims: object,
  options: { alg?: string; secret?: string; aud?: string; expIn?: number } = {},
) =>
  new SignJWT({ ...claims })
    .setProtectedHeader({ alg: options.alg ?? 'HS256' })
    .setAudience(options.aud ?? account.id)
    .setExpirationTime(seconds(NOW) + (options.expIn ?? 600))
    .sign(new TextEncoder().encode(options.secret ?? SECRET));

channelContract('web-chat', {
  definition: webChat,
  account,
  stranger: { ...account, id: 'acc-other' },
  to: 'visitor-0001',
  address: fc.stringMatching(/^[A-Za-z0-9_-]{8,64}$/),
  bodies: [itemOf(anonymous, said('こんにちは'), NOW).body, itemOf(hanako, said('hello'), NOW).body],
  textOf: (part) => (part.body as WidgetPart).text,
});

describe('a fact becomes one ledger item', () => {
  it('is keyed by visitor and client id and lies in the lane of the thread', () => {
    const item = itemOf(anonymous, said('こんにちは'), NOW);
    expect(item.key).toBe('widget:visitor-0001:client-0001');
    expect(item.lane).toBe('acc-web|visitor-0001');
    expect(item.accountRef).toBe('acc-web');
  });

  it('lets all devices of an identified customer share one thread that no visitor id can name', () => {
    const phone = threadKeyOf({ ...hanako, visitor: 'another-device' });
    expect(phone).toBe(threadKeyOf(hanako));
    expect(phone).toBe('user:c-1001%7Cx');
    expect(threadKeyOf({ visitor: 'visitor-0001' })).toBe('visitor-0001');
  });

  it('reads the same through split as it was made', () => {
    const made = itemOf(hanako, said('hello'), NOW);
    expect(webChat.split(request(made.body), account)).toEqual([made]);
  });

  it('keeps a body that is no envelope under its hash, and parse refuses it', () => {
    const [item] = webChat.split(request('{"v":9'), account);
    expect(item?.key).toMatch(/^widget:hash:[0-9a-f]{64}$/);
    expect(() => webChat.parse(item?.body, account)).toThrowError(
      expect.objectContaining({ code: 'unparseable' }),
    );
  });
});

describe('parse', () => {
  it('gives a message of an unverified visitor', () => {
    const file: Attachment = { name: 'a.png', mime: 'image/png', size: 3, kind: 'image', status: 'stored' };
    const fact = said(
      '割れていました',
      { payload: 'exchange', topic: 'damage', fields: { order: 'A-1001' }, fileIds: ['f1'] },
      [file],
    );
    expect(webChat.parse(itemOf(anonymous, fact, NOW).body, account)).toEqual([
      {
        type: 'message',
        threadKey: 'visitor-0001',
        externalId: 'visitor-0001:client-0001',
        clientId: 'client-0001',
        at: NOW,
        from: { kind: 'visitor', value: 'visitor-0001', verified: false, scoped: true, language: 'ja' },
        text: '割れていました',
        attachments: [file],
        payload: 'exchange',
        topic: 'damage',
        fields: { order: 'A-1001' },
      },
    ]);
  });

  it('vouches for what the identity token says, and only for that', async () => {
    const [event] = await webChat.parse(itemOf(hanako, said('hello'), NOW).body, account);
    expect(event).toMatchObject({
      threadKey: 'user:c-1001%7Cx',
      from: {
        kind: 'external',
        value: 'c-1001|x',
        verified: true,
        scoped: true,
        name: '山田 花子',
        language: 'ja',
        attributes: { plan: 'gold' },
        also: [
          { kind: 'email', value: 'hanako@example.jp', verified: true },
          { kind: 'phone', value: '+819012345678', verified: true },
        ],
      },
    });
  });

  it('gives the wish for a person, a survey answer and the end', () => {
    const kinds: [VisitorFact, object][] = [
      [{ event: 'person.ask', data: { clientId: 'client-0002' } }, { type: 'person-wish' }],
      [
        {
          event: 'survey.answer',
          data: { clientId: 'client-0003', surveyId: 's1', score: 5, comment: '丁寧でした' },
        },
        { type: 'survey-answer', surveyId: 's1', score: 5, comment: '丁寧でした' },
      ],
      [{ event: 'conversation.end', data: { clientId: 'client-0004' } }, { type: 'end' }],
    ];
    for (const [fact, event] of kinds) {
      expect(webChat.parse(itemOf(anonymous, fact, NOW).body, account)).toEqual([
        expect.objectContaining(event),
      ]);
    }
  });

  it('refuses a foreign version, an odd visitor id and a score above ten', () => {
    const good = itemOf(anonymous, said('x'), NOW).body as Record<string, unknown>;
    const data = { clientId: 'client-0003', surveyId: 's1', score: 11 };
    const survey = { ...good, event: 'survey.answer', data };
    for (const bad of [{ ...good, v: 2 }, { ...good, visitor: 'a|b' }, survey, null, 'text']) {
      expect(() => webChat.parse(bad, account)).toThrowError(
        expect.objectContaining({ code: 'unparseable' }),
      );
    }
  });
});

describe('render and send', () => {
  const message: OutboundMessage = {
    messageId: 'm1' as never,
    conversationId: 'c1' as never,
    text: 'ご注文 A-1001 は発送済みです。',
    attachments: [],
    extra: {
      card,
      quickReplies: [{ label: '解決しました' }],
      bot: { decision: 'answer', confidence: 0.9 },
      mentions: ['agent-1'],
    },
    language: 'ja',
  };
  const to = { to: 'visitor-0001', threadKey: 'visitor-0001', account };

  it('makes one part with what the customer may see', () => {
    expect(webChat.render(message, to)).toEqual([
      {
        part: 0,
        body: {
          text: message.text,
          attachments: [],
          extra: { card, quickReplies: [{ label: '解決しました' }] },
        },
      },
    ]);
  });

  it('refuses an empty message and parts one that is too long, never inside a character', () => {
    const empty = { ...message, text: '', extra: {} };
    expect(() => webChat.render(empty, to)).toThrowError(expect.objectContaining({ code: 'empty-message' }));
    const long = `${'あ'.repeat(19_999)}🙂${'い'.repeat(5)}`;
    const bodies = webChat.render({ ...message, text: long }, to).map(({ body }) => body as WidgetPart);
    expect(bodies.map(({ text }) => text)).toEqual(['あ'.repeat(19_999), `🙂${'い'.repeat(5)}`]);
    expect(bodies.map(({ extra }) => 'card' in extra)).toEqual([false, true]);
  });

  it('hands the part over under its idempotency key, again and again the same', async () => {
    const [part] = webChat.render(message, to);
    const context = { ...to, idempotencyKey: 'k1', signal: AbortSignal.timeout(1_000) } as never;
    expect(await webChat.client.send(part!, context)).toEqual({ providerId: 'k1', state: 'sent' });
    expect(await webChat.client.reconcile?.(part!, context)).toEqual({ providerId: 'k1', state: 'sent' });
  });
});

describe('identity token', () => {
  it('is read when the shop signed it for this account', async () => {
    const signed = await token({
      sub: 'c-1',
      name: 'Ken',
      email: 'KEN@example.com',
      language: 'en',
      role: 'x',
    });
    expect(await verifyUserToken(signed, account, NOW)).toEqual({
      sub: 'c-1',
      name: 'Ken',
      email: 'ken@example.com',
      language: 'en',
    });
  });

  it.each([
    ['another secret', { secret: 'another-secret-of-at-least-32-characters' }],
    ['another algorithm', { alg: 'HS512', secret: SECRET.repeat(2) }],
    ['another account', { aud: 'acc-other' }],
    ['an end that is past', { expIn: -120 }],
    ['an end more than an hour ahead', { expIn: 4_000 }],
  ])('is refused with %s', async (_why, options) => {
    const signed = await token({ sub: 'c-1' }, options);
    await expect(verifyUserToken(signed, account, NOW)).rejects.toMatchObject({ code: 'bad-signature' });
  });

  it('is refused without sub, unsigned, flipped or with claims of a wrong shape', async () => {
    const good = await token({ sub: 'c-1' });
    const [head, body, signature] = good.split('.');
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${body}.`;
    const flipped = `${head}.${body}.${signature?.startsWith('A') ? 'B' : 'A'}${signature?.slice(1)}`;
    const bad = [await token({}), unsigned, flipped, 'x', await token({ sub: 'c-1', email: 'no address' })];
    for (const one of bad) {
      await expect(verifyUserToken(one, account, NOW)).rejects.toMatchObject({ code: 'bad-signature' });
    }
  });

  it('is refused while the account has no secret or a short one', async () => {
    const signed = await token({ sub: 'c-1' });
    for (const secrets of [{}, { identitySecret: 'short' }]) {
      await expect(verifyUserToken(signed, { id: account.id, secrets }, NOW)).rejects.toMatchObject({
        code: 'secret-missing',
      });
    }
  });
});

describe('visitor token', () => {
  const claim = { accountId: account.id, visitor: 'visitor-0001', sub: 'c-1|ü' };
  const issued = issueVisitorToken(claim, KEY);

  it('names its account, visitor and user under its own key', () => {
    expect(readVisitorToken(issued, KEY)).toEqual(claim);
    expect(threadKeyOfClaim(claim)).toBe('user:c-1%7C%C3%BC');
    expect(readVisitorToken(issued, 'another key')).toBeUndefined();
  });

  it('is refused when any one character differs', () => {
    for (let at = 0; at < issued.length; at += 1) {
      const other = issued[at] === 'x' ? 'y' : 'x';
      const changed = issued.slice(0, at) + other + issued.slice(at + 1);
      expect(readVisitorToken(changed, KEY), `at ${at}`).toBeUndefined();
    }
    for (const odd of ['', '.', 'x', `${issued}.x`]) {
      expect(readVisitorToken(odd, KEY)).toBeUndefined();
    }
  });
});

describe('a session', () => {
  const open = (
    visitorToken?: string,
    userToken?: string,
    settings: object = {},
    origin = 'https://shop.example',
  ) =>
    openSession(
      { visitorToken, userToken, origin },
      { ...account, settings: WebChatSettings.parse(settings) },
      KEY,
      NOW,
    );

  it('begins a new visitor, who is the same at the next visit', async () => {
    const first = await open();
    const again = await open(first.visitorToken);
    expect(again.visitor).toBe(first.visitor);
    expect(again.threadKey).toBe(first.visitor);
    const elsewhere = issueVisitorToken({ accountId: 'acc-other', visitor: first.visitor }, KEY);
    for (const foreign of ['forged.token', elsewhere]) {
      expect((await open(foreign)).visitor).not.toBe(first.visitor);
    }
  });

  it('leads to the thread of the user while the user is signed in, and nowhere near it after', async () => {
    const anonymousOne = await open();
    const signedIn = await open(anonymousOne.visitorToken, await token({ sub: 'c-1' }));
    expect(signedIn).toMatchObject({ threadKey: 'user:c-1', user: { sub: 'c-1' } });
    const signedOut = await open(signedIn.visitorToken);
    expect(signedOut.user).toBeUndefined();
    expect(signedOut.threadKey).not.toBe(signedIn.threadKey);
    expect(signedOut.visitor).not.toBe(signedIn.visitor);
    const other = await open(signedIn.visitorToken, await token({ sub: 'c-2' }));
    expect(other.threadKey).toBe('user:c-2');
  });

  it('is refused on a foreign site, without a needed identity and with a bad one', async () => {
    const sites = { allowedSites: ['https://shop.example'] };
    await expect(open(undefined, undefined, sites, 'https://x.example')).rejects.toMatchObject({
      code: 'origin-not-allowed',
    });
    await expect(open(undefined, undefined, { identityRequired: true })).rejects.toMatchObject({
      code: 'sign-in-required',
    });
    await expect(open(undefined, 'x.y.z')).rejects.toMatchObject({ code: 'bad-signature' });
  });
});

describe('settings and sites', () => {
  it('refuse whatever comes by HTTP, since this channel has no webhook', () => {
    expect(webChat.verify(request(itemOf(anonymous, said('x'), NOW).body), account).ok).toBe(false);
  });

  it('allow any site by an empty list, else exact origins and hosts under a star', () => {
    const sites = ['https://shop.example', 'https://*.akariya.example'];
    expect(siteAllowed('https://anything.example', [])).toBe(true);
    expect(siteAllowed('https://shop.example', sites)).toBe(true);
    expect(siteAllowed('https://www.akariya.example', sites)).toBe(true);
    for (const origin of [
      undefined,
      'null',
      'http://shop.example',
      'https://shop.example.evil.example',
      'https://akariya.example',
      'https://evil-akariya.example',
      'https://.akariya.example',
    ]) {
      expect(siteAllowed(origin, sites), String(origin)).toBe(false);
    }
  });

  it('have a default for every field and give the public configuration without the site list', () => {
    const config = publicConfig(
      account.id,
      WebChatSettings.parse({ name: { ja: '灯屋サポート', en: 'Akariya' } }),
    );
    expect(WidgetConfig.parse(config)).toEqual(config);
    expect(config).toMatchObject({ mark: '灯', voiceNotes: false, preChat: { enabled: false } });
    expect(JSON.stringify(config)).not.toContain('allowedSites');
  });

  it('have the same words in both languages, and a label for each field', () => {
    expect(Object.keys(webChat.strings.ja).sort()).toEqual(Object.keys(webChat.strings.en).sort());
    for (const field of Object.keys(WebChatSettings.shape)) {
      expect(webChat.strings.ja).toHaveProperty([`settings.${field}`]);
    }
  });
});
