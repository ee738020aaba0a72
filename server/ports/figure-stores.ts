import type { Channel } from '#contracts/message.ts';
import type { Attribution, SurveyKind } from '#contracts/survey.ts';
import type { Scope, Tx } from './scope.ts';

/** A survey sent to a customer; the answer, once given, is fixed with its attribution. Text of the comment is erasable. */
export interface Survey {
  id: string;
  kind: SurveyKind;
  customerId: string;
  conversationId?: string;
  cycle?: number;
  channel: Channel;
  sentAt: Date;
  state: 'scheduled' | 'sent' | 'answered' | 'cancelled';
  score?: number;
  comment?: string;
  answeredAt?: Date;
  /** The message that carries the question. */
  messageId?: string;
  /** Who served, taken when it was sent; fixed with the answer. */
  attribution?: Attribution;
}

export interface FigureStores {
  surveys: {
    get(scope: Scope, id: string, tx?: Tx): Promise<Survey | undefined>;
    insert(scope: Scope, survey: Survey, tx?: Tx): Promise<void>;
    update(
      scope: Scope,
      id: string,
      fromStates: readonly Survey['state'][],
      set: Partial<Survey>,
      tx?: Tx,
    ): Promise<Survey | undefined>;
    ofCustomer(scope: Scope, customerIds: readonly string[], limit: number): Promise<Survey[]>;
  };
  /** Facts (one row per cycle, wait, response, span) and their roll-ups; shapes are domain/report's. */
  facts: {
    get(scope: Scope, ids: readonly string[]): Promise<Record<string, unknown>[]>;
    upsert(
      scope: Scope,
      facts: readonly ({ id: string; kind: string; day: string; at: Date } & Record<string, unknown>)[],
    ): Promise<void>;
    range(
      scope: Scope,
      kind: string,
      from: Date,
      to: Date,
      filter: Record<string, unknown>,
    ): Promise<Record<string, unknown>[]>;
  };
}
