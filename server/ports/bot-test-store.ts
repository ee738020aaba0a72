import type { BotTestDraft, OverrideView } from '#contracts/bot-test.ts';
import type { PageAsk, PageOf } from './core-stores.ts';
import type { Scope, Tx } from './scope.ts';

/** A regression test. `customerId`: whose words its texts were, masked; with their erasure the test goes too. */
export interface BotTest extends BotTestDraft {
  id: string;
  conversationId?: string;
  customerId?: string;
  createdBy?: string;
  createdAt: Date;
  updatedAt: Date;
  lastRunAt?: Date;
  lastPassed?: boolean;
  version: number;
}

/** A publishing in spite of failing tests. */
export interface GateOverrideRow extends Omit<OverrideView, 'at'> {
  at: Date;
}

export interface BotTestStores {
  botTests: {
    get(scope: Scope, id: string): Promise<BotTest | undefined>;
    /** Newest first. */
    list(scope: Scope, ask: PageAsk): Promise<PageOf<BotTest>>;
    /** Tests that are on, oldest first, at most `limit`; `ids`: these, on or off. */
    toRun(scope: Scope, ask: { ids?: readonly string[]; limit: number }): Promise<BotTest[]>;
    /** False when the version differed. `expected` undefined: a new one. */
    save(scope: Scope, test: BotTest, expected: number | undefined, tx?: Tx): Promise<boolean>;
    remove(scope: Scope, id: string): Promise<boolean>;
    /** What the last run said; no new version, and nothing where the test has changed since. */
    noteRun(
      scope: Scope,
      runs: readonly { id: string; version: number; passed: boolean }[],
      at: Date,
    ): Promise<void>;
    addOverride(scope: Scope, row: GateOverrideRow, tx?: Tx): Promise<void>;
    /** Newest first. */
    overrides(scope: Scope, ask: PageAsk): Promise<PageOf<GateOverrideRow>>;
  };
}
