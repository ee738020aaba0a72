import type { AssistSource } from '#contracts/http-assist.ts';
import type { ModelLimits, ModelMay, ModelUsage } from '#contracts/model.ts';
import type { Language } from '#contracts/time.ts';
import type { Scope, Tx } from './scope.ts';

/** What an agent sent after a question: the question masked, the source by id. Erased with the customer. */
export interface AssistExample {
  /** Id of the agent's message. */
  id: string;
  customerId: string;
  conversationId: string;
  language: Language;
  text: string;
  /** By which questions are compared. */
  tokens: string[];
  source: AssistSource;
  at: Date;
}

export interface ModelSettings {
  enabled: boolean;
  url: string;
  model: string;
  sealedKey?: string;
  may: ModelMay;
  limits: ModelLimits;
  version: number;
}

/** A summary as the model wrote it; erased with the customer. */
export interface ConversationSummary {
  /** The conversation's id. */
  id: string;
  customerId: string;
  text: string;
  language: Language;
  /** Last message it covers. */
  seq: number;
  at: Date;
}

/** An amount of usage. `money` in units of the currency. */
export interface ModelSpend {
  tokens: number;
  money: number;
}

export interface AssistStores {
  examples: {
    /** One that is there already is left as it is. The oldest beyond the bound of a language are dropped. */
    keep(scope: Scope, example: AssistExample): Promise<void>;
    /** Newest first. */
    newest(scope: Scope, language: Language): Promise<AssistExample[]>;
  };
  model: {
    /** Undefined: nobody has set it up. */
    settings(scope: Scope): Promise<ModelSettings | undefined>;
    /** False when the version differed. */
    save(scope: Scope, settings: ModelSettings, expected: number | undefined, tx: Tx): Promise<boolean>;
    usage(scope: Scope, now: Date): Promise<{ day: ModelUsage; month: ModelUsage }>;
    /**
     * Sets an estimate aside in day and month unless a cap would be passed: atomically, so that calls side by side cannot pass it together.
     * A call that a crash cut short stays counted as estimated.
     */
    reserve(scope: Scope, now: Date, estimate: ModelSpend, limits: ModelLimits): Promise<boolean>;
    /** Puts what it really was in the place of the estimate. */
    settle(
      scope: Scope,
      at: Date,
      estimate: ModelSpend,
      spent: { tokensIn: number; tokensOut: number; money: number; fault: boolean },
    ): Promise<void>;
  };
  summaries: {
    get(scope: Scope, conversationId: string): Promise<ConversationSummary | undefined>;
    /** Not put in the place of one that covers more, nor of a customer who was erased meanwhile. */
    put(scope: Scope, summary: ConversationSummary): Promise<void>;
  };
}
