import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Account, WirePart } from '#channels/channel.ts';
import type { Attachment, OutboundMessage } from '#contracts/message.ts';
import { outbound } from '#test/kit/channel-samples.ts';
import { sendContext } from '#test/kit/send-context.ts';
import { check } from './check.ts';
import { client } from './client.ts';
import { HANA, PAGE } from './fixtures/events.ts';
import { messenger } from './index.ts';
import { MAX_BUTTON_TEXT, MessengerSettings, WireBody } from './payload.ts';
import { type SimulatedMessenger, startMessenger } from './simulate.ts';

const SECRETS = { appSecret: 'app-secret', pageAccessToken: 'page-token', verifyToken: 'verify' };
const account: Account<MessengerSettings> = {
  id: 'acc',
  channel: 'messenger',
  name: 'ページ',
  settings: MessengerSettings.parse({ pageId: PAGE, appId: '777777' }),
  secrets: SECRETS,
  publicUrl: 'https://desk.example.com',
};
const COMMENTS = `comment:${PAGE}_500:500_1`;
const POST = 'post:800_1';
const answers = (handle: Record<string, string>): NonNullable<OutboundMessage['answers']> => ({
  externalId: 'x',
  at: new Date(),
  text: '?',
  handle,
});
const AGENT = { by: { kind: 'agent' as const, name: '佐藤' } };
const file = (kind: Attachment['kind'], mime: string): Attachment => ({
  fileId: 'f1' as NonNullable<Attachment['fileId']>,
  name: '写真 "1".png',
  mime,
  size: 4,
  kind,
  status: 'stored',
});
const image = file('image', 'image/png');

const parts = (words: string, rest: Partial<OutboundMessage> = {}, threadKey = HANA): WirePart[] =>
  messenger.render(outbound(words, rest), { to: HANA, threadKey, account });
const bodies = (...ask: Parameters<typeof parts>): WireBody[] =>
  parts(...ask).map(({ body }) => WireBody.parse(body));

describe('messenger: what goes out', () => {
  it('puts choices under the last message, and links as buttons under words short enough', () => {
    const links = ['注文の状況を確認するページはこちらです', '返品', '交換', '店舗'].map((label, n) => ({
      label,
      url: `https://shop.example/${n}`,
    }));
    const [first, second, ...more] = bodies('どうぞ', {
      extra: {
        links,
        quickReplies: [{ label: 'とても長い返信のラベルはここで切られますよね', payload: 'p' }],
      },
    });
    expect(more).toEqual([]);
    expect(first).toMatchObject({ text: 'どうぞ', buttons: [{ url: 'https://shop.example/0' }, {}, {}] });
    expect(first?.buttons?.every(({ title }) => title.length <= 20)).toBe(true);
    expect(second).toMatchObject({ buttons: [{ title: '店舗' }] });
    expect(second?.quickReplies).toEqual([
      { content_type: 'text', title: 'とても長い返信のラベルはここで切られま…', payload: 'p' },
    ]);
    const long = bodies('あ'.repeat(MAX_BUTTON_TEXT + 1), { extra: { links: links.slice(0, 1) } });
    expect(long.map(({ buttons }) => buttons?.length)).toEqual([undefined, 1]);
  });

  it('asks a survey with one choice for each score', () => {
    const titles = (kind: 'csat' | 'nps') =>
      bodies('評価', { extra: { survey: { surveyId: 's', kind } } })[0]?.quickReplies?.map((q) => q.title);
    expect(titles('csat')).toEqual(['1', '2', '3', '4', '5']);
    expect(titles('nps')).toHaveLength(11);
  });

  it('answers a comment where everybody can read it, in words and pictures alone', () => {
    expect(
      bodies(
        'ございます',
        {
          answers: answers({ commentId: '500_2', postId: `${PAGE}_500` }),
          extra: {
            links: [{ label: '商品', url: 'https://shop.example/1' }],
            quickReplies: [{ label: 'はい' }],
          },
          attachments: [image],
        },
        COMMENTS,
      ),
    ).toEqual([
      { way: 'comment', target: '500_1', text: 'ございます\n\n商品\nhttps://shop.example/1\n\n・はい' },
      {
        way: 'comment',
        target: '500_1',
        text: '',
        file: { id: 'f1', name: '写真 "1".png', mime: 'image/png', as: 'image' },
      },
    ]);
    expect(bodies('どうも', {}, POST)).toEqual([
      { way: 'comment', target: '800_1', isPost: true, text: 'どうも' },
    ]);
    const pdf = { attachments: [file('file', 'application/pdf')] };
    expect(() => bodies('x', pdf, COMMENTS)).toThrow(expect.objectContaining({ code: 'file-not-accepted' }));
  });

  it('answers privately only when told to, once, and to the author of the comment it answers', () => {
    const privately = { extra: { replyPrivately: true } };
    const reply = answers({ commentId: '500_2', postId: `${PAGE}_500` });
    expect(bodies('個別に', { ...privately, answers: reply }, COMMENTS)).toEqual([
      { way: 'private-reply', target: '500_2', text: '個別に' },
    ]);
    expect(bodies('個別に', { ...privately, answers: answers({ postId: '800_1' }) }, POST)).toEqual([
      { way: 'private-reply', target: '800_1', text: '個別に', isPost: true },
    ]);
    expect(bodies('個別に', privately, HANA)).toEqual([{ way: 'message', text: '個別に' }]);
    expect(() => bodies('あ'.repeat(2_001), privately, COMMENTS)).toThrow(
      expect.objectContaining({ code: 'text-too-long' }),
    );
    expect(() => bodies('x', { ...privately, attachments: [image] }, COMMENTS)).toThrow(
      expect.objectContaining({ code: 'file-not-accepted' }),
    );
  });
});

let side: SimulatedMessenger;
let own: Account<MessengerSettings>;
beforeEach(async () => {
  side = await startMessenger({
    pageId: PAGE,
    ...SECRETS,
    webhookUrl: 'http://127.0.0.1:9/webhooks/messenger/acc',
  });
  own = { ...account, settings: { ...account.settings, apiBase: side.url } };
});
afterEach(() => side.close());

const context = (threadKey = HANA, more: Partial<Parameters<typeof sendContext>[1]> = {}) =>
  sendContext(own, { to: HANA, threadKey, ...(more as object) });
const sendAll = async (list: WirePart[], threadKey = HANA, more = {}): Promise<string[]> => {
  const ids: string[] = [];
  for (const part of list) ids.push((await client.send(part, context(threadKey, more))).providerId);
  return ids;
};
const failure = (list: WirePart[], threadKey = HANA): Promise<unknown> =>
  sendAll(list, threadKey).catch((e: { code: string; retryable: boolean; providerCode: string }) => [
    e.code,
    e.retryable,
    e.providerCode,
  ]);

describe('messenger: against the simulated Graph API', () => {
  it('sends words, buttons and files to the person, each its own call', async () => {
    const extra = { links: [{ label: '注文', url: 'https://shop.example/1' }] };
    expect(await sendAll(parts('どうぞ', { extra, attachments: [image] }))).toEqual(['m_1001', 'm_1002']);
    expect(side.sent.map(({ edge, on, fields }) => ({ edge, on, fields }))).toEqual([
      {
        edge: 'messages',
        on: PAGE,
        fields: {
          messaging_type: 'RESPONSE',
          recipient: { id: HANA },
          message: {
            attachment: {
              type: 'template',
              payload: {
                template_type: 'button',
                text: 'どうぞ',
                buttons: [{ type: 'web_url', title: '注文', url: 'https://shop.example/1' }],
              },
            },
          },
        },
      },
      {
        edge: 'messages',
        on: PAGE,
        fields: {
          messaging_type: 'RESPONSE',
          recipient: { id: HANA },
          message: { attachment: { type: 'image', payload: { url: 'https://files.test/f1' } } },
        },
      },
    ]);
  });

  it('uploads a file whose address Meta could not open', async () => {
    await sendAll(parts('', { attachments: [image] }), HANA, {
      fileUrl: (id: string) => `http://127.0.0.1/${id}`,
      file: async () => ({ name: 'x', mime: 'image/png', data: Buffer.from('\x89PNG', 'latin1') }),
    });
    expect(side.sent[0]).toMatchObject({
      fields: { recipient: { id: HANA }, message: { attachment: { type: 'image', payload: {} } } },
      upload: { name: '写真 _1_.png' },
    });
  });

  it('beyond 24 hours sends what a person wrote under the human-agent tag, and nothing else', async () => {
    side.fault('window');
    await sendAll(parts('遅くなりました', AGENT));
    expect(side.sent[0]?.fields).toMatchObject({ messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' });
    side.fault('window');
    side.sent.splice(0);
    expect(await failure(parts('ボットです', { by: { kind: 'bot' } }))).toEqual([
      'reply-window-closed',
      false,
      '10/2018278',
    ]);
    side.fault('window');
    const privately = { ...AGENT, extra: { replyPrivately: true } };
    expect(await failure(parts('x', privately, COMMENTS), COMMENTS)).toContain('reply-window-closed');
    expect(side.sent).toEqual([]);
  });

  it('never says in private what is public, nor in public what is private', async () => {
    const reply = answers({ commentId: '500_2', postId: `${PAGE}_500` });
    const open = parts('公開です', { ...AGENT, answers: reply, attachments: [image] }, COMMENTS);
    const hidden = { ...AGENT, answers: reply, extra: { replyPrivately: true } };
    await sendAll(open, COMMENTS);
    await sendAll(parts('非公開です', hidden, COMMENTS), COMMENTS);
    expect(side.sent.map(({ edge, on, fields }) => [edge, on, fields])).toEqual([
      ['comments', '500_1', { message: '公開です' }],
      ['comments', '500_1', { attachment_url: 'https://files.test/f1' }],
      [
        'messages',
        PAGE,
        {
          messaging_type: 'RESPONSE',
          recipient: { comment_id: '500_2' },
          message: { text: '非公開です' },
        },
      ],
    ]);
    side.fault('replied');
    expect(await failure(parts('もう一度', hidden, COMMENTS), COMMENTS)).toEqual([
      'delivery-rejected',
      false,
      '10900',
    ]);
  });

  it('tells a block, a limit, an ended token and a lost connection apart', async () => {
    side.fault('blocked', 'unavailable', 'limit', 'token', 'throttled', 'server-error', 'reset-taken');
    const failures = [];
    for (let n = 0; n < 7; n++) failures.push(await failure(parts('x')));
    expect(failures.map((one) => (one as unknown[]).slice(0, 2))).toEqual([
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
    const taken = { providerId: 'm_1001', state: 'sent' };
    expect(await client.reconcile?.(part, { ...context(), triedAt })).toEqual(taken);
    expect(await client.reconcile?.(comment, { ...context(COMMENTS), triedAt })).toMatchObject({
      providerId: '900_1002',
    });
    const later = new Date(Date.now() + 60_000);
    expect(await client.reconcile?.(part, { ...context(), triedAt: later })).toBeUndefined();
  });

  it('tells a person’s name, and none of somebody it may not tell of', async () => {
    side.names.set(HANA, '山田 花子');
    expect(await client.profile?.({ address: HANA, threadKey: HANA }, context())).toEqual({
      name: '山田 花子',
    });
    expect(await client.profile?.({ address: '1', threadKey: '1' }, context())).toBeUndefined();
    expect(await client.profile?.({ address: HANA, threadKey: COMMENTS }, context())).toBeUndefined();
  });

  it('fetches a medium by its address, and says when it is gone', async () => {
    side.media.set('a', Buffer.from('png'));
    const at = (name: string): Attachment => ({
      name: 'image.jpg',
      mime: 'image/jpeg',
      size: 0,
      kind: 'image',
      status: 'fetching',
      sourceUrl: `${side.url}/media/${name}`,
    });
    expect(await client.fetchMedia?.(at('a'), context())).toEqual({
      mime: 'image/png',
      name: 'image.png',
      data: Buffer.from('png'),
    });
    await expect(client.fetchMedia?.(at('gone'), context())).rejects.toMatchObject({ code: 'not-found' });
  });

  it('checks the token, the page and what the app is told of', async () => {
    const asked = { ...context(), now: new Date() };
    expect(await check(asked)).toEqual({
      ok: true,
      facts: [{ label: 'fact.page', value: 'まどぐち商店' }],
      expiresAt: new Date(1_800_000_000_000),
    });
    side.subscribed.splice(side.subscribed.indexOf('feed'), 1);
    expect(await check(asked)).toMatchObject({
      ok: false,
      problem: 'problem.fields',
      facts: [{}, { label: 'fact.missing-fields', value: 'feed' }],
    });
    const wrong = { ...own, secrets: { ...SECRETS, pageAccessToken: 'old' } };
    expect(await check({ ...asked, account: wrong })).toEqual({ ok: false, problem: 'problem.auth' });
    await side.close();
    expect(await check(asked)).toEqual({ ok: false, problem: 'problem.unreachable' });
    side = await startMessenger({ pageId: PAGE, ...SECRETS, webhookUrl: 'http://127.0.0.1:9/' });
  });
});
