import type { AnyInteraction } from '#contracts/events.ts';
import type { Channel } from '#contracts/message.ts';
import type { Attribution, SurveyKind } from '#contracts/survey.ts';
import type { Cell, Cube } from '../domain/report/cells.ts';
import type { Duration, Measure } from '../domain/report/contributions.ts';
import type { FactSheet } from '../domain/report/facts.ts';
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
  /** Facts (one sheet per conversation, one row per cycle, wait, reply, response, span) and their roll-ups; shapes are domain/report's. */
  facts: FactStore;
}

/** That a conversation has interactions which the facts may not hold yet. */
export interface FactMark {
  id: string;
  conversationId: string;
  /** Oldest and youngest `at` of them. */
  minAt: Date;
  maxAt: Date;
}

export interface CellAsk {
  cube: Cube;
  channel?: string;
  agent?: string;
  team?: string;
  /** First and last day, both included. */
  fromDay: string;
  toDay: string;
  /** In cells of hours: the first and the last, both included. Then the two days are one. */
  fromHour?: number;
  toHour?: number;
  /** Only these, to read less; default all. */
  counts?: readonly Measure[];
  durations?: readonly Duration[];
}

export interface FactStore {
  /** Notes what is to be folded; after the commit of the interactions it stands for. */
  mark(scope: Scope, marks: readonly Omit<FactMark, 'id'>[]): Promise<void>;
  /** Marks with something not younger than `until`, oldest first. */
  marks(scope: Scope, until: Date, limit: number): Promise<FactMark[]>;
  /** The oldest thing that is not folded yet. */
  oldestMark(scope: Scope): Promise<Date | undefined>;
  /** Everything of these marks up to `until` is folded: those older are removed, the others begin after it. */
  settleMarks(scope: Scope, marks: readonly FactMark[], until: Date, tx: Tx): Promise<void>;
  /** Interactions that facts are made of, by conversation, in no order: those younger than `after` (absent: all) up to `until`. */
  interactions(
    scope: Scope,
    asks: readonly { conversationId: string; after?: Date }[],
    until: Date,
    recordedUntil?: Date,
  ): Promise<Map<string, AnyInteraction[]>>;
  /** The same of all conversations, one array each: recounts. */
  everyConversation(scope: Scope, recordedUntil?: Date): AsyncIterable<AnyInteraction[]>;
  sheets(scope: Scope, conversationIds: readonly string[]): Promise<FactSheet[]>;
  /** Of these customers, with a start or resolution not older than `since`. */
  sheetsOfCustomers(scope: Scope, customerIds: readonly string[], since: Date): Promise<FactSheet[]>;
  /** Something of them counts in the hours of these instants or between; in batches. */
  sheetsInHours(scope: Scope, from: Date, to: Date): AsyncIterable<FactSheet[]>;
  everySheet(scope: Scope): AsyncIterable<FactSheet[]>;
  /**
   * Writes sheets by compare-and-swap on `rev` and adds cells to the roll-ups of `zone`, all or nothing. False when a sheet was changed meanwhile, or the
   * roll-ups are not (any longer) those of that zone.
   */
  apply(
    scope: Scope,
    change: { sheets: readonly FactSheet[]; cells: readonly Cell[]; zone: string },
    tx: Tx,
  ): Promise<boolean>;
  /** As stored: what cancelled out may be there as 0. */
  cells(scope: Scope, ask: CellAsk): Promise<Cell[]>;
  /** Zone whose days the roll-ups have; undefined while they are being made. */
  zone(scope: Scope): Promise<string | undefined>;
  /** Makes all roll-ups anew from cells. Nothing is added while `cells` runs. */
  replaceCells(scope: Scope, zone: string, cells: () => Promise<Iterable<Cell>>): Promise<void>;
  /** Puts sheets in bulk where none are: the demo, imports. The caller replaces the cells. */
  insertSheets(scope: Scope, sheets: readonly FactSheet[]): Promise<void>;
}
