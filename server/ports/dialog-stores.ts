import type { DialogDefinition, HttpAction } from '#contracts/dialog.ts';
import type { PageAsk, PageOf } from './core-stores.ts';
import type { Scope, Tx } from './scope.ts';

/** A dialog: its draft and what is live. */
export interface DialogDoc {
  id: string;
  builtIn: boolean;
  enabled: boolean;
  draft: DialogDefinition;
  published?: DialogDefinition;
  publishedVersion?: number;
  publishedAt?: Date;
  publishedBy?: string;
  updatedAt: Date;
  version: number;
}

/** One published version; kept for good, so that a run under way ends as it began. `id` is `<dialogId>#<number>`. */
export interface DialogVersionDoc {
  id: string;
  dialogId: string;
  number: number;
  definition: DialogDefinition;
  at: Date;
  by: string;
  rolledBackTo?: number;
}

/** An HTTP action. `secret` is sealed under SECRET_KEY. */
export type HttpActionDoc = Omit<HttpAction, 'secretSet'> & { secret: string; updatedAt: Date };

/** What a call came to. `answer` holds flat fields of the answer's JSON. */
export interface CallOutcome {
  ok: boolean;
  status?: number;
  problem?: string;
  dryRun?: boolean;
  answer: Record<string, string>;
}

/** A call that a turn asked for: kept with the turn, made by a job, told to the bot as its next input. `id` is its idempotency key. */
export interface BotCall {
  id: string;
  conversationId: string;
  customerId: string;
  actionId: string;
  dialogId: string;
  input: Record<string, string>;
  /** `due` until it has an outcome, `answered` until a turn has taken it up, then `told`; `dropped`: nobody asks for it any more. */
  state: 'due' | 'answered' | 'told' | 'dropped';
  attempts: number;
  /** Somebody makes it now, until then. */
  claimedUntil?: Date;
  outcome?: CallOutcome;
  createdAt: Date;
}

export interface DialogStores {
  dialogs: {
    /** By title, drafts included. */
    list(scope: Scope, ask: PageAsk): Promise<PageOf<DialogDoc>>;
    get(scope: Scope, id: string): Promise<DialogDoc | undefined>;
    /** What the bot knows of: live dialogs and all actions. `version` changes with each of them. */
    live(
      scope: Scope,
    ): Promise<{ version: string; dialogs: readonly DialogDoc[]; actions: readonly HttpActionDoc[] }>;
    /** `expected` undefined: a new one. False when the version differed. */
    save(scope: Scope, dialog: DialogDoc, expected: number | undefined, tx: Tx): Promise<boolean>;
    remove(scope: Scope, id: string, tx: Tx): Promise<boolean>;
  };
  dialogVersions: {
    insert(scope: Scope, version: DialogVersionDoc, tx: Tx): Promise<void>;
    /** Newest first. */
    list(scope: Scope, dialogId: string, ask: PageAsk): Promise<PageOf<DialogVersionDoc>>;
    get(scope: Scope, dialogId: string, number: number): Promise<DialogVersionDoc | undefined>;
  };
  httpActions: {
    list(scope: Scope, ask: PageAsk): Promise<PageOf<HttpActionDoc>>;
    get(scope: Scope, id: string): Promise<HttpActionDoc | undefined>;
    save(scope: Scope, action: HttpActionDoc, expected: number | undefined, tx: Tx): Promise<boolean>;
    remove(scope: Scope, id: string, tx: Tx): Promise<boolean>;
  };
  botCalls: {
    insert(scope: Scope, call: BotCall, tx: Tx): Promise<void>;
    get(scope: Scope, id: string, tx?: Tx): Promise<BotCall | undefined>;
    /** Takes a due call that nobody makes now and counts the attempt; undefined when there is nothing to make. */
    claim(scope: Scope, id: string, now: Date, until: Date): Promise<BotCall | undefined>;
    /** From one of the states only. False: it was in another one. */
    update(
      scope: Scope,
      id: string,
      from: readonly BotCall['state'][],
      change: { state?: BotCall['state']; outcome?: CallOutcome; free?: true },
      tx?: Tx,
    ): Promise<boolean>;
    /** The conversation's calls that are due or answered, oldest first. */
    open(scope: Scope, conversationId: string): Promise<BotCall[]>;
  };
}
