import { IconAlertTriangle } from '@tabler/icons-react';
import type { DialogProblem } from '#contracts/dialog.ts';
import css from './dialogs.module.css';
import { placeOf } from './problems.ts';
import type { Editor, Selected } from './use-editor.ts';
import { slotName, stepName, type Telling } from './words.ts';

/** A problem and the language it is about. */
export const problemWords = ({ t }: Telling, { code, language }: DialogProblem): string =>
  language === undefined
    ? t(`problem.${code}`)
    : t('problemIn', { problem: t(`problem.${code}`), language: t(`language.${language}`) });

const whereWords = (tell: Telling, { step, slot }: DialogProblem): string => {
  if (step !== undefined) return stepName(tell, step);
  return slot === undefined ? tell.t('start') : tell.t('slotNamed', { name: slotName(tell, slot) });
};

/** What keeps the draft from going live; each leads to its place. */
export const ProblemList = ({
  editor,
  onSelect = editor.select,
}: {
  editor: Editor;
  onSelect?: (place: Selected) => void;
}) => (
  <ul className={css.problems}>
    {editor.problems.map((problem) => (
      <li key={JSON.stringify(problem)}>
        <button type="button" onClick={() => onSelect(placeOf(problem))}>
          <IconAlertTriangle className="due" size={14} stroke={1.6} aria-hidden="true" />
          <span>{whereWords(editor.tell, problem)}</span>
          <span className="t2">{problemWords(editor.tell, problem)}</span>
        </button>
      </li>
    ))}
  </ul>
);
