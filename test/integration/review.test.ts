import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type SimulatedSite, startReviewSite } from '#channels/review/simulate.ts';
import { DAY } from '#contracts/time.ts';
import { type ChannelDesk, createChannelDesk } from '#test/kit/channel-desk.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

const SECRETS = { signingSecret: `whsec_${Buffer.alloc(32, 1).toString('base64')}` };
const HANA = { id: 'u1', name: '花子', language: 'ja' };

let stores: TestStores;
let desk: ChannelDesk;
let site: SimulatedSite;
beforeAll(async () => {
  stores = await startStores();
});
afterAll(() => stores.stop());
beforeEach(async () => {
  await stores.clearMongo();
  desk = await createChannelDesk(stores.mongoUri, { channel: 'review' });
  site = await startReviewSite({
    ...SECRETS,
    webhookUrl: desk.webhookUrl,
    retries: 0,
    now: () => desk.test.clock.now(),
  });
  await desk.connect({
    channel: 'review',
    adapter: 'review',
    settings: { callbackUrl: site.url },
    secrets: SECRETS,
  });
});
afterEach(async () => {
  await site.close();
  await desk.close();
});

const fromNow = (ms: number): string => new Date(desk.test.clock.now().getTime() + ms).toISOString();
const written = (id: string, stars: number, more: object = {}): object => ({
  type: 'review',
  id,
  product: '急須',
  stars,
  text: `${stars} stars`,
  author: HANA,
  sentAt: fromNow(0),
  ...more,
});

describe('reviews, from the site to the public answer', () => {
  it('a bad one goes before a neutral one, waits for a person, and is answered in public', async () => {
    expect(await site.post([written('r1', 1), written('r2', 3, { author: { id: 'u2' } })])).toEqual([200]);
    const conversations = await desk.conversations();
    expect(conversations.map((c) => [c.priority, c.status]).toSorted()).toEqual([
      ['high', 'queued'],
      ['normal', 'queued'],
    ]);
    const bad = conversations.find((c) => c.priority === 'high');
    expect(bad).toMatchObject({ channel: 'review', customerName: '花子', subject: '急須' });
    const [message] = await desk.messages(bad?.id);
    expect(message).toMatchObject({ extra: { stars: 1, isPublic: true } });
    const answer = await desk.answer('申し訳ございません', { conversationId: bad?.id ?? '' });
    expect(answer.delivery?.state).toBe('sent');
    expect(site.taken.map(({ body }) => [body.reviewId, body.text])).toEqual([['r1', '申し訳ございません']]);
  });

  it('five redeliveries, a CSV and a review seven days late make each review once', async () => {
    await site.post(written('r1', 2), { times: 5 });
    const csv = `id,stars,text,author,authorId,sentAt\r\nr1,2,2 stars,花子,u1,\r\nr2,5,"よい, とても",次郎,u2,${fromNow(-7 * DAY)}\r\n`;
    expect(await site.post(csv, { times: 2 })).toEqual([200, 200]);
    const conversations = await desk.conversations();
    const texts = await Promise.all(
      conversations.map(async (c) =>
        (await desk.messages(c.id)).filter((m) => m.direction === 'inbound').map((m) => m.text),
      ),
    );
    expect(texts.flat().toSorted()).toEqual(['2 stars', 'よい, とても']);
  });

  it('edits, removals, comments and answers on the site land on the review', async () => {
    await site.post(written('r1', 1));
    const { id } = await desk.conversation();
    await site.post([
      { type: 'edit', reviewId: 'r1', text: '交換してもらえました', sentAt: fromNow(1_000) },
      { type: 'comment', id: 'c1', reviewId: 'r1', text: '私もです', author: { id: 'u2' } },
      { type: 'answer', id: 'a1', reviewId: 'r1', text: '直接お返事しました' },
    ]);
    await desk.test.settled();
    const messages = await desk.messages(id);
    expect(messages[0]).toMatchObject({
      text: '交換してもらえました',
      extra: { edits: [{ text: '1 stars' }] },
    });
    expect(messages.map((m) => m.text)).toContain('私もです');
    await site.post({ type: 'removal', reviewId: 'r1' });
    await desk.test.settled();
    expect((await desk.messages(id))[0]).toMatchObject({ text: '', extra: { isUnsent: true } });
  });

  it('with a wrong secret nothing is kept', async () => {
    const secret = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
    expect(await site.post(written('r1', 1), { secret })).toEqual([401]);
    expect(await desk.conversations()).toEqual([]);
  });
});
