import { type Db, MongoClient } from 'mongodb';
import { startTwilio } from '#channels/sms/simulate.ts';
import type { SimulatedTwilio } from '#channels/sms/simulate-books.ts';
import { api, createServerProcess, type ServerProcess } from '#test/kit/server-process.ts';
import { sid } from '#test/kit/sms-items.ts';
import { startStores, type TestStores } from '#test/kit/stores.ts';

export const OUR_NUMBER = '+815012340000';
const AUTH_TOKEN = 'auth-token-for-chaos-0123456789ab';
const ACCOUNT_SID = sid('AC', 'chaos');

/** Real stores, the built program and a played Twilio: what the faults are let loose on. */
export interface World {
  stores: TestStores;
  server: ServerProcess;
  twilio: SimulatedTwilio;
  accountId: string;
  client: MongoClient;
  db(): Db;
  close(): Promise<void>;
}

/** Reads by the verifier: majority, so that only what is durable counts. */
const openClient = (uri: string): Promise<MongoClient> =>
  MongoClient.connect(uri, { readConcern: { level: 'majority' }, serverSelectionTimeoutMS: 20_000 });

export const createWorld = async (seed: number): Promise<World> => {
  const stores = await startStores({ ownMongod: true });
  const server = await createServerProcess({ mongoUri: stores.mongoUri, redisUrl: stores.redisUrl });
  await server.start();
  const account = await api<{ id: string; webhookPath: string }>(server, 'POST', '/channel-accounts', {
    channel: 'sms',
    adapter: 'sms',
    name: 'Chaos',
    settings: { accountSid: ACCOUNT_SID, from: OUR_NUMBER, apiBase: 'http://127.0.0.1:1' },
    secrets: { authToken: AUTH_TOKEN },
  });
  const twilio = await startTwilio({
    accountSid: ACCOUNT_SID,
    authToken: AUTH_TOKEN,
    number: OUR_NUMBER,
    webhookUrl: `${server.url}${account.webhookPath}`,
    seed,
    retries: 40,
    retryMs: 100,
    statusDelayMs: 30,
  });
  await api(server, 'PATCH', `/channel-accounts/${account.id}`, {
    settings: { accountSid: ACCOUNT_SID, from: OUR_NUMBER, apiBase: twilio.url },
  });
  const client = await openClient(stores.mongoUri);
  return {
    stores,
    server,
    twilio,
    accountId: account.id,
    client,
    db: () => client.db(),
    close: async () => {
      await twilio.close();
      await server.dispose();
      await client.close();
      await stores.stop();
    },
  };
};
