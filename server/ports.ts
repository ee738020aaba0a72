import type { BotFit, BotTurn, BotTurnResult } from '#contracts/bot.ts';
import type { BotWorld, PlayAsk, TestResult } from '#contracts/bot-test.ts';
import type { DialogPreview } from '#contracts/dialog.ts';
import type { AnyInteraction } from '#contracts/events.ts';
import type { JobData, JobName } from '#contracts/jobs.ts';
import type { BandsExpected } from '#contracts/policy.ts';
import type { RecognizerState } from '#contracts/recognizer.ts';
import type { Conversation } from './domain/conversation/conversation.ts';
import type { Message } from './domain/conversation/message.ts';
import type { AssistStores } from './ports/assist-stores.ts';
import type { AskResult, DialogPreviewAsk } from './ports/bot-port.ts';
import type { BotTestStores } from './ports/bot-test-store.ts';
import type { ChannelsPort } from './ports/channels-port.ts';
import type { ContentStores } from './ports/content-stores.ts';
import type {
  AgentStore,
  ConversationStore,
  CustomerStore,
  DeliveryStore,
  EscalationStore,
  InteractionStore,
  LeaseStore,
  MessageStore,
  TimerStore,
} from './ports/core-stores.ts';
import type { DialogStores } from './ports/dialog-stores.ts';
import type { ErasureStore } from './ports/erasure-store.ts';
import type { FigureStores } from './ports/figure-stores.ts';
import type { HttpActionsPort } from './ports/http-actions-port.ts';
import type { LearningStores } from './ports/learning-stores.ts';
import type { LedgerStore } from './ports/ledger-store.ts';
import type { ModelPort } from './ports/model-port.ts';
import type { PresencePort, RealtimePort } from './ports/realtime-port.ts';
import type { Scope, Tx } from './ports/scope.ts';

export interface Stores extends ContentStores, FigureStores, DialogStores, BotTestStores {
  /**
   * Runs `work` in one transaction (snapshot, majority, journaled) and commits. `work` may run several times: no I/O but the stores, no enqueue,
   * no emit, no Promise.all on one tx. Transient faults are retried; a lost race (`lostRace()`) is retried up to 8 times, then `version-conflict`.
   */
  transaction<T>(scope: Scope, work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Whether running the same work again may heal this fault (no primary, a lost race, a row that another was faster to make). */
  heals(error: unknown): boolean;
  conversations: ConversationStore;
  messages: MessageStore;
  deliveries: DeliveryStore;
  customers: CustomerStore;
  interactions: InteractionStore;
  escalations: EscalationStore;
  agents: AgentStore;
  timers: TimerStore;
  ledger: LedgerStore;
  erasure: ErasureStore;
  leases: LeaseStore;
  learning: LearningStores;
  assist: AssistStores;
}

export interface QueuePort {
  /** Adds a job; failing to reach Redis never fails the caller (the sweep finds the due thing in MongoDB). `id` carries the attempt. */
  add<N extends JobName>(
    name: N,
    data: JobData<N>,
    options: {
      id: string;
      delayMs?: number;
      priority?: number;
      /** While an unfinished job was added with the same `once`, this one is dropped. */
      once?: string;
    },
  ): Promise<void>;
}

export interface Log {
  debug(o: object, m: string): void;
  info(o: object, m: string): void;
  warn(o: object, m: string): void;
  error(o: object, m: string): void;
}

/** What a command has in hand after its commit, so that the push need not read it again. */
export interface DispatchHints {
  conversations?: readonly Conversation[];
  messages?: readonly Message[];
}

/** Everything commands, queries and reactions may touch. */
export interface Ports {
  stores: Stores;
  queue: QueuePort;
  realtime: RealtimePort;
  presence: PresencePort;
  channels: ChannelsPort;
  httpActions: HttpActionsPort;
  bot: {
    turn(turn: BotTurn): Promise<BotTurnResult>;
    ask(text: string, language: 'ja' | 'en'): Promise<AskResult>;
    /** One step of trying a dialog's draft: pure, keeps and calls nothing. */
    preview(input: DialogPreviewAsk): Promise<DialogPreview>;
    /** Answers that fit a text, best first: what agents are helped with. */
    fits(text: string, language: 'ja' | 'en'): Promise<BotFit[]>;
    /** Everything the bot goes by now. */
    world(): Promise<BotWorld>;
    /** Plays tests in each of the worlds, off the event loop. @throws AppError `busy` */
    play(ask: PlayAsk): Promise<TestResult[][]>;
    /** What moving the bands would do; undefined where it has not been measured. */
    bands?(language: 'ja' | 'en'): Promise<BandsExpected | undefined>;
    /** What the bot of this process understands by, and the sealing of its key; undefined where there is no choice. */
    recognizer?: { state(): RecognizerState; seal(key: string): string };
  };
  model: ModelPort;
  /** Hands committed interactions to the reactions and clears `pending`. Returns at once, never throws. */
  dispatch(interactions: readonly AnyInteraction[], hints?: DispatchHints): void;
  clock: { now(): Date };
  /** Random, sortable by time only roughly; url-safe. */
  newId(): string;
  log: Log;
  publicUrl: string;
  /** Signed path of a stored file (`/files/<id>?…`), good for 1 to 2 days: for those without a session (visitors, providers). */
  fileUrl(fileId: string): string;
}
