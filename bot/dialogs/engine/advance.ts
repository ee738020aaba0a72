import type { DialogDefinition, DialogStep, Slot } from '#contracts/dialog.ts';
import { sayDay } from '../../replies/say.ts';
import { fill, holds, shown } from './fill.ts';
import { type LineKey, line } from './lines.ts';
import { todayIn } from './read-date.ts';
import { findSlot, MAX_OFFERED, orderLabel, readSlot } from './read-slot.ts';
import {
  type Effect,
  knownFor,
  type Machine,
  type Run,
  type RunContext,
  type RunInput,
  slotNamed,
} from './run.ts';
import { givesUp, isNo, isYes } from './say-yes.ts';

/** Steps done without asking; more is a circle that the check would have refused. */
const MAX_STEPS = 120;
/** Answers that may be unreadable before a person helps: the first, and one more. */
const MAX_TRIES = 2;

interface Advanced {
  run?: Run;
  effects: Effect[];
}

const DAY_MS = 86_400_000;

const yesNo = ({ language }: RunContext) => [
  { label: line(language, 'yes'), value: 'yes' },
  { label: line(language, 'no'), value: 'no' },
];

const choicesOf = (slot: Slot, context: RunContext): { label: string; value: string }[] => {
  if (slot.kind === 'yes-no') return yesNo(context);
  if (slot.kind === 'order')
    return context.orders
      .slice(0, MAX_OFFERED)
      .map((order) => ({ label: orderLabel(order), value: order.number }));
  return (slot.choices ?? []).map(({ value, label }) => ({ label: label[context.language] || value, value }));
};

const dayFrom = (context: RunContext, days: number): string => {
  const today = Date.parse(`${todayIn(context.now, context.timeZone)}T00:00:00Z`);
  return sayDay(context.language, new Date(today + days * DAY_MS).toISOString().slice(0, 10));
};

/** What to say when an answer could not be read: the slot's own words, else a line for its kind and bounds. */
const retryOf = (machine: Machine, slot: Slot, said: string): string => {
  const { context } = machine;
  const { language } = context;
  if (slot.retry && (slot.retry.ja || slot.retry.en)) return fill(machine, slot.retry);
  const { kind, min, max } = slot;
  if (kind === 'text' && max !== undefined && [...said.trim()].length > max)
    return line(language, 'retry.text.long');
  const bounded = (kind === 'number' || kind === 'date') && (min !== undefined || max !== undefined);
  const read = kind === 'date' ? readSlot({ name: 'any', kind, prompt: slot.prompt }, said, context) : said;
  if (!bounded || read === undefined) return line(language, `retry.${kind}` satisfies LineKey);
  const sides = min === undefined ? 'max' : max === undefined ? 'min' : 'both';
  const word = (bound: number | undefined): string | number =>
    bound === undefined ? '' : kind === 'date' ? dayFrom(context, bound) : bound;
  const key = kind === 'date' ? (`bounds.date.${sides}` as const) : (`bounds.${sides}` as const);
  const bounds = line(language, key, { min: word(min), max: word(max) });
  return line(language, `retry.${kind}.bounds` as LineKey, { bounds });
};

const wait = (machine: Machine, step: string, waits: Run['waits']): 'waits' => {
  const { run, context } = machine;
  if (run.step !== step || run.waits !== waits) run.tries = 0;
  Object.assign(run, { step, waits, askedAt: context.now });
  return 'waits';
};

const say = (machine: Machine, text: string, choices?: readonly { label: string; value: string }[]): void => {
  machine.effects.push({ kind: 'say', text, ...(choices?.length ? { choices } : {}) });
};

/** Says the question under way again, `before` it what is to be said first. */
const prompt = (machine: Machine, before = ''): void => {
  const { definition, context, run } = machine;
  const step = definition.steps.find(({ id }) => id === run.step);
  const first = before ? `${before}\n` : '';
  if (step?.kind === 'confirm') {
    say(machine, first + fill(machine, step.text), yesNo(context));
    return;
  }
  const slot = step?.kind === 'ask' ? slotNamed(definition, step.slot) : undefined;
  if (!slot) return;
  if (run.waits === 'known' && run.offered !== undefined) {
    const known = slot.kind === 'order' ? 'known.last-order' : 'known';
    const order = context.orders.find(({ number }) => number === run.offered);
    const value = order ? orderLabel(order) : shown(slot, run.offered, context);
    say(machine, first + line(context.language, known, { value }), yesNo(context));
    return;
  }
  say(machine, first + fill(machine, slot.prompt), choicesOf(slot, context));
};

const over = (machine: Machine, effect: Effect): 'over' => {
  machine.effects.push(effect);
  return 'over';
};

const handOver = (machine: Machine, cause: Extract<Effect, { kind: 'hand-over' }>['cause']): 'over' =>
  over(machine, { kind: 'hand-over', cause, skills: [] });

/** Where a step leads: the id of the next one, or that the run waits or is over. */
type Next = { to: string | undefined } | 'waits' | 'over';

const ask = (machine: Machine, step: Extract<DialogStep, { kind: 'ask' }>): Next => {
  const { definition, context, run } = machine;
  const slot = slotNamed(definition, step.slot);
  if (!slot || Object.hasOwn(run.slots, slot.name)) return { to: step.next };
  if (slot.kind === 'order' && !context.customer.verified) return over(machine, { kind: 'unverified' });
  if (slot.kind === 'order' && context.orders.length === 0) return handOver(machine, 'no-orders');
  const known = knownFor(machine, slot);
  if (known !== undefined) run.offered = known;
  else delete run.offered;
  wait(machine, step.id, known === undefined ? 'slot' : 'known');
  prompt(machine);
  return 'waits';
};

const call = (machine: Machine, step: Extract<DialogStep, { kind: 'call' }>): Next => {
  const { context, run } = machine;
  const refused = context.irreversible(step.action) && !(run.confirmed && context.customer.verified);
  if (refused) return handOver(machine, 'refused');
  run.calls += 1;
  if (!machine.effects.some(({ kind }) => kind === 'say')) say(machine, line(context.language, 'moment'));
  machine.effects.push({
    kind: 'call',
    action: step.action,
    input: { ...run.slots },
    confirmed: run.confirmed,
  });
  return wait(machine, step.id, 'call');
};

const perform = (machine: Machine, step: DialogStep): Next => {
  switch (step.kind) {
    case 'ask':
      return ask(machine, step);
    case 'say':
      say(machine, fill(machine, step.text));
      return { to: step.next };
    case 'confirm':
      wait(machine, step.id, 'confirm');
      prompt(machine);
      return 'waits';
    case 'branch': {
      const way = step.when.find(({ all }) => all.every((condition) => holds(machine, condition)));
      return { to: way?.to ?? step.next };
    }
    case 'call':
      return call(machine, step);
    case 'record':
      machine.effects.push({ kind: 'record', as: step.as, slots: { ...machine.run.slots } });
      return { to: step.next };
    case 'hand-over':
      return over(machine, {
        kind: 'hand-over',
        cause: 'step',
        skills: step.skills,
        priority: step.priority,
        ...(step.text && (step.text.ja || step.text.en) ? { text: fill(machine, step.text) } : {}),
      });
    case 'end':
      if (step.text && (step.text.ja || step.text.en)) say(machine, fill(machine, step.text));
      return over(machine, { kind: 'end' });
  }
};

/** Walks from a step on until something is asked, called or over. */
const walk = (machine: Machine, from: string | undefined, after?: number): Advanced => {
  const { definition, run, effects } = machine;
  let at = after ?? definition.steps.findIndex(({ id }) => id === from);
  for (let left = MAX_STEPS; left > 0; left -= 1) {
    const step = definition.steps[at];
    if (!step) {
      over(machine, { kind: 'end' });
      return { effects };
    }
    const next = perform(machine, step);
    if (next === 'waits') return { run, effects };
    if (next === 'over') return { effects };
    at = next.to === undefined ? at + 1 : definition.steps.findIndex(({ id }) => id === next.to);
  }
  handOver(machine, 'failed');
  return { effects };
};

/** Goes on behind the step under way, or at `to`. */
const goOn = (machine: Machine, to?: string): Advanced => {
  const { definition, run } = machine;
  const at = definition.steps.findIndex(({ id }) => id === run.step);
  const step = definition.steps[at];
  const next = to ?? (step && 'next' in step ? step.next : undefined);
  return next === undefined ? walk(machine, undefined, at + 1) : walk(machine, next);
};

const set = ({ run }: Machine, name: string, value: string): void => {
  if (run.slots[name] === value) return;
  run.slots[name] = value;
  // What was confirmed was something else.
  run.confirmed = false;
};

/** Fills what the words give beside what was asked; `again` also corrects what is there. Answers whether anything changed. */
const fillFrom = (machine: Machine, text: string, again: boolean): boolean => {
  const { definition, context, run } = machine;
  let changed = false;
  for (const slot of definition.slots) {
    const there = Object.hasOwn(run.slots, slot.name);
    if (there && !again) continue;
    const value = findSlot(slot, text, context);
    if (value === undefined || run.slots[slot.name] === value || (again && !there)) continue;
    // Two slots of one kind: nobody knows which was meant.
    const rivals = definition.slots.filter(({ kind }) => kind === slot.kind && kind !== 'choice');
    if (rivals.length > 1) continue;
    set(machine, slot.name, value);
    changed = true;
  }
  return changed;
};

const missed = (machine: Machine, before: string): Advanced => {
  const { run, effects, context } = machine;
  run.tries += 1;
  if (run.tries >= MAX_TRIES) {
    handOver(machine, 'unread');
    return { effects };
  }
  run.askedAt = context.now;
  prompt(machine, before);
  return { run, effects };
};

const confirmed = (
  machine: Machine,
  step: Extract<DialogStep, { kind: 'confirm' }>,
  input: { text: string; value?: string },
): Advanced => {
  const { run, effects, context } = machine;
  const said = input.value ?? input.text;
  if (said === 'yes' || isYes(said)) {
    run.confirmed = true;
    return goOn(machine);
  }
  // "No, on Friday": what was wrong is corrected and read back again.
  if (input.value === undefined && fillFrom(machine, input.text, true)) {
    run.tries = 0;
    prompt(machine);
    return { run, effects };
  }
  if (said === 'no' || isNo(said)) {
    if (step.no !== undefined) return goOn(machine, step.no);
    over(machine, { kind: 'cancelled' });
    return { effects };
  }
  return missed(machine, line(context.language, 'retry.yes-no'));
};

const answered = (machine: Machine, slot: Slot, input: { text: string; value?: string }): Advanced => {
  const { run, context } = machine;
  const { text } = input;
  const tapped = input.value ?? '';
  if (run.waits === 'known' && run.offered !== undefined) {
    if (tapped === 'yes' || (!tapped && isYes(text))) {
      set(machine, slot.name, run.offered);
      return goOn(machine);
    }
    // "No, use 090…" names the value at once; a bare no is asked for it.
    const own = slot.kind === 'text' || tapped ? undefined : readSlot(slot, text, context);
    if (own === undefined && (tapped === 'no' || isNo(text))) {
      run.refused.push(slot.name);
      return walk(machine, run.step);
    }
    if (own === undefined && slot.kind === 'text') {
      const value = readSlot(slot, text, context);
      if (value !== undefined) set(machine, slot.name, value);
      return value === undefined ? missed(machine, retryOf(machine, slot, text)) : goOn(machine);
    }
    if (own === undefined) return missed(machine, line(context.language, 'retry.yes-no'));
    set(machine, slot.name, own);
    return goOn(machine);
  }
  const offered = choicesOf(slot, context).some(({ value }) => value === tapped);
  const value = offered ? tapped : readSlot(slot, text, context);
  if (value === undefined) return missed(machine, retryOf(machine, slot, text));
  set(machine, slot.name, value);
  if (slot.kind !== 'text' && input.value === undefined) fillFrom(machine, text, false);
  return goOn(machine);
};

/** Whether "cancel" is what the dialog does rather than a way out of it. */
const aboutCancelling = ({ title, examples }: DialogDefinition): boolean =>
  /キャンセル|取り消|cancel/i.test([title.ja, title.en, ...examples.ja, ...examples.en].join(' '));

/** Whether the words give this dialog up. */
export const gaveUp = (definition: DialogDefinition, text: string): boolean =>
  givesUp(text, aboutCancelling(definition));

/** A run that has not begun. */
export const newRun = (dialogId: string, number: number, now: string): Run => ({
  dialogId,
  number,
  step: '',
  waits: 'slot',
  slots: {},
  tries: 0,
  confirmed: false,
  answer: {},
  refused: [],
  calls: 0,
  askedAt: now,
});

/** The question under way again, as it was asked. */
export const repeat = (
  definition: DialogDefinition,
  run: Run,
  context: RunContext,
  before = '',
): Effect[] => {
  const machine: Machine = { definition, context, run: structuredClone(run), effects: [] };
  prompt(machine, before);
  return machine.effects;
};

const step = (machine: Machine, input: RunInput): Advanced => {
  const { definition, context, run } = machine;
  if (input.kind === 'begin') {
    if (definition.verifiedOnly && !context.customer.verified) return { effects: [{ kind: 'unverified' }] };
    fillFrom(machine, input.text, false);
    return walk(machine, definition.steps[0]?.id);
  }
  const here = definition.steps.find(({ id }) => id === run.step);
  if (input.kind === 'answered') {
    if (here?.kind !== 'call' || run.waits !== 'call') return { run, effects: [] };
    run.answer = input.answer;
    if (input.ok) {
      if (input.dryRun) say(machine, line(context.language, 'dry-run'));
      return goOn(machine);
    }
    if (here.failed !== undefined) return goOn(machine, here.failed);
    handOver(machine, 'failed');
    return { effects: machine.effects };
  }
  if (run.waits === 'call') return { run, effects: [] };
  if (input.value === undefined && gaveUp(definition, input.text))
    return { effects: [{ kind: 'cancelled' }] };
  const slot = here?.kind === 'ask' ? slotNamed(definition, here.slot) : undefined;
  if (here?.kind === 'confirm') return confirmed(machine, here, input);
  if (slot) return answered(machine, slot, input);
  // The step is gone: the definition is not the one the run began with.
  handOver(machine, 'failed');
  return { effects: machine.effects };
};

/**
 * One step of a run. Pure, and total: on any words it asks, calls, or is over; it never throws. The run given is not changed. `slots`: what is known now,
 * also once the run is over.
 */
export const advance = (
  definition: DialogDefinition,
  before: Run,
  input: RunInput,
  context: RunContext,
): { run?: Run; effects: Effect[]; slots: Record<string, string> } => {
  const machine: Machine = { definition, context, run: structuredClone(before), effects: [] };
  return { ...step(machine, input), slots: machine.run.slots };
};
