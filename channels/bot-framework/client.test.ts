import { afterEach, describe, expect, it } from 'vitest';
import { outbound } from '#test/kit/channel-samples.ts';
import { sendContext } from '#test/kit/send-context.ts';
import { check, client } from './client.ts';
import { AT, account, SERVICE } from './fixtures/activities.ts';
import { botFramework } from './index.ts';
import { WireBody } from './payload.ts';
import { type SimulatedConnector, startConnector } from './simulate.ts';

const render = (message: ReturnType<typeof outbound>, threadKey = 'msteams/a:1', of = account) =>
  botFramework
    .render(message, { to: threadKey, threadKey, account: of })
    .map(({ body }) => WireBody.parse(body));

describe('bot-framework: what goes out', () => {
  it('answers over the service URL the customer’s message was proven to come from', () => {
    const answers = {
      externalId: 'e',
      at: AT,
      text: 'x',
      handle: { serviceUrl: 'https://smba.example.com/jp/', activityId: '7' },
    };
    expect(render(outbound('はい', { answers }))).toMatchObject([
      { serviceUrl: 'https://smba.example.com/jp/', conversationId: 'a:1', replyToId: '7', locale: 'ja-JP' },
    ]);
    expect(render(outbound('はい'))).toMatchObject([{ serviceUrl: SERVICE }]);
    const bare = { ...account, settings: { ...account.settings, serviceUrl: undefined } };
    expect(() => render(outbound('はい'), 'msteams/a:1', bare as never)).toThrow(
      expect.objectContaining({ code: 'no-channel' }),
    );
  });

  it('draws buttons in cards of six, a card as a card where it is drawn, else as text', () => {
    const [nps] = render(outbound('評価', { extra: { survey: { surveyId: 's', kind: 'nps' } } }));
    expect(nps?.attachments?.map((one) => [one.content?.buttons].flat().length)).toEqual([6, 5]);
    const extra = { card: { title: '注文 1001', lines: [{ label: '状態', value: '発送済み' }] } };
    expect(render(outbound('どうぞ', { extra }))[0]).toMatchObject({
      text: 'どうぞ',
      attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive' }],
    });
    expect(render(outbound('どうぞ', { extra }), 'slack/B:T:C')[0]).toMatchObject({
      text: 'どうぞ\n\n注文 1001\n状態: 発送済み',
    });
  });

  it('shows small pictures in Teams and gives other files as links', () => {
    const file = (mime: string, size: number) =>
      ({ fileId: 'f', name: 'a', mime, size, kind: 'file', status: 'stored' }) as never;
    const as = (files: ReturnType<typeof file>[], threadKey: string) =>
      render(outbound('', { attachments: files }), threadKey).map((body) => body.file?.as);
    const files = [file('image/png', 10), file('image/png', 2_000_000), file('application/pdf', 10)];
    expect(as(files, 'msteams/a:1')).toEqual(['attachment', 'link', 'link']);
    expect(as(files, 'webchat/1')).toEqual(['attachment', 'attachment', 'attachment']);
  });
});

let connector: SimulatedConnector | undefined;
afterEach(async () => {
  await connector?.close();
  connector = undefined;
});
const start = async () => {
  const options = { appId: account.settings.appId, appPassword: 'app-password-canary', webhookUrl: '' };
  connector = await startConnector(options);
  const { url } = connector;
  const settings = {
    ...account.settings,
    loginBase: url,
    serviceUrl: url,
    openIdMetadata: `${url}/v1/.well-known/openidconfiguration`,
  };
  return { connector, own: { ...account, settings } };
};

describe('bot-framework: against the simulated Connector', () => {
  it('asks for one token, and for another when it was taken back', async () => {
    const { connector: side, own } = await start();
    const [part] = botFramework.render(outbound('x'), {
      to: 'msteams/a:1',
      threadKey: 'msteams/a:1',
      account: own,
    });
    if (!part) throw new Error('nothing rendered');
    const context = sendContext(own, { threadKey: 'msteams/a:1' });
    expect((await client.send(part, context)).providerId).toBe('msteams/a:1#1001');
    await client.send(part, context);
    expect(side.asked.tokens).toBe(1);
    side.fault('expired');
    await client.send(part, context);
    expect(side.asked.tokens).toBe(2);
    expect(side.posted).toHaveLength(3);
    side.fault('expired', 'expired');
    await expect(client.send(part, context)).rejects.toMatchObject({ code: 'delivery-auth' });
  });

  it('sends nothing without a token, and says whether another try is safe', async () => {
    const { connector: side, own } = await start();
    const [part] = botFramework.render(outbound('x'), { to: 'a/1', threadKey: 'a/1', account: own });
    if (!part) throw new Error('nothing rendered');
    const wrong = { ...own, secrets: { appPassword: 'expired' } };
    await expect(client.send(part, sendContext(wrong))).rejects.toMatchObject({
      code: 'delivery-auth',
      retryable: false,
    });
    const away = { ...own, settings: { ...own.settings, loginBase: 'http://127.0.0.1:9' } };
    await expect(client.send(part, sendContext(away))).rejects.toMatchObject({
      code: 'delivery-unreachable',
      retryable: true,
    });
    expect(side.posted).toEqual([]);
  });

  it('fetches a picture with its token from the service, and shows the token to nobody else', async () => {
    const { connector: side, own } = await start();
    const stranger = await startConnector({ appId: 'x', appPassword: 'x', webhookUrl: '' });
    side.files.set('/v3/attachments/1', Buffer.from('png'));
    stranger.files.set('/v3/attachments/1', Buffer.from('png'));
    const attachment = (sourceUrl: string) =>
      ({ name: 'a', mime: 'image/png', size: 0, kind: 'image', status: 'fetching', sourceUrl }) as const;
    const item = async () => ({ receivedAt: AT.toISOString(), activity: { serviceUrl: side.url } });
    const fetched = await client.fetchMedia?.(
      attachment(`${side.url}/v3/attachments/1`),
      sendContext(own, { item }),
    );
    expect(fetched?.data.toString()).toBe('png');
    // The stranger serves whoever brings a token: it was brought none.
    await expect(
      client.fetchMedia?.(attachment(`${stranger.url}/v3/attachments/1`), sendContext(own, { item })),
    ).rejects.toMatchObject({ code: 'not-found' });
    await stranger.close();
  });

  it('checks secret, login and keys', async () => {
    const { own } = await start();
    const context = { ...sendContext(own), now: AT };
    expect(await check(context)).toMatchObject({ ok: true });
    const wrong = { ...own, secrets: { appPassword: 'expired' } };
    expect(await check({ ...context, account: wrong })).toMatchObject({
      ok: false,
      problem: 'check.secret',
      facts: [{ value: 'invalid_client' }],
    });
    const lost = { ...own, settings: { ...own.settings, openIdMetadata: 'http://127.0.0.1:9/x' } };
    expect(await check({ ...context, account: lost })).toEqual({ ok: false, problem: 'check.keys' });
  });
});
