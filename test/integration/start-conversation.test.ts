import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { createCustomer } from '#server/commands/create-customer.ts';
import { startConversation } from '#server/commands/start-conversation.ts';
import { system } from '#server/ports/scope.ts';
import { type AgentScope, addAgent, createFloor } from '#test/kit/floor.ts';
import { createTestPorts, type TestPorts, testAccount } from '#test/kit/ports.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

const scope = system('test');
let stores: TestStores;
let test: TestPorts;
let ana: AgentScope;
let ben: AgentScope;

beforeAll(async () => {
  stores = await startStores();
});
afterAll(async () => {
  await stores.stop();
});
beforeEach(async () => {
  test = await createTestPorts({ mongoUri: stores.mongoUri });
  const floor = await createFloor(test);
  ana = await addAgent(floor, 'ana');
  ben = await addAgent(floor, 'ben');
  const settings = { address: 'support@shop.example', smtpHost: 'localhost', receive: 'none' };
  const doc = testAccount({ id: 'mail', channel: 'email', adapter: 'email', settings });
  await test.ports.stores.accounts.save(scope, doc, undefined);
});
afterEach(async () => {
  await test.close();
  await stores.clearMongo();
});

const upload = async (agentId: string): Promise<string> => {
  const file = { name: 'lamp.png', mime: 'image/png', kind: 'image' as const };
  const owner = { kind: 'agent' as const, id: agentId };
  return (await test.ports.stores.files.save(scope, { ...file, owner }, Buffer.from('png'))).id;
};
const start = async (who: AgentScope, fileId: string) => {
  const customer = await createCustomer(test.ports, who, { name: 'Mio', email: 'mio@example.jp' });
  return startConversation(test.ports, who, {
    customerId: customer.id,
    accountId: 'mail',
    text: 'Your lamp',
    clientId: 'client-0001',
    fileIds: [fileId],
  });
};

it('a first message takes the writer’s own files along, and they belong to its conversation', async () => {
  const fileId = await upload('ana');
  const { conversation, message } = await start(ana, fileId);
  expect(message.attachments).toMatchObject([{ fileId, name: 'lamp.png', status: 'stored' }]);
  expect((await test.ports.stores.files.meta(scope, fileId))?.conversationId).toBe(conversation.id);
});

it('nobody sends a colleague’s file that way', async () => {
  const fileId = await upload('ana');
  await expect(start(ben, fileId)).rejects.toMatchObject({ code: 'not-found' });
});
