import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ConversationView } from '#contracts/conversation.ts';
import { mergeCustomers } from '#server/commands/merge-customers.ts';
import { sendMessage } from '#server/commands/send-message.ts';
import { updateCustomer } from '#server/commands/update-customer.ts';
import type { Conversation } from '#server/domain/conversation/conversation.ts';
import { system } from '#server/ports/scope.ts';
import { getConversation } from '#server/queries/get-conversation.ts';
import { getCustomerRecord } from '#server/queries/get-customer-record.ts';
import {
  type AgentScope,
  addAgent,
  addConversation,
  conversationOf,
  createFloor,
  type Floor,
} from '#test/kit/floor.ts';
import { createTestPorts, type TestPorts, testAccount } from '#test/kit/ports.ts';
import { SMS_ACCOUNT } from '#test/kit/sms-items.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

const scope = system('test');
let stores: TestStores;
let test: TestPorts;
let floor: Floor;
let ana: AgentScope;

beforeAll(async () => {
  stores = await startStores();
});
afterAll(async () => {
  await stores.stop();
});
beforeEach(async () => {
  test = await createTestPorts({ mongoUri: stores.mongoUri });
  floor = await createFloor(test);
  ana = await addAgent(floor, 'ana');
  await connectMail();
});
afterEach(async () => {
  await test.close();
  await stores.clearMongo();
});

const connectMail = (): Promise<boolean> => {
  const settings = { address: 'support@shop.example', smtpHost: 'localhost', receive: 'none' };
  const doc = testAccount({ id: 'mail', channel: 'email', adapter: 'email', settings });
  return test.ports.stores.accounts.save(scope, doc, undefined);
};
const pause = async (id: string, paused: boolean): Promise<void> => {
  const doc = await test.ports.stores.accounts.get(scope, id);
  if (!doc || !(await test.ports.stores.accounts.save(scope, { ...doc, paused }, doc.version)))
    throw new Error(`${id} was not saved`);
  test.ports.channels.changed(id);
};

/** Wrote by mail an hour ago, by SMS just now. */
const onTwo = (): Promise<Conversation> => {
  const now = test.clock.now();
  return addConversation(floor, {
    status: 'open',
    assigneeId: 'ana',
    threads: [
      {
        id: 'mail|hana@customer.example',
        accountId: 'mail',
        channel: 'email',
        address: 'hana@customer.example',
        lastInboundAt: new Date(now.getTime() - 3_600_000),
      },
      {
        id: `${SMS_ACCOUNT}|+819011110001`,
        accountId: SMS_ACCOUNT,
        channel: 'sms',
        address: '+819011110001',
        lastInboundAt: now,
      },
    ],
  });
};
const view = (id: string): Promise<ConversationView> => getConversation(test.ports, ana, id);
const answers = (conversationId: string, more: Partial<Parameters<typeof sendMessage>[2]> = {}) =>
  sendMessage(test.ports, ana, { conversationId, text: '承知しました', by: 'agent', ...more });
const prefers = (customerId: string, preferredChannel: 'email' | 'sms' | 'line' | null) =>
  updateCustomer(test.ports, ana, { customerId, preferredChannel });

describe('an answer for which nobody chose a channel', () => {
  it('goes out on the channel last used, and the conversation says so', async () => {
    const { id } = await onTwo();
    expect(await view(id)).toMatchObject({
      defaultThreadId: `${SMS_ACCOUNT}|+819011110001`,
      defaultReason: 'last-used',
    });
    expect((await answers(id)).channel).toBe('sms');
  });

  it('goes out on the channel the customer stated, until they take it back', async () => {
    const { id, customerId } = await onTwo();
    await prefers(customerId, 'email');
    expect(await getCustomerRecord(test.ports, ana, customerId)).toMatchObject({ preferredChannel: 'email' });
    expect(await view(id)).toMatchObject({
      defaultThreadId: 'mail|hana@customer.example',
      defaultReason: 'preferred',
    });
    expect((await answers(id)).channel).toBe('email');
    await prefers(customerId, null);
    expect(await getCustomerRecord(test.ports, ana, customerId)).not.toHaveProperty('preferredChannel');
    // The mail was the channel last used by then.
    expect(await view(id)).toMatchObject({ defaultReason: 'last-used' });
  });

  it('goes out on the channel last used when the stated one is closed, and on another when that is', async () => {
    const { id, customerId } = await onTwo();
    await prefers(customerId, 'email');
    await pause('mail', true);
    expect(await view(id)).toMatchObject({ defaultReason: 'last-used' });
    expect((await answers(id)).channel).toBe('sms');
    await pause('mail', false);
    await pause(SMS_ACCOUNT, true);
    await prefers(customerId, null);
    expect(await view(id)).toMatchObject({ defaultReason: 'open' });
    expect((await answers(id)).channel).toBe('email');
  });

  it('follows the wish of the customer whom theirs was merged into', async () => {
    const { id, customerId } = await onTwo();
    const other = await addConversation(floor);
    await prefers(other.customerId, 'email');
    await mergeCustomers(test.ports, ana, { customerId, into: other.customerId });
    expect((await answers(id)).channel).toBe('email');
  });
});

describe('an answer for which somebody or something chose', () => {
  it('goes out on the agent’s thread, whatever the customer stated', async () => {
    const { id, customerId } = await onTwo();
    await prefers(customerId, 'email');
    const sent = await answers(id, { threadId: `${SMS_ACCOUNT}|+819011110001` });
    expect(sent.channel).toBe('sms');
  });

  it('stays where the question was asked when the bot gives it; a survey goes where they want to be reached', async () => {
    const { id, customerId } = await onTwo();
    await prefers(customerId, 'email');
    const by = (fields: Partial<Parameters<typeof sendMessage>[2]>) =>
      sendMessage(test.ports, scope, { conversationId: id, text: 'はい', by: 'bot', ...fields });
    expect((await by({})).channel).toBe('sms');
    expect((await by({ by: 'system', purpose: 'queue-place' })).channel).toBe('sms');
    expect((await by({ by: 'system', purpose: 'csat' })).channel).toBe('email');
    expect((await conversationOf(test, id)).channel).toBe('sms');
  });
});
