import { previewDialog } from '#bot/dialogs/preview.ts';
import { trainLexical } from '#bot/recognizer/classifier.ts';
import type { TrainRecognizer } from '#bot/recognizer/recognizer.ts';
import { playWorlds } from '#bot/suite.ts';
import type { HttpPort } from '#channels/channel.ts';
import { CHANNELS } from '#channels/registry.ts';
import type { BotFit, BotTurn, BotTurnResult } from '#contracts/bot.ts';
import type { JobName } from '#contracts/jobs.ts';
import { createChannelRuntime } from '#server/channels/channel-runtime.ts';
import { policyOf } from '#server/domain/bot-policy/cite.ts';
import { createIdMaker } from '#server/ids.ts';
import { createDrain, type Drain } from '#server/intake/drain.ts';
import { createIntake, type Intake } from '#server/intake/intake.ts';
import { createGuardedHttp } from '#server/outbound/guarded-http.ts';
import { createHttpActions } from '#server/outbound/http-actions.ts';
import { createLanguageModel } from '#server/outbound/language-model.ts';
import type { ChannelAccountDoc, Settings } from '#server/ports/content-stores.ts';
import { system } from '#server/ports/scope.ts';
import type { Ports } from '#server/ports.ts';
import { createDispatcher } from '#server/reactions/dispatcher.ts';
import { createReactions } from '#server/reactions/index.ts';
import type { Reaction } from '#server/reactions/reaction.ts';
import { type OpenStores, openStores } from '#server/store/open-stores.ts';
import { botReads, botSettings } from '#server/wiring/bot.ts';
import { botWorld } from '#server/wiring/bot-world.ts';
import { createClock, type TestClock } from './clock.ts';

export interface TestPushed {
  room: string;
  name: string;
  data: unknown;
}

/** Real stores, real intake and reactions; Redis and sockets replaced by recorders so that a test sees what was asked of them. */
export interface TestPorts {
  ports: Ports;
  clock: TestClock;
  open: OpenStores;
  intake: Intake;
  drain: Drain;
  /** Jobs asked for, in order; a test runs them itself. */
  jobs: { name: JobName; data: unknown; options: { id: string; delayMs?: number } }[];
  pushed: TestPushed[];
  presence: Map<string, 'available' | 'away'>;
  settings: Settings;
  /** Waits until nothing is ready to apply and every reaction has ended. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export interface TestPortsOptions {
  mongoUri: string;
  bot?: (turn: BotTurn) => Promise<BotTurnResult>;
  fits?: (text: string, language: 'ja' | 'en') => Promise<BotFit[]>;
  reactions?: readonly Reaction[];
  http?: HttpPort;
  now?: Date;
}

export const TEST_SETTINGS: Settings = {
  shopName: { ja: '灯屋', en: 'Akariya' },
  botName: { ja: 'あかり', en: 'Akari' },
  language: 'ja',
  hours: {
    timeZone: 'Asia/Tokyo',
    week: Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((d) => [String(d), [{ from: 0, to: 1_440 }]])),
    exceptions: {},
  },
  csat: { enabled: true, delayMs: 300_000 },
  nps: { enabled: true, everyDays: 90 },
  bot: {
    enabled: true,
    bands: {
      ja: { answer: 0.5, clarify: 0.15, margin: 0.1 },
      en: { answer: 0.5, clarify: 0.15, margin: 0.1 },
    },
  },
  version: 1,
};

/** An account of the kinds the product ships with; secrets are kept as they are (the test's secret box opens them unchanged). */
export const testAccount = (
  fields: Partial<ChannelAccountDoc> & Pick<ChannelAccountDoc, 'id' | 'channel' | 'adapter'>,
): ChannelAccountDoc => ({
  name: fields.id,
  paused: false,
  settings: {},
  secrets: {},
  version: 1,
  ...fields,
});

const noHttp: HttpPort = { request: () => Promise.reject(new Error('this test gives no way out')) };
const silent: Ports['bot']['turn'] = async ({ state }) => ({
  actions: [],
  state: { ...state, turns: state.turns + 1 },
});

const recorders = () => {
  const jobs: TestPorts['jobs'] = [];
  const pushed: TestPushed[] = [];
  const presence = new Map<string, 'available' | 'away'>();
  return {
    jobs,
    pushed,
    presence,
    queue: {
      add: async (name: JobName, data: unknown, options: { id: string; delayMs?: number }) => {
        jobs.push({ name, data, options });
      },
    } as Ports['queue'],
    realtime: {
      toAgents: (room: string, name: string, data: unknown) => {
        pushed.push({ room, name, data });
      },
      toVisitor: (threadId: string, data: unknown) => {
        pushed.push({ room: `thread:${threadId}`, name: 'visitor', data });
      },
    } as Ports['realtime'],
    presencePort: {
      states: async () => Object.fromEntries(presence),
      set: async (id: string, state: 'available' | 'away') => {
        presence.set(id, state);
      },
      beat: async () => undefined,
      leave: async (id: string) => {
        presence.delete(id);
      },
      visitorOnline: async () => false,
      visitorBeat: async () => undefined,
    } as Ports['presence'],
  };
};

/** What the same examples teach, for all tests of a file: training takes most of a play. */
const learned = new Map<string, ReturnType<TrainRecognizer>>();
const learnOnce: TrainRecognizer = (language, examples) => {
  const key = JSON.stringify([language, examples]);
  const known = learned.get(key) ?? trainLexical(language, examples);
  learned.set(key, known);
  return known;
};

const noop = (): void => undefined;
const log = { debug: noop, info: noop, warn: noop, error: noop };

/** A model's service of a test listens here. */
const modelHttp = () => createGuardedHttp({ allowPrivateNetworks: ['127.0.0.0/8'] });

const botOf = (options: TestPortsOptions, { stores }: OpenStores, clock: TestClock): Ports['bot'] => ({
  turn: options.bot ?? silent,
  ask: async () => ({ decision: 'escalate', citations: [], candidates: [] }),
  preview: async (asked) => previewDialog(asked),
  fits: options.fits ?? (async () => []),
  world: async () => {
    const settings = botSettings(stores.settings, clock);
    await settings.refresh();
    const all = await stores.settings.current(system('test'));
    return botWorld(botReads(stores), settings.current(), policyOf(all));
  },
  play: (asked) => playWorlds(asked, learnOnce),
});

/** Builds ports on a real MongoDB. `await close()` at the end; the database is the caller's. */
export const createTestPorts = async (options: TestPortsOptions): Promise<TestPorts> => {
  const open = await openStores(options.mongoUri);
  const clock = createClock(options.now);
  const recorded = recorders();
  const secretBox = { seal: (plain: string) => plain, open: (sealed: string) => sealed };
  const channels = createChannelRuntime({
    registry: CHANNELS,
    accounts: open.stores.accounts,
    secretBox,
    http: options.http ?? noHttp,
    resolve: async (host) => host,
    files: open.stores.files,
    ledger: open.stores.ledger,
    fileUrl: (id) => `/files/${id}`,
    publicUrl: 'http://127.0.0.1:3000',
    clock,
    log,
  });
  const dispatcher = createDispatcher(() => ports, options.reactions ?? createReactions());
  const ports: Ports = {
    stores: open.stores,
    queue: recorded.queue,
    realtime: recorded.realtime,
    presence: recorded.presencePort,
    channels,
    httpActions: createHttpActions({ http: options.http ?? noHttp, box: secretBox }),
    bot: botOf(options, open, clock),
    model: createLanguageModel({ http: modelHttp(), box: secretBox }),
    dispatch: dispatcher.dispatch,
    clock,
    newId: createIdMaker(),
    log,
    publicUrl: 'http://127.0.0.1:3000',
    fileUrl: (id) => `/files/${id}`,
  };
  const current = await open.stores.settings.current(system('test')).catch(() => undefined);
  if (!current || current.version < TEST_SETTINGS.version)
    await open.stores.settings.save(system('test'), TEST_SETTINGS);
  const drain = createDrain(ports);
  const intake = createIntake(ports, {
    processId: open.sessions.processId,
    peers: () => [open.sessions.processId],
    alone: () => true,
    drain,
    tell: noop,
  });
  return {
    ports,
    clock,
    open,
    intake,
    drain,
    jobs: recorded.jobs,
    pushed: recorded.pushed,
    presence: recorded.presence,
    settings: TEST_SETTINGS,
    settled: async () => {
      await drain.idle();
      await dispatcher.settled();
    },
    close: async () => {
      await intake.stop();
      await dispatcher.settled();
      await open.close();
    },
  };
};
