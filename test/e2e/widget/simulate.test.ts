import { io } from 'socket.io-client';
import { afterEach, describe, expect, it } from 'vitest';
import { openCustomer, type SimulatedCustomer } from '#channels/web-chat/simulate.ts';
import { type StubServer, startStubServer } from './stub-server.ts';

let stub: StubServer;
let customer: SimulatedCustomer | undefined;
afterEach(async () => {
  customer?.close();
  await stub.close();
});

describe('a played customer', () => {
  it('writes, sends a file, asks for a person, rates, ends, and comes back as the same visitor', async () => {
    stub = await startStubServer({ files: '' });
    const options = { url: stub.url, accountId: stub.account, connect: io };
    customer = await openCustomer(options);
    const fileId = await customer.upload('a.txt', 'text/plain', new TextEncoder().encode('x'));
    const clientId = await customer.say('こんにちは', { fileIds: [fileId] });
    const own = await customer.until((message) => message.clientId === clientId);
    expect(own.attachments).toHaveLength(1);
    await customer.askPerson();
    await customer.rate('s1', 5, '早い');
    await customer.end();
    expect(stub.heard.map(({ event }) => event)).toEqual([
      'session.start',
      'message.send',
      'person.ask',
      'survey.answer',
      'conversation.end',
    ]);
    customer.close();
    stub.say('agent', 'お待たせしました');
    const { visitorToken } = customer;
    customer = await openCustomer({ ...options, ...(visitorToken ? { visitorToken } : {}) });
    expect(customer.messages.map(({ text }) => text)).toEqual(['こんにちは', 'お待たせしました']);
  });

  it('says the same again while the server is busy, and is told a refusal by its code', async () => {
    stub = await startStubServer({ files: '' });
    customer = await openCustomer({ url: stub.url, accountId: stub.account, connect: io });
    stub.failNext('busy', 'store-unavailable');
    const clientId = await customer.say('混雑');
    expect(stub.heard.filter(({ data }) => data.clientId === clientId)).toHaveLength(3);
    stub.failNext('text-too-long');
    await expect(customer.say('長い')).rejects.toThrow('text-too-long');
    await expect(customer.upload('a.exe', 'x/y', new Uint8Array(1))).rejects.toThrow('file-not-accepted');
  });
});
