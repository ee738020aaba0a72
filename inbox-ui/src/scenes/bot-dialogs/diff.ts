import type { DialogDefinition, DialogStep, Slot, Words } from '#contracts/dialog.ts';

/** One thing that differs: where, which field, and both readings (absent = it is not there). */
export interface FieldChange {
  /** `title`, `text`, `prompt`, `next`, `when`, … */
  field: string;
  language?: 'ja' | 'en';
  before?: unknown;
  after?: unknown;
}
export interface Change {
  part: 'dialog' | 'step' | 'slot';
  what: 'added' | 'removed' | 'changed' | 'moved';
  step?: DialogStep;
  slot?: Slot;
  fields: FieldChange[];
}

const LANGUAGES = ['ja', 'en'] as const;
const isWords = (value: unknown): value is Words =>
  typeof value === 'object' &&
  value !== null &&
  'ja' in value &&
  'en' in value &&
  typeof value.ja === 'string';
const EMPTY: Words = { ja: '', en: '' };

const given = (value: unknown): boolean => value !== undefined && value !== '';
const oneField = (field: string, before: unknown, after: unknown): FieldChange[] => {
  if (isWords(before) || isWords(after)) {
    const [was, is] = [isWords(before) ? before : EMPTY, isWords(after) ? after : EMPTY];
    return LANGUAGES.flatMap((language) => {
      const change = oneField(field, was[language], is[language]);
      return change.map((one) => ({ ...one, language }));
    });
  }
  const [was, is] = [given(before), given(after)];
  if (!(was || is) || JSON.stringify(before) === JSON.stringify(after)) return [];
  return [{ field, ...(was ? { before } : {}), ...(is ? { after } : {}) }];
};

const fieldsOf = (before: object, after: object, skip: readonly string[]): FieldChange[] => {
  const [was, is] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  const keys = [...new Set([...was.keys(), ...is.keys()])].filter((key) => !skip.includes(key));
  return keys.flatMap((key) => oneField(key, was.get(key), is.get(key)));
};

const linesOf = (before: DialogDefinition, after: DialogDefinition): FieldChange[] =>
  LANGUAGES.flatMap((language) => {
    const [was, is] = [before.examples[language], after.examples[language]];
    return [
      ...was
        .filter((line) => !is.includes(line))
        .map((line) => ({ field: 'examples', language, before: line })),
      ...is
        .filter((line) => !was.includes(line))
        .map((line) => ({ field: 'examples', language, after: line })),
    ];
  });

/** The longest run of names that stand in the same order in both; the others were moved. */
const unmoved = (before: readonly string[], after: readonly string[]): Set<string> => {
  const places = new Map(before.map((name, at) => [name, at]));
  const known = after.filter((name) => places.has(name));
  const best: { length: number; from: number }[] = [];
  known.forEach((name, at) => {
    let found = { length: 1, from: -1 };
    for (let other = 0; other < at; other += 1) {
      const rises = (places.get(known[other] ?? '') ?? 0) < (places.get(name) ?? 0);
      const length = (best[other]?.length ?? 0) + 1;
      if (rises && length > found.length) found = { length, from: other };
    }
    best.push(found);
  });
  let at = best.reduce((top, { length }, place) => (length > (best[top]?.length ?? 0) ? place : top), 0);
  const kept = new Set<string>();
  while (at >= 0 && known[at] !== undefined) {
    kept.add(known[at] ?? '');
    at = best[at]?.from ?? -1;
  }
  return kept;
};

const changesOf = <T extends object>(
  before: readonly T[],
  after: readonly T[],
  nameOf: (one: T) => string,
  make: (one: T) => Pick<Change, 'part'> & Partial<Change>,
): Change[] => {
  const old = new Map(before.map((one) => [nameOf(one), one]));
  const kept = unmoved(before.map(nameOf), after.map(nameOf));
  const changes: Change[] = [];
  for (const one of after) {
    const was = old.get(nameOf(one));
    const fields = was === undefined ? [] : fieldsOf(was, one, ['id', 'name']);
    if (was === undefined) changes.push({ what: 'added', fields, ...make(one) });
    else if (fields.length > 0) changes.push({ what: 'changed', fields, ...make(one) });
    else if (!kept.has(nameOf(one))) changes.push({ what: 'moved', fields, ...make(one) });
  }
  const names = new Set(after.map(nameOf));
  for (const one of before)
    if (!names.has(nameOf(one))) changes.push({ what: 'removed', fields: [], ...make(one) });
  return changes;
};

/** What is different in `after`: the dialog itself, then steps in their order, then slots. Empty = nothing. Pure. */
export const diffDefinitions = (before: DialogDefinition, after: DialogDefinition): Change[] => {
  const own = [...fieldsOf(before, after, ['examples', 'slots', 'steps']), ...linesOf(before, after)];
  return [
    ...(own.length > 0 ? [{ part: 'dialog' as const, what: 'changed' as const, fields: own }] : []),
    ...changesOf(
      before.steps,
      after.steps,
      ({ id }) => id,
      (step) => ({ part: 'step', step }),
    ),
    ...changesOf(
      before.slots,
      after.slots,
      ({ name }) => name,
      (slot) => ({ part: 'slot', slot }),
    ),
  ];
};
