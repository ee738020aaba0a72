import type { DialogProblem } from '#contracts/dialog.ts';
import type { Language } from '#contracts/time.ts';
import type { Selected } from './use-editor.ts';

/** Where a problem is mended. */
export const placeOf = ({ step, slot }: DialogProblem): Selected => {
  if (step !== undefined) return { kind: 'step', id: step };
  return slot === undefined ? { kind: 'about' } : { kind: 'slot', name: slot };
};

export const samePlace = (a: Selected, b: Selected): boolean => JSON.stringify(a) === JSON.stringify(b);

/** What is wrong at one place. */
export const problemsAt = (problems: readonly DialogProblem[], place: Selected): DialogProblem[] =>
  problems.filter((problem) => samePlace(placeOf(problem), place));

/** The languages in which words are wanted there. */
export const missingAt = (problems: readonly DialogProblem[], place: Selected): (Language | undefined)[] =>
  problemsAt(problems, place)
    .filter(({ code }) => code === 'words-missing')
    .map(({ language }) => language);
