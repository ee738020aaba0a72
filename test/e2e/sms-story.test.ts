import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTwilio } from '#channels/sms/simulate.ts';
import type { SimulatedTwilio, TwilioMessage } from '#channels/sms/simulate-books.ts';
import { api } from '#test/kit/server-process.ts';
import { sid } from '#test/kit/sms-items.ts';
import { type AgentLine, openAgentLine } from './agent-line.ts';
import { AGENT, type Desk, openDesk } from './desk.ts';
import { csatOf, firstTimes, recordUntil, STEPS, untilAvailable } from './record.ts';

const SOON = { timeout: 30_000, interval: 100 };
const OUR_NUMBER = '+815012340001';
const CUSTOMER = '+819011112222';
const ACCOUNT_SID = sid('AC', 'story');
const AUTH_TOKEN = 'auth-token-for-the-story-0123456';
const REPLY = '本日発送いたします。もう少しお待ちください。';

let desk: Desk;
let twilio: SimulatedTwilio;
let agent: AgentLine;
let conversation: { id: string; customerId: string };
let csatBefore: { good: number; n: number };

beforeAll(async () => {
  desk = await openDesk();
  const { server } = desk;
  const account = await api<{ id: string; webhookPath: string }>(server, 'POST', '/channel-accounts', {
    channel: 'sms',
    adapter: 'sms',
    name: '灯屋',
    settings: { accountSid: ACCOUNT_SID, from: OUR_NUMBER },
    secrets: { authToken: AUTH_TOKEN },
  });
  twilio = await startTwilio({
    accountSid: ACCOUNT_SID,
    authToken: AUTH_TOKEN,
    number: OUR_NUMBER,
    webhookUrl: `${server.url}${account.webhookPath}`,
  });
  await api(server, 'PATCH', `/channel-accounts/${account.id}`, {
    settings: { accountSid: ACCOUNT_SID, from: OUR_NUMBER, apiBase: twilio.url },
  });
  agent = await openAgentLine(server.url, AGENT.email, desk.passwordOf(AGENT.email));
  csatBefore = await csatOf(server);
});

afterAll(async () => {
  agent?.close();
  await twilio?.close();
  await desk?.close();
});

const received = (): TwilioMessage[] =>
  twilio.messages.filter((message) => message.direction === 'outbound-api' && message.to === CUSTOMER);

/** Waits until the customer's phone has a message that matches, and answers it. */
const arrives = async (pattern: RegExp): Promise<TwilioMessage> => {
  await expect
    .poll(
      () =>
        received()
          .map((message) => message.body)
          .join('\n'),
      SOON,
    )
    .toMatch(pattern);
  const found = received().find((message) => pattern.test(message.body));
  if (found === undefined) throw new Error('it was there and is not');
  return found;
};

const write = async (body: string): Promise<void> => {
  const { statuses } = await twilio.receive({ from: CUSTOMER, body });
  expect(statuses).toEqual([200]);
};

describe('a customer who writes by SMS', () => {
  it('is answered by the bot with a link to the article it goes by', async () => {
    await write('返品はできますか');
    const answer = await arrives(/返品/);
    expect(answer.body).toContain('詳しくはこちら:');
    expect(answer.body).toContain(`${desk.server.url}/help/ja/`);
    expect(answer.from).toBe(OUR_NUMBER);
  });

  it('asks for a person and is offered to the agent who is there', async () => {
    await untilAvailable(desk.server, AGENT.id);
    await write('担当者と話したいです');
    const offer = await agent.offered;
    expect(offer.escalation).toMatchObject({ reason: 'customer-asked', offeredTo: AGENT.id });
    expect(offer.row.channel).toBe('sms');
    conversation = offer.row;
    await agent.post(`/conversations/${conversation.id}/accept`);
  });

  it('gets the reply that the agent sends over the socket', async () => {
    const ack = await agent.socket.timeout(15_000).emitWithAck('message.send', {
      conversationId: conversation.id,
      clientId: 'client-of-the-story',
      text: REPLY,
      visibility: 'public',
    });
    expect(ack).toMatchObject({ ok: true, message: { text: REPLY } });
    await arrives(new RegExp(REPLY));
    const { items } = await api<{ items: { text: string; delivery?: { state: string } }[] }>(
      desk.server,
      'GET',
      `/conversations/${conversation.id}/messages`,
    );
    expect(items.some((message) => message.text === REPLY)).toBe(true);
    expect(received().filter((message) => message.body.includes(REPLY))).toHaveLength(1);
  });

  it('is asked how it was once the agent resolves, and answers with a full-width 5', async () => {
    await agent.post(`/conversations/${conversation.id}/resolve`);
    await arrives(/1\(不満\)〜5\(満足\)の数字/);
    await write('５');
    const record = await recordUntil(desk.server, conversation.customerId, 'survey.answered');
    expect(record.find((line) => line.type === 'survey.answered')).toMatchObject({
      conversationId: conversation.id,
      after: { kind: 'csat', score: 5 },
    });
    expect(record.find((line) => line.type === 'survey.sent')?.after).toMatchObject({ channel: 'sms' });
    const view = await api<{ status: string }>(desk.server, 'GET', `/conversations/${conversation.id}`);
    expect(view.status).toBe('resolved');
  });

  it('is on the record step by step and counts in the CSAT', async () => {
    const record = await recordUntil(desk.server, conversation.customerId, 'survey.answered');
    expect(firstTimes(record, STEPS)).toEqual(STEPS);
    await expect
      .poll(() => csatOf(desk.server), SOON)
      .toEqual({ n: csatBefore.n + 1, good: csatBefore.good + 1 });
  });
});
