import { createHash } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startTwilio } from '#channels/sms/simulate.ts';
import type { SimulatedTwilio } from '#channels/sms/simulate-books.ts';
import { type Credentials, type Desk, openDesk } from './desk.ts';
import { type Network, type NetworkChannel, SIDES, startNetwork } from './networks.ts';
import { makePersonas, type Persona, REPLAY_CHANNELS, type ReplayChannel } from './personas.ts';
import { play, type Story, type Voice } from './play.ts';
import { replayFile } from './replay-span.ts';
import { numberOf, SIMULATED_SID, simulatedAccount } from './sms-account.ts';
import { createPhones, openVisitor } from './voices.ts';

const USAGE = `Brings a running server to life with seeded, repeatable customers.

  npm run simulate -- --seed 7 --customers 5 --minutes 2

  --url        of the server (http://127.0.0.1:PORT, 3000 without PORT)
  --seed       same seed, same customers, words and pace (1)
  --customers  how many (5)
  --minutes    how long at most (2)
  --pace       divides every wait (1)
  --channels   web-chat,sms,line,whatsapp,messenger,instagram,telegram (all)
  --replay     a file of npm run ledger:export: puts it into the server's own store instead (MONGODB_URI or DATA_DIR)
  --patience   seconds a customer waits for an answer (20)
  --token      an administrator's API token, or
  --email --password  an administrator's sign-in; without --url the demo's, kept in DATA_DIR (./data).
                      Needed but for web-chat: accounts of the simulator's own are connected

The server must be allowed to call the simulated provider: ALLOW_PRIVATE_NETWORKS=127.0.0.0/8`;

interface Options {
  url: string;
  seed: number;
  customers: number;
  minutes: number;
  pace: number;
  patience: number;
  channels: ReplayChannel[];
  credentials: Credentials | undefined;
}

const number = (text: string | undefined, otherwise: number, name: string): number => {
  const value = text === undefined ? otherwise : Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new Error(`--${name} must be a number above 0`);
  return value;
};

/** The demo's administrator, as the demo keeps it beside its data; undefined where there is no demo. */
const demoSignIn = (): Credentials | undefined => {
  try {
    const file = path.join(process.env.DATA_DIR || './data', 'demo-sign-ins.json');
    const signIns: { role: string; email: string; password: string }[] = JSON.parse(
      readFileSync(file, 'utf8'),
    );
    const found = signIns.find((one) => one.role === 'administrator');
    return found && { email: found.email, password: found.password };
  } catch {
    return undefined;
  }
};

const credentialsOf = (values: {
  token?: string | undefined;
  email?: string | undefined;
  password?: string | undefined;
  url?: string | undefined;
}): Credentials | undefined => {
  const { token, email, password, url } = values;
  if (token) return { token };
  if (email && password) return { email, password };
  return url === undefined ? demoSignIn() : undefined;
};

const readOptions = (args: string[]): Options | undefined => {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args,
    options: {
      url: text,
      seed: text,
      customers: text,
      minutes: text,
      pace: text,
      patience: text,
      channels: text,
      token: text,
      email: text,
      password: text,
      help: { type: 'boolean' },
    },
  });
  if (values.help) return undefined;
  const asked = (values.channels ?? REPLAY_CHANNELS.join(',')).split(',');
  const channels = REPLAY_CHANNELS.filter((channel) => asked.includes(channel));
  if (channels.length !== asked.length) throw new Error(`--channels knows ${REPLAY_CHANNELS.join(', ')}`);
  return {
    url: (values.url ?? `http://127.0.0.1:${process.env.PORT || 3000}`).replace(/\/+$/, ''),
    seed: number(values.seed, 1, 'seed'),
    customers: number(values.customers, 5, 'customers'),
    minutes: number(values.minutes, 2, 'minutes'),
    pace: number(values.pace, 1, 'pace'),
    patience: number(values.patience, 20, 'patience'),
    channels,
    credentials: credentialsOf(values),
  };
};

/** Connects (or takes again) the simulator's account and starts the Twilio behind it. */
const startSms = async (desk: Desk, url: string, seed: number): Promise<SimulatedTwilio> => {
  const authToken = createHash('sha256').update(`simulator ${seed} ${Date.now()}`).digest('hex').slice(0, 32);
  const known = simulatedAccount(await desk.accounts());
  const number = numberOf(known);
  const settings = { accountSid: SIMULATED_SID, from: number, apiBase: url };
  const account =
    known ?? (await desk.connect({ channel: 'sms', name: 'SMS', settings, secrets: { authToken } }));
  const webhookUrl = `${url}${account.webhookPath ?? `/webhooks/sms/${account.id}`}`;
  const twilio = await startTwilio({
    accountSid: SIMULATED_SID,
    authToken,
    number,
    webhookUrl,
    seed,
    run: String(Date.now()),
    retries: 3,
  });
  await desk.change(account.id, {
    settings: { ...settings, apiBase: twilio.url, webhookUrl },
    secrets: { authToken },
    paused: false,
  });
  return twilio;
};

const webChatOf = async (desk: Desk | undefined): Promise<string> => {
  const accounts = (await desk?.accounts()) ?? [];
  return accounts.find((account) => account.channel === 'web-chat' && !account.paused)?.id ?? 'web';
};

const isNetwork = (channel: ReplayChannel): channel is NetworkChannel => channel in SIDES;

/** Everything that plays a provider in this run. */
const startProviders = async (desk: Desk | undefined, { channels, url, seed }: Options) => {
  const others = channels.filter((channel) => channel !== 'web-chat');
  const networks = new Map<ReplayChannel, Network>();
  if (others.length === 0) return { twilio: undefined, networks };
  if (!desk) {
    throw new Error(
      `${others.join(', ')}: --token, or --email and --password, of an administrator are needed; or --channels web-chat`,
    );
  }
  const run = Date.now().toString(36);
  for (const channel of others)
    if (isNetwork(channel)) networks.set(channel, await startNetwork(desk, url, channel, run));
  return { twilio: channels.includes('sms') ? await startSms(desk, url, seed) : undefined, networks };
};

const run = async (options: Options): Promise<Story[]> => {
  const desk = options.credentials && (await openDesk(options.url, options.credentials));
  const { twilio, networks } = await startProviders(desk, options);
  const phones = twilio && createPhones(twilio);
  const webChat = await webChatOf(desk);
  const spreadMs = options.minutes * 20_000;
  const personas = makePersonas({ ...options, spreadMs });
  const begun = performance.now();
  const tell = (persona: Persona, mark: string, text: string): void => {
    const seconds = ((performance.now() - begun) / 1_000).toFixed(1).padStart(6);
    console.log(
      `${seconds}  ${persona.channel.padEnd(9)} ${persona.name} ${mark} ${text.replaceAll('\n', ' / ').slice(0, 120)}`,
    );
  };
  const until = AbortSignal.timeout(options.minutes * 60_000);
  // Every customer listens to it, and more than ten are no leak.
  setMaxListeners(0, until);
  const openVoice = async (persona: Persona): Promise<Voice> =>
    networks.get(persona.channel)?.open(persona) ??
    (persona.channel === 'sms' && phones ? phones(persona) : openVisitor(persona, options.url, webChat));
  const stories = await Promise.all(
    personas.map(async (persona): Promise<Story> => {
      const voice = await openVoice(persona);
      const story = await play(persona, voice, { patienceMs: options.patience * 1_000, until, tell });
      await voice.close();
      return story;
    }),
  );
  await twilio?.settled();
  await twilio?.close();
  for (const network of networks.values()) await network.close();
  return stories;
};

const summarise = (stories: readonly Story[]): boolean => {
  const sum = (of: (story: Story) => number): number =>
    stories.reduce((total, story) => total + of(story), 0);
  const counts = `${sum((s) => s.said)} said, ${sum((s) => s.replies)} answers, ${sum((s) => s.refused)} refused, ${sum((s) => s.unsaid)} unsaid`;
  console.log(`${stories.length} customers: ${counts}`);
  const called = stories.filter((story) => story.persona.channel !== 'web-chat' && story.said > 0);
  if (called.length > 0 && called.every((story) => story.replies === 0))
    console.log('No answer but on the web: start the server with ALLOW_PRIVATE_NETWORKS=127.0.0.0/8.');
  return sum((story) => story.refused) === 0;
};

const main = async (): Promise<number> => {
  const file = process.argv[process.argv.indexOf('--replay') + 1];
  if (process.argv.includes('--replay') && file) {
    console.log(await replayFile(file));
    return 0;
  }
  const options = readOptions(process.argv.slice(2));
  if (!options) {
    console.log(USAGE);
    return 0;
  }
  return summarise(await run(options)) ? 0 : 1;
};

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
