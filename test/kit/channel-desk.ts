import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Channel } from '#contracts/message.ts';
import { deliverLane } from '#server/commands/deliver-message.ts';
import { sendMessage } from '#server/commands/send-message.ts';
import type { Conversation } from '#server/domain/conversation/conversation.ts';
import type { Message } from '#server/domain/conversation/message.ts';
import { receiveWebhook } from '#server/http/routes/webhooks/receive.ts';
import { createGuardedHttp } from '#server/outbound/guarded-http.ts';
import { system } from '#server/ports/scope.ts';
import { createTestPorts, type TestPorts, testAccount } from './ports.ts';

const scope = system('test');

/** A server that takes webhooks of one channel account over real stores, and what an agent does with it. Provider and desk meet on loopback. */
export interface ChannelDesk {
  test: TestPorts;
  accountId: string;
  /** Where the provider sends to. */
  webhookUrl: string;
  /** Connects the account; `settings` usually name the simulated provider's address. */
  connect(account: {
    channel: Channel;
    adapter: string;
    settings: Record<string, unknown>;
    secrets: Record<string, string>;
  }): Promise<void>;
  conversations(): Promise<Conversation[]>;
  /** The one conversation there is; throws when there are more or none. */
  conversation(): Promise<Conversation>;
  /** Messages in order; of the one conversation unless told. */
  messages(conversationId?: string): Promise<Message[]>;
  /** Writes as an agent and sends whatever is due; the message as it is afterwards. */
  answer(text: string, more?: Partial<Parameters<typeof sendMessage>[2]>): Promise<Message>;
  /** Sends whatever is due. */
  deliver(): Promise<void>;
  close(): Promise<void>;
}

/** `accountId` default `acc`. Times: the clock of `test`. */
export const createChannelDesk = async (
  mongoUri: string,
  options: { channel: string; accountId?: string },
): Promise<ChannelDesk> => {
  const accountId = options.accountId ?? 'acc';
  const http = createGuardedHttp({ allowPrivateNetworks: ['127.0.0.0/8'], timeoutMs: 2_000 });
  const test = await createTestPorts({ mongoUri, http });
  const { channels, log, clock, stores } = test.ports;
  const server = createServer(receiveWebhook({ channels, intake: test.intake, log, clock }));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const conversations = async (): Promise<Conversation[]> => {
    await test.settled();
    return (await stores.conversations.list(scope, { sort: 'oldest', includeSpam: true }, { limit: 100 }))
      .items;
  };
  const conversation = async (): Promise<Conversation> => {
    const [one, ...more] = await conversations();
    if (!one || more.length > 0) throw new Error(`${one ? more.length + 1 : 0} conversations`);
    return one;
  };
  const deliver = async (): Promise<void> => {
    await test.settled();
    for (const job of test.jobs)
      if (job.name === 'deliver-message')
        await deliverLane(test.ports, (job.data as { deliveryId: string }).deliveryId, 'test');
    await test.settled();
  };
  return {
    test,
    accountId,
    webhookUrl: `http://127.0.0.1:${port}/webhooks/${options.channel}/${accountId}`,
    connect: async (account) => {
      await stores.accounts.save(scope, testAccount({ id: accountId, ...account }), undefined);
      channels.changed(accountId);
    },
    conversations,
    conversation,
    messages: async (id) =>
      stores.messages.page(scope, id ?? (await conversation()).id, {
        afterSeq: 0,
        limit: 500,
        visible: 'all',
      }),
    answer: async (text, more = {}) => {
      const message = await sendMessage(test.ports, scope, {
        conversationId: more.conversationId ?? (await conversation()).id,
        text,
        by: 'agent',
        ...more,
      });
      await deliver();
      return (await stores.messages.get(scope, message.id)) ?? message;
    },
    deliver,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      await test.close();
    },
  };
};
