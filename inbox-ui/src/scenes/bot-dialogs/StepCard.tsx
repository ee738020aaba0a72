import { ActionIcon, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import css from './dialogs.module.css';
import { duplicateStep, removeStep } from './draft.ts';
import type { FlowRow } from './flow.ts';
import { ProblemMark } from './ProblemMark.tsx';
import { problemsAt } from './problems.ts';
import { STEP_ICONS } from './step-icons.ts';
import type { Editor } from './use-editor.ts';
import { stepSays, stepTitle, stepWays } from './words.ts';

const Actions = ({ editor, row, onMove }: { editor: Editor; row: FlowRow; onMove: (to: number) => void }) => {
  const { t } = useTranslation('bot-dialogs');
  const { draft, tell } = editor;
  const { at, step } = row;
  const copy = (): void => {
    const made = duplicateStep(draft, at);
    editor.edit(() => made.draft);
    editor.select({ kind: 'step', id: made.id });
  };
  const remove = (): void => {
    editor.take((before) => removeStep(before, at), t('removed', { step: stepTitle(tell, step) }));
    editor.select({ kind: 'about' });
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon className={css.more ?? ''} aria-label={t('stepActions', { number: at + 1 })}>
          <IconDots size={16} stroke={1.6} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          disabled={at === 0}
          rightSection={<span className="key">⌥↑</span>}
          onClick={() => onMove(at - 1)}
        >
          {t('moveUp')}
        </Menu.Item>
        <Menu.Item
          disabled={at === draft.steps.length - 1}
          rightSection={<span className="key">⌥↓</span>}
          onClick={() => onMove(at + 1)}
        >
          {t('moveDown')}
        </Menu.Item>
        <Menu.Item disabled={draft.steps.length >= 60} onClick={copy}>
          {t('duplicate')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item className="late" disabled={draft.steps.length === 1} onClick={remove}>
          {t('remove')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
};

/** One step as a card that says what it does. Alt with the arrow keys moves it; so does dragging. */
export const StepCard = ({
  editor,
  row,
  onMove,
  onDrag,
}: {
  editor: Editor;
  row: FlowRow;
  onMove: (to: number) => void;
  onDrag: (on: boolean) => void;
}) => {
  const { t } = useTranslation('bot-dialogs');
  const { tell, selected, may } = editor;
  const { at, step } = row;
  const Icon = STEP_ICONS[step.kind];
  const place = { kind: 'step', id: step.id } as const;
  const wrong = problemsAt(editor.problems, place).length;
  const says = stepSays(tell, step);
  const onKey = (event: KeyboardEvent): void => {
    if (!may || !event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    const to = at + (event.key === 'ArrowUp' ? -1 : 1);
    if (to >= 0 && to < editor.draft.steps.length) onMove(to);
  };
  return (
    <div className={css.cardRow}>
      <button
        type="button"
        className={css.card}
        data-kind={step.kind}
        aria-current={selected.kind === 'step' && selected.id === step.id ? 'true' : undefined}
        draggable={may}
        onDragStart={() => onDrag(true)}
        onDragEnd={() => onDrag(false)}
        onKeyDown={onKey}
        onClick={() => editor.select(place)}
      >
        <Icon size={16} stroke={1.6} aria-hidden="true" />
        <span className={css.cardText}>
          <b className="cut">
            <span className={css.number}>{at + 1}</span>
            {stepTitle(tell, step)}
          </b>
          {says === '' ? null : <span className={css.line}>{says}</span>}
          {stepWays(tell, step).map((line) => (
            <span key={line} className={css.way}>
              {line}
            </span>
          ))}
          {row.reached ? null : <span className={`${css.way} due`}>{t('notReached')}</span>}
        </span>
        <ProblemMark count={wrong} />
      </button>
      {may ? <Actions editor={editor} row={row} onMove={onMove} /> : null}
    </div>
  );
};
