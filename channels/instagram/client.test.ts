import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Account, WirePart } from '#channels/channel.ts';
import type { Attachment, OutboundMessage } from '#contracts/message.ts';
import { outbound } from '#test/kit/channel-samples.ts';
import { sendContext } from '#test/kit/send-context.ts';
import { check } from './check.ts';
import { client } from './client.ts';
import { ACCOUNT, HANA } from './fixtures/events.ts';
import { urlOf } from './graph.ts';
import { instagram } from './index.ts';
import { InstagramSettings, WireBody } from './payload.ts';
import { type SimulatedInstagram, startInstagram } from './simulate.ts';

const SECRETS = { appSecret: 'app-secret', accessToken: 'ig-token', verifyToken: 'verify' };
const account: Account<InstagramSettings> = {
  id: 'acc',
  channel: 'instagram',
  name: 'アカウント',
  settings: InstagramSettings.parse({ igUserId: ACCOUNT }),
  secrets: SECRETS,
  publicUrl: 'https://desk.example.com',
};
const COMMENTS = 'comment:500:901';
const MENTION = 'mention:700:708';
const CAPTION = 'mention:701:';
const reply: NonNullable<OutboundMessage['answers']> = {
  externalId: '902',
  at: new Date(),
  text: '?',
  handle: { commentId: '902', mediaId: '500' },
};
const AGENT = { by: { kind: 'agent' as const, name: '佐藤' } };
const PRIVATELY = { ...AGENT, answers: reply, extra: { replyPrivately: true } };
const file = (mime: string, size = 4): Attachment => ({
  fileId: 'f1' as NonNullable<Attachment['fileId']>,
  name: 'f',
  mime,
  size,
  kind: 'file',
  status: 'stored',
});

const parts = (words: string, rest: Partial<OutboundMessage> = {}, threadKey = HANA): WirePart[] =>
  instagram.render(outbound(words, rest), { to: HANA, threadKey, account });
const bodies = (...ask: Parameters<typeof parts>): WireBody[] =>
  parts(...ask).map(({ body }) => WireBody.parse(body));
const code = (name: string) => expect.objectContaining({ code: name });

describe('instagram: what goes out', () => {
  it('puts choices under the last message, and links as buttons', () => {
    const links = [{ label: '注文', url: 'https://shop.example/1' }];
    const [body, ...more] = bodies('どうぞ', {
      extra: { links, quickReplies: [{ label: '返品', payload: 'r' }] },
    });
    expect(more).toEqual([]);
    expect(body).toEqual({
      way: 'message',
      text: 'どうぞ',
      buttons: [{ type: 'web_url', title: '注文', url: 'https://shop.example/1' }],
      quickReplies: [{ content_type: 'text', title: '返品', payload: 'r' }],
    });
  });

  it('takes what Instagram shows, and no other file', () => {
    const as = (mime: string, size?: number) => bodies('', { attachments: [file(mime, size)] })[0]?.file?.as;
    expect(['image/png', 'video/mp4', 'audio/mp4', 'application/pdf'].map((mime) => as(mime))).toEqual([
      'image',
      'video',
      'audio',
      'file',
    ]);
    expect(() => as('image/webp')).toThrow(code('file-not-accepted'));
    expect(() => as('image/png', 9 * 1024 * 1024)).toThrow(code('file-not-accepted'));
  });

  it('answers a comment or a mention where everybody can read it, in words alone', () => {
    const links = [{ label: '商品', url: 'https://shop.example/1' }];
    expect(bodies('ございます', { answers: reply, extra: { links } }, COMMENTS)).toEqual([
      { way: 'comment', commentId: '901', text: 'ございます\n\n商品\nhttps://shop.example/1' },
    ]);
    expect(bodies('どうも', {}, MENTION)).toEqual([
      { way: 'mention', mediaId: '700', commentId: '708', text: 'どうも' },
    ]);
    expect(bodies('どうも', {}, CAPTION)).toEqual([{ way: 'mention', mediaId: '701', text: 'どうも' }]);
    const picture = { attachments: [file('image/png')] };
    expect(() => bodies('x', picture, COMMENTS)).toThrow(code('file-not-accepted'));
  });

  it('answers privately only when told to, once, and to the author of the comment it answers', () => {
    expect(bodies('個別に', PRIVATELY, COMMENTS)).toEqual([
      { way: 'private-reply', commentId: '902', text: '個別に', byHuman: true },
    ]);
    expect(bodies('個別に', PRIVATELY, HANA)).toEqual([{ way: 'message', text: '個別に', byHuman: true }]);
    expect(() => bodies('個別に', PRIVATELY, MENTION)).toThrow(code('channel-not-available'));
    expect(() => bodies('あ'.repeat(334), PRIVATELY, COMMENTS)).toThrow(code('text-too-long'));
  });
});

let side: SimulatedInstagram;
let own: Account<InstagramSettings>;
beforeEach(async () => {
  side = await startInstagram({ igUserId: ACCOUNT, ...SECRETS, webhookUrl: 'http://127.0.0.1:9/' });
  own = { ...account, settings: { ...account.settings, apiBase: side.url } };
});
afterEach(() => side.close());

const context = (threadKey = HANA, more: object = {}) => sendContext(own, { to: HANA, threadKey, ...more });
const sendAll = async (list: WirePart[], threadKey = HANA, more = {}): Promise<string[]> => {
  const ids: string[] = [];
  for (const part of list) ids.push((await client.send(part, context(threadKey, more))).providerId);
  return ids;
};
const failure = (list: WirePart[], threadKey = HANA, more = {}): Promise<unknown> =>
  sendAll(list, threadKey, more).catch((e: { code: string; retryable: boolean }) => [e.code, e.retryable]);

describe('instagram: against the simulated API', () => {
  it('sends words and files to the person, each its own call', async () => {
    await sendAll(parts('どうぞ', { attachments: [file('image/png')] }));
    expect(side.sent.map(({ edge, on, fields }) => [edge, on, fields])).toEqual([
      [
        'messages',
        ACCOUNT,
        { messaging_type: 'RESPONSE', recipient: { id: HANA }, message: { text: 'どうぞ' } },
      ],
      [
        'messages',
        ACCOUNT,
        {
          messaging_type: 'RESPONSE',
          recipient: { id: HANA },
          message: { attachment: { type: 'image', payload: { url: 'https://files.test/f1' } } },
        },
      ],
    ]);
    const closed = { fileUrl: (id: string) => `http://127.0.0.1/${id}` };
    expect(await failure(parts('', { attachments: [file('image/png')] }), HANA, closed)).toEqual([
      'file-not-accepted',
      false,
    ]);
  });

  it('speaks by the linked page, with a proof, where the token is the page’s', async () => {
    const byPage = { ...own, settings: { ...own.settings, pageId: '103456789' } };
    const [part] = parts('x');
    if (!part) throw new Error('nothing rendered');
    await client.send(part, { ...context(), account: byPage });
    expect(side.sent[0]?.on).toBe('103456789');
    expect(urlOf(byPage, 'x')).toMatch(/appsecret_proof=[0-9a-f]{64}$/);
    expect(urlOf(own, 'x')).not.toContain('?');
  });

  it('beyond 24 hours sends what a person wrote under the human-agent tag, and nothing else', async () => {
    side.fault('window');
    await sendAll(parts('遅くなりました', AGENT));
    expect(side.sent[0]?.fields).toMatchObject({ messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' });
    side.sent.splice(0);
    side.fault('window');
    expect(await failure(parts('ボットです', { by: { kind: 'bot' } }))).toEqual([
      'reply-window-closed',
      false,
    ]);
    side.fault('window');
    expect(await failure(parts('x', PRIVATELY, COMMENTS), COMMENTS)).toEqual(['reply-window-closed', false]);
    expect(side.sent).toEqual([]);
  });

  it('never says in private what is public, nor in public what is private', async () => {
    await sendAll(parts('公開です', { ...AGENT, answers: reply }, COMMENTS), COMMENTS);
    await sendAll(parts('非公開です', PRIVATELY, COMMENTS), COMMENTS);
    await sendAll(parts('どうも', AGENT, MENTION), MENTION);
    expect(side.sent.map(({ edge, on, fields }) => [edge, on, fields])).toEqual([
      ['replies', '901', { message: '公開です' }],
      [
        'messages',
        ACCOUNT,
        {
          messaging_type: 'RESPONSE',
          recipient: { comment_id: '902' },
          message: { text: '非公開です' },
        },
      ],
      ['mentions', ACCOUNT, { media_id: '700', comment_id: '708', message: 'どうも' }],
    ]);
  });

  it('tells a block, a limit, an ended token and a lost connection apart', async () => {
    side.fault('blocked', 'unavailable', 'limit', 'token', 'throttled', 'server-error', 'reset-taken');
    const failures = [];
    for (let n = 0; n < 7; n++) failures.push(await failure(parts('x')));
    expect(failures).toEqual([
      ['opted-out', false],
      ['delivery-invalid-recipient', false],
      ['delivery-throttled', true],
      ['delivery-auth', false],
      ['delivery-throttled', true],
      ['delivery-uncertain', false],
      ['delivery-uncertain', false],
    ]);
  });

  it('finds out whether an unclear message or comment was taken', async () => {
    const triedAt = new Date(Date.now() - 1_000);
    const [part] = parts('届きましたか');
    const [comment] = parts('公開です', {}, COMMENTS);
    if (!part || !comment) throw new Error('nothing rendered');
    expect(await client.reconcile?.(part, { ...context(), triedAt })).toBeUndefined();
    side.fault('reset-taken', 'reset-taken');
    await failure([part]);
    await failure([comment], COMMENTS);
    expect(await client.reconcile?.(part, { ...context(), triedAt })).toEqual({
      providerId: 'm_1001',
      state: 'sent',
    });
    expect(await client.reconcile?.(comment, { ...context(COMMENTS), triedAt })).toMatchObject({
      providerId: '17901002',
    });
  });

  it('tells a person’s name, fetches a medium, and says when either is not there', async () => {
    side.names.set(HANA, '花子');
    expect(await client.profile?.({ address: HANA, threadKey: HANA }, context())).toEqual({ name: '花子' });
    expect(await client.profile?.({ address: '1', threadKey: '1' }, context())).toBeUndefined();
    expect(await client.profile?.({ address: HANA, threadKey: COMMENTS }, context())).toBeUndefined();
    side.media.set('a', Buffer.from('png'));
    const at = (name: string): Attachment => ({
      name: 'story.jpg',
      mime: 'image/jpeg',
      size: 0,
      kind: 'image',
      status: 'fetching',
      sourceUrl: `${side.url}/media/${name}`,
    });
    expect(await client.fetchMedia?.(at('a'), context())).toMatchObject({
      mime: 'image/png',
      name: 'story.png',
    });
    await expect(client.fetchMedia?.(at('gone'), context())).rejects.toMatchObject({ code: 'not-found' });
  });

  it('checks the token, the account and what the app is told of', async () => {
    const asked = { ...context(), now: new Date() };
    const facts = [
      { label: 'fact.account', value: '@madoguchi_shop' },
      { label: 'fact.id', value: ACCOUNT },
    ];
    expect(await check(asked)).toEqual({ ok: true, facts });
    const other = { ...own, settings: { ...own.settings, igUserId: '17841499999999999' } };
    expect(await check({ ...asked, account: other })).toEqual({
      ok: false,
      problem: 'problem.other-account',
      facts,
    });
    side.subscribed.splice(side.subscribed.indexOf('comments'), 1);
    expect(await check(asked)).toMatchObject({ ok: false, problem: 'problem.fields' });
    const wrong = { ...own, secrets: { ...SECRETS, accessToken: 'old' } };
    expect(await check({ ...asked, account: wrong })).toEqual({ ok: false, problem: 'problem.auth' });
  });
});
