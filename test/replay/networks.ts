import { createHash } from 'node:crypto';
import { said as saidOnInstagram, startInstagram } from '#channels/instagram/simulate.ts';
import { startLine } from '#channels/line/simulate.ts';
import { said as saidOnMessenger, startMessenger } from '#channels/messenger/simulate.ts';
import { startTelegram } from '#channels/telegram/simulate.ts';
import { startWhatsapp } from '#channels/whatsapp/simulate.ts';
import type { Desk } from './desk.ts';
import type { Persona } from './personas.ts';
import type { Voice } from './play.ts';

/** A provider that plays its side for this run, and the customers on it. */
export interface Network {
  open(persona: Persona): Voice;
  close(): Promise<void>;
}

/** The account the provider serves: where its webhooks go, and a way to tell it where its API answers. */
interface Line {
  webhookUrl: string;
  use(settings: Record<string, unknown>): Promise<void>;
}

/** A line a customer said, by the id it has with the provider: the same id again is the same message. */
type Say = (person: Person, id: string, text: string) => Promise<readonly number[]>;

interface Person {
  /** Digits that stand for the person on any network. */
  digits: string;
  name: string;
  language: string;
}

interface Provider {
  url: string;
  say: Say;
  /** What was sent so far: to whom, and the words of it. */
  heard(): { to: string; text: string }[];
  /** Whom this network calls the person. */
  idOf(person: Person): string;
  close(): Promise<void>;
}

interface Side {
  channel: string;
  /** Settings of the simulator's own account; the first of them tells it from a shop's. */
  settings: Record<string, unknown>;
  secrets: Record<string, string>;
  start(webhookUrl: string, secrets: Record<string, string>): Promise<Provider>;
}

/** How often a customer looks for an answer. */
const LOOK_MS = 150;
const textIn = (value: unknown): string => (typeof value === 'string' ? value : '');
const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
/** The words in a message of any shape: its text, or its body's. */
const words = (message: unknown): string =>
  textIn(field(field(message, 'text'), 'body')) ||
  textIn(field(message, 'text')) ||
  textIn(field(message, 'altText')) ||
  textIn(field(field(field(message, 'interactive'), 'body'), 'text')) ||
  `[${textIn(field(message, 'type')) || 'message'}]`;

const line: Side = {
  channel: 'line',
  settings: { botUserId: `U${createHash('md5').update('madoguchi simulator').digest('hex')}` },
  secrets: { channelSecret: 'simulated', channelAccessToken: 'simulated-token' },
  start: async (webhookUrl, { channelSecret = '', channelAccessToken = '' }) => {
    const botUserId = String(line.settings.botUserId);
    const side = await startLine({ channelSecret, channelAccessToken, webhookUrl, botUserId, retries: 3 });
    const idOf = ({ digits }: Person): string => `U${createHash('md5').update(digits).digest('hex')}`;
    return {
      ...side,
      idOf,
      say: async (person, id, text) => {
        const userId = side.addUser({ displayName: person.name, language: person.language }, idOf(person));
        const webhookEventId = createHash('md5').update(id).digest('hex').slice(0, 26).toUpperCase();
        const content = { type: 'text', text, id: String(BigInt(`0x${webhookEventId.slice(0, 12)}`)) };
        return side.deliver([side.message({ userId }, content, { webhookEventId })]);
      },
      heard: () =>
        side.sends.flatMap(({ to, messages }) => messages.map((one) => ({ to, text: words(one) }))),
    };
  },
};

const whatsapp: Side = {
  channel: 'whatsapp',
  settings: { phoneNumberId: '100000000000001', businessAccountId: '100000000000002' },
  secrets: { accessToken: 'simulated-token', appSecret: 'simulated', verifyToken: 'simulated' },
  start: async (webhookUrl, { accessToken = '', appSecret = '', verifyToken = '' }) => {
    const ids = { phoneNumberId: '100000000000001', businessAccountId: '100000000000002' };
    const side = await startWhatsapp({ accessToken, appSecret, verifyToken, ...ids, webhookUrl, retries: 3 });
    const idOf = ({ digits }: Person): string => `8190${digits}`;
    return {
      ...side,
      idOf,
      say: async (person, id, text) => {
        const who = { phone: `+${idOf(person)}`, name: person.name };
        const contacts = [{ profile: { name: person.name }, wa_id: idOf(person) }];
        const message = side.message(who, { type: 'text', text: { body: text } }, { id: `wamid.${id}` });
        return side.deliver([side.change({ contacts, messages: [message] })]);
      },
      heard: () =>
        side.sent.map(({ message }) => ({ to: textIn(message.to).replace('+', ''), text: words(message) })),
    };
  },
};

const telegram: Side = {
  channel: 'telegram',
  settings: { botUsername: 'madoguchi_simulator_bot' },
  secrets: { botToken: '100001:simulated-token-of-no-bot-at-all-00', webhookSecret: 'simulated' },
  start: async (webhookUrl, { botToken = '', webhookSecret = '' }) => {
    const side = await startTelegram({ botToken, webhookSecret, webhookUrl, retries: 3 });
    const idOf = ({ digits }: Person): string => `1${digits}`;
    const updates = new Map<string, number>();
    return {
      ...side,
      idOf,
      say: (person, id, text) => {
        const number = updates.get(id) ?? updates.size + 1;
        updates.set(id, number);
        const chat = { id: Number(idOf(person)), first_name: person.name };
        const from = { ...chat, is_bot: false, language_code: person.language };
        const date = Math.floor(Date.now() / 1_000);
        // A redelivered update keeps its number; Telegram counts them up for ever, and so does the simulator over its runs.
        return side.update({
          update_id: STARTED + number,
          message: { message_id: STARTED + number, date, from, chat: { ...chat, type: 'private' }, text },
        });
      },
      heard: () =>
        side.sent.map(({ chatId, fields, method }) => ({
          to: chatId,
          text: textIn(fields.text) || `[${method}]`,
        })),
    };
  },
};

/** Seconds since 1970 at the start: numbers of one run are above those of the runs before. */
const STARTED = Math.floor(Date.now() / 1_000);

/** Messenger and Instagram speak the same Graph API. */
const meta = (
  channel: 'messenger' | 'instagram',
  own: string,
  begin: (own: string, webhookUrl: string) => ReturnType<typeof startMessenger | typeof startInstagram>,
  said: typeof saidOnMessenger,
  secrets: Record<string, string>,
): Side => ({
  channel,
  settings: channel === 'messenger' ? { pageId: own } : { igUserId: own },
  secrets,
  start: async (webhookUrl) => {
    const side = await begin(own, webhookUrl);
    const idOf = ({ digits }: Person): string => `70000000${digits}`;
    return {
      url: side.url,
      close: side.close,
      idOf,
      say: (person, id, text) => side.event(said(own, idOf(person), `m_${id}`, text, Date.now())),
      heard: () =>
        side.sent.flatMap(({ edge, fields }) =>
          edge === 'messages' && field(fields, 'message') !== undefined
            ? [{ to: textIn(field(field(fields, 'recipient'), 'id')), text: words(field(fields, 'message')) }]
            : [],
        ),
    };
  },
});

const SECRET = 'simulated';
const TOKEN = 'simulated-token';

/** The networks that can be played, by their channel. */
export const SIDES: Record<NetworkChannel, Side> = {
  line,
  whatsapp,
  telegram,
  messenger: meta(
    'messenger',
    '100000000000003',
    (pageId, webhookUrl) =>
      startMessenger({ pageId, appSecret: SECRET, pageAccessToken: TOKEN, webhookUrl, retries: 3 }),
    saidOnMessenger,
    { appSecret: SECRET, pageAccessToken: TOKEN, verifyToken: SECRET },
  ),
  instagram: meta(
    'instagram',
    '100000000000004',
    (igUserId, webhookUrl) =>
      startInstagram({ igUserId, appSecret: SECRET, accessToken: TOKEN, webhookUrl, retries: 3 }),
    saidOnInstagram,
    { appSecret: SECRET, accessToken: TOKEN, verifyToken: SECRET },
  ),
};
export type NetworkChannel = 'line' | 'whatsapp' | 'telegram' | 'messenger' | 'instagram';

/** The simulator's own account of a channel, connected now or in a run before. */
const connect = async (desk: Desk, url: string, { channel, settings, secrets }: Side): Promise<Line> => {
  const [mark = '', value] = Object.entries(settings)[0] ?? [];
  const known = (await desk.accounts()).find(
    (account) => account.channel === channel && account.settings[mark] === value,
  );
  const name = `${channel} simulator`;
  const account =
    known ?? (await desk.connect({ channel, name, settings: { ...settings, apiBase: url }, secrets }));
  return {
    webhookUrl: `${url}${account.webhookPath ?? `/webhooks/${channel}/${account.id}`}`,
    use: async (more) => {
      await desk.change(account.id, { settings: { ...settings, ...more }, secrets, paused: false });
    },
  };
};

/** Connects the simulator's account of a channel and starts the provider behind it. Ids of two runs of one seed differ by `run`. */
export const startNetwork = async (
  desk: Desk,
  url: string,
  channel: NetworkChannel,
  run: string,
): Promise<Network> => {
  const side = SIDES[channel];
  const account = await connect(desk, url, side);
  const provider = await side.start(account.webhookUrl, side.secrets);
  await account.use({ apiBase: provider.url, ...(channel === 'line' ? { dataBase: provider.url } : {}) });
  let told = 0;
  const listeners = new Map<string, (text: string) => void>();
  const look = setInterval(() => {
    const all = provider.heard();
    for (const { to, text } of all.slice(told)) listeners.get(to)?.(text);
    told = all.length;
  }, LOOK_MS);
  let count = 0;
  return {
    open: (persona) => {
      const person = { digits: persona.address.slice(-8), name: persona.name, language: persona.language };
      return {
        say: async ({ text, twice }) => {
          const id = `${run}-${person.digits}-${++count}`;
          const statuses = [...(await provider.say(person, id, text))];
          if (twice) statuses.push(...(await provider.say(person, id, text)));
          const last = statuses.at(-1) ?? 0;
          if (last < 200 || last >= 300) throw new Error(`the webhook answered ${statuses.join(', ')}`);
        },
        onReply: (listener) => {
          listeners.set(provider.idOf(person), listener);
        },
        close: async () => {
          listeners.delete(provider.idOf(person));
        },
      };
    },
    close: async () => {
      clearInterval(look);
      await provider.close();
    },
  };
};
