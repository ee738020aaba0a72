import { z } from 'zod';
import type { BotOrder } from '#contracts/bot.ts';
import type { DialogDefinition, DialogStep, Slot } from '#contracts/dialog.ts';
import type { ReadContext } from './read-slot.ts';

/** A run of a dialog between two turns: JSON, kept in botbuilder's stack frame. */
export const Run = z.object({
  dialogId: z.string(),
  /** The published version it runs; 0 = a draft. */
  number: z.number().int(),
  step: z.string(),
  /** What the customer's next words are taken for. */
  waits: z.enum(['slot', 'known', 'confirm', 'call']),
  slots: z.record(z.string(), z.string()),
  /** Answers to the question under way that could not be read. */
  tries: z.number().int(),
  /** Confirmed in this run, and nothing changed since. */
  confirmed: z.boolean(),
  /** Fields of the last call's answer. */
  answer: z.record(z.string(), z.string()),
  /** The record's value that is being confirmed. */
  offered: z.string().optional(),
  /** Slots whose recorded value was refused. */
  refused: z.array(z.string()),
  calls: z.number().int(),
  askedAt: z.string(),
  /** Set while it is asked whether to go on after a pause: what the customer had said. */
  paused: z.string().optional(),
});
export type Run = z.infer<typeof Run>;

/** Why a dialog gives over to a person. */
export type HandOverCause = 'step' | 'unread' | 'failed' | 'no-orders' | 'refused';

/** What a step of a run does outside of it, in order. */
export type Effect =
  | { kind: 'say'; text: string; choices?: readonly { label: string; value: string }[] }
  | { kind: 'call'; action: string; input: Record<string, string>; confirmed: boolean }
  | { kind: 'record'; as: Extract<DialogStep, { kind: 'record' }>['as']; slots: Record<string, string> }
  | {
      kind: 'hand-over';
      cause: HandOverCause;
      text?: string;
      skills: readonly string[];
      priority?: Extract<DialogStep, { kind: 'hand-over' }>['priority'];
    }
  | { kind: 'end' }
  | { kind: 'cancelled' }
  | { kind: 'unverified' };

/** What a run is worked out by. */
export interface RunContext extends ReadContext {
  customer: { verified: boolean; name?: string; email?: string; phone?: string };
  /** Whether an action cannot be taken back; such a one is called after a yes only. */
  irreversible(action: string): boolean;
}

/** What comes next: the first words, an answer, or what a call came to. */
export type RunInput =
  | { kind: 'begin'; text: string }
  /** `value`: of a tapped choice. */
  | { kind: 'text'; text: string; value?: string }
  | { kind: 'answered'; ok: boolean; dryRun?: boolean; answer: Record<string, string> };

/** A definition while it runs. */
export interface Machine {
  definition: DialogDefinition;
  context: RunContext;
  run: Run;
  effects: Effect[];
}

export const slotNamed = (definition: DialogDefinition, name: string): Slot | undefined =>
  definition.slots.find((slot) => slot.name === name);

export const orderOf = (context: RunContext, number: string | undefined): BotOrder | undefined =>
  context.orders.find((order) => order.number === number);

/** What the record knows for a slot, as it would be kept. */
export const knownFor = (
  { context, run }: Pick<Machine, 'context' | 'run'>,
  slot: Slot,
): string | undefined => {
  const { customer, orders } = context;
  if (!customer.verified || run.refused.includes(slot.name)) return undefined;
  switch (slot.knownFrom) {
    case 'customer.name':
      return customer.name;
    case 'customer.email':
      return customer.email;
    case 'customer.phone':
      return customer.phone;
    case 'last-order':
      return orders[0]?.number;
    default:
      // Of one order nobody asks which.
      return slot.kind === 'order' && orders.length === 1 ? orders[0]?.number : undefined;
  }
};
