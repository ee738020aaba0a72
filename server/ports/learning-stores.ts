import type { AnswerDefinition, LessonTarget, QuestionCause } from '#contracts/answer.ts';
import type { Language } from '#contracts/time.ts';
import type { PageAsk, PageOf } from './core-stores.ts';
import type { Scope, Tx } from './scope.ts';

/** An answer of the operator: its draft and what is live. */
export interface Answer {
  id: string;
  enabled: boolean;
  draft: AnswerDefinition;
  published?: AnswerDefinition;
  publishedVersion?: number;
  publishedAt?: Date;
  publishedBy?: string;
  updatedAt: Date;
  updatedBy?: string;
  version: number;
}

/** A question that was not answered, or not well: a customer's own words, erased with them. */
export interface OpenQuestion {
  id: string;
  customerId: string;
  conversationId: string;
  /** The message of the bot that it got, or the customer's own. */
  seq: number;
  language: Language;
  text: string;
  cause: QuestionCause;
  at: Date;
}

/** A customer's words, masked, on their way to be an example; erased with the customer. */
export interface Lesson {
  id: string;
  customerId?: string;
  conversationId?: string;
  language: Language;
  text: string;
  target: LessonTarget;
  state: 'pending' | 'approved' | 'rejected';
  source: 'misrouted' | 'question';
  proposedBy: string;
  proposedAt: Date;
  decidedBy?: string;
  decidedAt?: Date;
}

export interface LearningStores {
  answers: {
    /** By title, drafts included. */
    list(scope: Scope, ask: PageAsk): Promise<PageOf<Answer>>;
    get(scope: Scope, id: string): Promise<Answer | undefined>;
    /** What the bot knows of: live answers and approved lessons. `version` changes with each of them. */
    live(scope: Scope): Promise<{ version: string; answers: readonly Answer[]; lessons: readonly Lesson[] }>;
    /** `expected` undefined: a new one. False when the version differed. */
    save(scope: Scope, answer: Answer, expected: number | undefined, tx: Tx): Promise<boolean>;
    remove(scope: Scope, id: string, tx: Tx): Promise<boolean>;
  };
  questions: {
    /** One that is there already (by id) is left as it is. */
    keep(scope: Scope, questions: readonly OpenQuestion[]): Promise<void>;
    /** Open ones, newest first. */
    open(scope: Scope, language: Language, limit: number): Promise<OpenQuestion[]>;
    get(scope: Scope, id: string): Promise<OpenQuestion | undefined>;
    /** Taken off the list. */
    settle(scope: Scope, ids: readonly string[], tx: Tx): Promise<number>;
  };
  lessons: {
    list(scope: Scope, ask: PageAsk & { state: Lesson['state'] }): Promise<PageOf<Lesson>>;
    get(scope: Scope, id: string): Promise<Lesson | undefined>;
    insert(scope: Scope, lessons: readonly Lesson[], tx: Tx): Promise<void>;
    /** From pending only; undefined when it was decided already. */
    decide(
      scope: Scope,
      id: string,
      set: { state: 'approved' | 'rejected'; decidedBy: string; decidedAt: Date },
      tx: Tx,
    ): Promise<Lesson | undefined>;
  };
}
