import type { DialogDefinition, DialogProblem, DialogStep, Words } from '#contracts/dialog.ts';

type Note = (problem: DialogProblem) => void;
const LANGUAGES = ['ja', 'en'] as const;
/** `{{name}}` or `{{answer.field}}` in words. */
const PLACE = /\{\{\s*([^{}]*?)\s*\}\}/g;

/** What words and conditions may name: slots, what is read of an order slot, what the record knows of the customer. */
const namesOf = ({ slots }: DialogDefinition): Set<string> =>
  new Set([
    'customer-name',
    ...slots.flatMap(({ name, kind }) =>
      kind === 'order' ? [name, `${name}-status`, `${name}-items`] : [name],
    ),
  ]);

/** The steps a step can lead to by name; what stands next in the list is added by `waysOf`. */
const namedWays = (step: DialogStep): string[] => {
  const ways: (string | undefined)[] = [];
  if ('next' in step) ways.push(step.next);
  if (step.kind === 'confirm') ways.push(step.no);
  if (step.kind === 'call') ways.push(step.failed);
  if (step.kind === 'branch') ways.push(...step.when.map(({ to }) => to));
  return ways.filter((way) => way !== undefined);
};

const END = '';

/** Every way on from a step, `END` for the dialog's end. */
const waysOf = (steps: readonly DialogStep[], at: number): string[] => {
  const step = steps[at];
  if (!step || step.kind === 'end' || step.kind === 'hand-over') return [END];
  const ways = namedWays(step);
  if (!('next' in step) || step.next === undefined) ways.push(steps[at + 1]?.id ?? END);
  // A "no" without its own step and a failed call without one end the dialog or hand over.
  if ((step.kind === 'confirm' && !step.no) || (step.kind === 'call' && !step.failed)) ways.push(END);
  return ways;
};

const textsOf = (step: DialogStep): Words[] => ('text' in step && step.text ? [step.text] : []);

const checkWords = (note: Note, names: Set<string>, words: Words, where: Partial<DialogProblem>): void => {
  for (const language of LANGUAGES) {
    if (words[language].trim() === '') note({ code: 'words-missing', ...where, language });
    for (const [, name = ''] of words[language].matchAll(PLACE))
      if (!names.has(name) && !/^answer\.[\w-]{1,64}$/.test(name))
        note({ code: 'unknown-slot', ...where, language });
  }
};

const checkNames = (note: Note, { slots, steps }: DialogDefinition): void => {
  const twice = (all: readonly string[]): string[] => [
    ...new Set(all.filter((name, at) => all.indexOf(name) !== at)),
  ];
  for (const slot of twice(slots.map(({ name }) => name))) note({ code: 'duplicate-name', slot });
  for (const step of twice(steps.map(({ id }) => id))) note({ code: 'duplicate-name', step });
};

const checkSlots = (note: Note, definition: DialogDefinition, names: Set<string>): void => {
  for (const slot of definition.slots) {
    const where = { slot: slot.name };
    checkWords(note, names, slot.prompt, where);
    if (slot.retry) checkWords(note, names, slot.retry, where);
    for (const { label } of slot.choices ?? []) checkWords(note, names, label, where);
    if (slot.kind === 'choice' && (slot.choices ?? []).length === 0)
      note({ code: 'choices-missing', ...where });
  }
};

const checkStep = (
  note: Note,
  step: DialogStep,
  known: { names: Set<string>; slots: Set<string>; steps: Set<string>; actions: ReadonlySet<string> },
): void => {
  const where = { step: step.id };
  for (const words of textsOf(step)) checkWords(note, known.names, words, where);
  for (const way of namedWays(step)) if (!known.steps.has(way)) note({ code: 'unknown-step', ...where });
  if (step.kind === 'ask' && !known.slots.has(step.slot))
    note({ code: 'unknown-slot', ...where, slot: step.slot });
  if (step.kind === 'branch')
    for (const { slot } of step.when.flatMap(({ all }) => all))
      if (!known.names.has(slot)) note({ code: 'unknown-slot', ...where, slot });
  if (step.kind === 'call' && !known.actions.has(step.action)) note({ code: 'unknown-action', ...where });
};

/** Steps from which `start` leads on, start included. */
const reachedFrom = (start: readonly string[], on: (id: string) => readonly string[]): Set<string> => {
  const reached = new Set<string>();
  const left = [...start];
  for (let id = left.pop(); id !== undefined; id = left.pop()) {
    if (reached.has(id)) continue;
    reached.add(id);
    left.push(...on(id));
  }
  return reached;
};

const checkWays = (note: Note, { steps }: DialogDefinition): void => {
  const at = new Map(steps.map(({ id }, place) => [id, place]));
  const on = (id: string): string[] => {
    const place = at.get(id);
    return place === undefined ? [] : waysOf(steps, place);
  };
  const reached = reachedFrom([steps[0]?.id ?? END], on);
  const waits = new Set(steps.filter(({ kind }) => kind === 'ask' || kind === 'confirm').map(({ id }) => id));
  for (const { id } of steps) {
    if (!reached.has(id)) note({ code: 'unreachable', step: id });
    // Round and round without ever asking, or with no way to an end.
    const silent = reachedFrom(
      on(id).filter((way) => !waits.has(way)),
      (way) => on(way).filter((next) => !waits.has(next)),
    );
    const rounds = !waits.has(id) && silent.has(id);
    if (reached.has(id) && (rounds || !reachedFrom([id], on).has(END))) note({ code: 'endless', step: id });
  }
};

/** What keeps a definition from being published, in the order of its parts. Pure. `actions`: ids of the HTTP actions there are. */
export const checkDialog = (definition: DialogDefinition, actions: ReadonlySet<string>): DialogProblem[] => {
  const problems = new Map<string, DialogProblem>();
  const note: Note = (problem) => void problems.set(JSON.stringify(problem), problem);
  const names = namesOf(definition);
  checkWords(note, names, definition.title, {});
  if (definition.examples.ja.length + definition.examples.en.length === 0) note({ code: 'no-examples' });
  checkNames(note, definition);
  checkSlots(note, definition, names);
  const known = {
    names,
    slots: new Set(definition.slots.map(({ name }) => name)),
    steps: new Set(definition.steps.map(({ id }) => id)),
    actions,
  };
  for (const step of definition.steps) checkStep(note, step, known);
  checkWays(note, definition);
  return [...problems.values()];
};
