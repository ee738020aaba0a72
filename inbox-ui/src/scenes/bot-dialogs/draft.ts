import type { DialogDefinition, DialogStep, Slot, Words } from '#contracts/dialog.ts';

/** The kinds of step, in the order of the menu. */
export const STEP_KINDS = ['ask', 'say', 'confirm', 'branch', 'call', 'record', 'hand-over', 'end'] as const;
export const SLOT_KINDS = [
  'text',
  'number',
  'date',
  'time',
  'email',
  'phone',
  'order',
  'choice',
  'yes-no',
] as const;
export type StepKind = DialogStep['kind'];
export type SlotKind = Slot['kind'];

/** Longest name of a step or a slot (contracts/dialog.ts `DialogName`). */
const LONGEST_NAME = 40;
export const NO_WORDS: Words = { ja: '', en: '' };

/** What is typed as a name, as one: lower-case letters, digits and hyphens, beginning with a letter. May be empty. */
export const asName = (typed: string): string =>
  typed
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, LONGEST_NAME);

/** The first of `base`, `base-2`, `base-3` … that is not taken. */
export const freeName = (base: string, taken: readonly string[]): string => {
  if (!taken.includes(base)) return base;
  for (let count = 2; ; count += 1) {
    const name = `${base.slice(0, LONGEST_NAME - 5)}-${count}`;
    if (!taken.includes(name)) return name;
  }
};

const idsOf = ({ steps }: DialogDefinition): string[] => steps.map(({ id }) => id);
const namesOf = ({ slots }: DialogDefinition): string[] => slots.map(({ name }) => name);

/** What conditions may look at: the slots, what is read of an order, and the customer's name. */
export const conditionNames = ({ slots }: DialogDefinition): string[] => [
  ...slots.flatMap(({ name, kind }) =>
    kind === 'order' ? [name, `${name}-status`, `${name}-items`] : [name],
  ),
  'customer-name',
];

/** A new dialog: it says something and ends. */
export const blankDefinition = (): DialogDefinition => ({
  title: { ...NO_WORDS },
  examples: { ja: [], en: [] },
  verifiedOnly: false,
  slots: [],
  steps: [{ id: 'end', kind: 'end', text: { ...NO_WORDS } }],
});

/** A new slot of a kind, with a name nobody has. */
export const newSlot = (draft: DialogDefinition, kind: SlotKind): Slot => ({
  name: freeName(kind === 'text' ? 'detail' : kind, namesOf(draft)),
  kind,
  prompt: { ...NO_WORDS },
  ...(kind === 'choice' ? { choices: [{ value: 'a', label: { ...NO_WORDS } }] } : {}),
});

/** A new step of a kind; what it must name is something that is there. `after`: place of the step it follows. */
const newStep = (draft: DialogDefinition, kind: StepKind, after: number): DialogStep => {
  const id = freeName(kind, idsOf(draft));
  const text = { ...NO_WORDS };
  switch (kind) {
    case 'ask':
      return { id, kind, slot: draft.slots.at(-1)?.name ?? 'detail' };
    case 'say':
    case 'confirm':
      return { id, kind, text };
    case 'branch': {
      const to = draft.steps[after + 1]?.id ?? draft.steps[0]?.id ?? 'end';
      const slot = draft.slots[0]?.name ?? 'customer-name';
      return { id, kind, when: [{ all: [{ slot, is: 'given' }], to }] };
    }
    case 'call':
      return { id, kind, action: '' };
    case 'record':
      return { id, kind, as: 'callback' };
    case 'hand-over':
      return { id, kind, text, skills: [], priority: 'normal' };
    case 'end':
      return { id, kind, text };
  }
};

const nextOf = (step: DialogStep): string | undefined => ('next' in step ? step.next : undefined);

/** The same step with another `next`; steps that end have none. */
export const withNext = (step: DialogStep, next: string | undefined): DialogStep => {
  if (step.kind === 'hand-over' || step.kind === 'end') return step;
  const { next: _, ...rest } = step;
  return next === undefined ? (rest as DialogStep) : ({ ...rest, next } as DialogStep);
};

const ends = ({ kind }: DialogStep): boolean => kind === 'end' || kind === 'hand-over';

/** A new step, and the slot an `ask` brings along where all slots are asked for already. */
const makeStep = (
  draft: DialogDefinition,
  kind: StepKind,
  after: number,
): { slots: Slot[]; step: DialogStep } => {
  const asked = new Set(draft.steps.flatMap((step) => (step.kind === 'ask' ? [step.slot] : [])));
  const free = draft.slots.find(({ name }) => !asked.has(name));
  const slot = free ?? newSlot(draft, 'text');
  const step = newStep(draft, kind, after);
  if (step.kind !== 'ask') return { slots: draft.slots, step };
  return {
    slots: free === undefined ? [...draft.slots, slot] : draft.slots,
    step: { ...step, slot: slot.name },
  };
};

/**
 * Puts a step behind the one at `after` (-1 = at the start). Where that one led on by name, the new one leads there now.
 * An `ask` in a dialog without a free slot brings its slot along.
 */
export const addStep = (
  draft: DialogDefinition,
  kind: StepKind,
  after: number,
): { draft: DialogDefinition; id: string } => {
  const { slots, step } = makeStep(draft, kind, after);
  const before = draft.steps[after];
  const led = before === undefined ? undefined : nextOf(before);
  const steps = draft.steps.map((one, at) => (at === after ? withNext(one, undefined) : one));
  steps.splice(after + 1, 0, withNext(step, led));
  return { draft: { ...draft, slots, steps }, id: step.id };
};

/** Another kind of step in the same place, under the same name: what leads here still does. Words and way on are kept where the kind has them. */
export const changeKind = (draft: DialogDefinition, at: number, kind: StepKind): DialogDefinition => {
  const old = draft.steps[at];
  if (old === undefined || old.kind === kind) return draft;
  const made = makeStep(draft, kind, at);
  const named = withNext({ ...made.step, id: old.id }, nextOf(old));
  const said = 'text' in old ? old.text : undefined;
  const step = said !== undefined && 'text' in named ? { ...named, text: said } : named;
  return { ...draft, slots: made.slots, steps: draft.steps.map((one, place) => (place === at ? step : one)) };
};

/** Moves a step to another place. Names keep pointing where they pointed; what only followed follows its new neighbour. */
export const moveStep = (draft: DialogDefinition, from: number, to: number): DialogDefinition => {
  const step = draft.steps[from];
  if (step === undefined || to < 0 || to >= draft.steps.length || from === to) return draft;
  const steps = draft.steps.filter((_, at) => at !== from);
  steps.splice(to, 0, step);
  return { ...draft, steps };
};

/** A copy right behind the step; the step leads to its copy, the copy on to where the step led. */
export const duplicateStep = (
  draft: DialogDefinition,
  at: number,
): { draft: DialogDefinition; id: string } => {
  const step = draft.steps[at];
  if (step === undefined) return { draft, id: '' };
  const id = freeName(step.id.replace(/-\d+$/, ''), idsOf(draft));
  const steps = draft.steps.map((one, place) => (place === at ? withNext(one, undefined) : one));
  steps.splice(at + 1, 0, { ...structuredClone(step), id });
  return { draft: { ...draft, steps }, id };
};

/** Every name a step leads to, changed by `turn`; `undefined` takes an optional one away. */
const turnWays = (step: DialogStep, turn: (id: string) => string | undefined): DialogStep => {
  const next = nextOf(step);
  const out = next === undefined ? step : withNext(step, turn(next));
  if (out.kind === 'confirm' && out.no !== undefined) {
    const { no, ...rest } = out;
    const way = turn(no);
    return way === undefined ? rest : { ...rest, no: way };
  }
  if (out.kind === 'call' && out.failed !== undefined) {
    const { failed, ...rest } = out;
    const way = turn(failed);
    return way === undefined ? rest : { ...rest, failed: way };
  }
  if (out.kind === 'branch') return { ...out, when: out.when.map((c) => ({ ...c, to: turn(c.to) ?? c.to })) };
  return out;
};

/** Takes a step out. What led to it leads to where it led; the last step stays. */
export const removeStep = (draft: DialogDefinition, at: number): DialogDefinition => {
  const gone = draft.steps[at];
  if (gone === undefined || draft.steps.length === 1) return draft;
  const own = nextOf(gone);
  const on = own ?? (ends(gone) ? undefined : draft.steps[at + 1]?.id);
  const to = on === gone.id ? undefined : on;
  const steps = draft.steps
    .map((step, place) => (place === at - 1 && nextOf(step) === undefined ? withNext(step, own) : step))
    .filter((_, place) => place !== at)
    .map((step) => turnWays(step, (id) => (id === gone.id ? to : id)));
  return { ...draft, steps };
};

/** Turns `{{old}}` of all words into `{{new}}`. */
const renameIn = (words: Words, from: string, to: string): Words => {
  const place = new RegExp(`\\{\\{\\s*${from}((?:-status|-items)?)\\s*\\}\\}`, 'g');
  const turn = (text: string): string => text.replaceAll(place, (_, part: string) => `{{${to}${part}}}`);
  return { ja: turn(words.ja), en: turn(words.en) };
};

const renameInStep = (step: DialogStep, from: string, to: string): DialogStep => {
  const said =
    'text' in step && step.text !== undefined ? { ...step, text: renameIn(step.text, from, to) } : step;
  const name = (slot: string): string => {
    if (slot === from) return to;
    return slot === `${from}-status` || slot === `${from}-items` ? `${to}${slot.slice(from.length)}` : slot;
  };
  if (said.kind === 'ask') return { ...said, slot: name(said.slot) };
  if (said.kind !== 'branch') return said;
  return {
    ...said,
    when: said.when.map((one) => ({ ...one, all: one.all.map((c) => ({ ...c, slot: name(c.slot) })) })),
  };
};

/** Gives a slot another name, everywhere it is named. A name that is taken or empty changes nothing. */
export const renameSlot = (draft: DialogDefinition, from: string, to: string): DialogDefinition => {
  if (to === '' || from === to || namesOf(draft).includes(to)) return draft;
  return {
    ...draft,
    slots: draft.slots.map((slot) => ({
      ...slot,
      name: slot.name === from ? to : slot.name,
      prompt: renameIn(slot.prompt, from, to),
      ...(slot.retry === undefined ? {} : { retry: renameIn(slot.retry, from, to) }),
    })),
    steps: draft.steps.map((step) => renameInStep(step, from, to)),
  };
};

/** Takes a slot out with the steps that ask for it, as long as a step is left. */
export const removeSlot = (draft: DialogDefinition, name: string): DialogDefinition => {
  let left: DialogDefinition = { ...draft, slots: draft.slots.filter((slot) => slot.name !== name) };
  for (let at = left.steps.length - 1; at >= 0; at -= 1) {
    const step = left.steps[at];
    if (step?.kind === 'ask' && step.slot === name) left = removeStep(left, at);
  }
  return left;
};

/** What is sent: examples without blank lines, words that say nothing left out where they may be. */
export const cleaned = (draft: DialogDefinition): DialogDefinition => {
  const lines = (all: readonly string[]): string[] =>
    [...new Set(all.map((line) => line.trim().slice(0, 300)).filter(Boolean))].slice(0, 100);
  const silent = ({ ja, en }: Words): boolean => ja.trim() === '' && en.trim() === '';
  return {
    ...draft,
    examples: { ja: lines(draft.examples.ja), en: lines(draft.examples.en) },
    slots: draft.slots.map(({ retry, label, ...slot }) => ({
      ...slot,
      ...(label === undefined || silent(label) ? {} : { label }),
      ...(retry === undefined || silent(retry) ? {} : { retry }),
    })),
    steps: draft.steps.map((step) => {
      if ((step.kind !== 'end' && step.kind !== 'hand-over') || !step.text || !silent(step.text)) return step;
      const { text: _, ...rest } = step;
      return rest;
    }),
  };
};

/** Whether two definitions say the same, whatever the order of their keys. */
export const sameDefinition = (a: DialogDefinition | undefined, b: DialogDefinition | undefined): boolean =>
  stable(a) === stable(b);

const stable = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  ) ?? '';
