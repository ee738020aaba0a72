import { ActionIcon, Button, Menu } from '@mantine/core';
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconPlayerPlay,
  IconPlus,
  type IconProps,
} from '@tabler/icons-react';
import { type ComponentType, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import css from './dialogs.module.css';
import { addStep, moveStep, newSlot, SLOT_KINDS, STEP_KINDS, type StepKind } from './draft.ts';
import { flowRows, placeForNew } from './flow.ts';
import { ProblemMark } from './ProblemMark.tsx';
import { problemsAt, samePlace } from './problems.ts';
import { StepCard } from './StepCard.tsx';
import { STEP_ICONS } from './step-icons.ts';
import type { Editor, Selected } from './use-editor.ts';
import { inWords, slotName, slotTakes } from './words.ts';

/** The kinds of step, to put one behind a place. */
const AddStep = ({ editor, after, small }: { editor: Editor; after: number; small?: boolean }) => {
  const { t } = useTranslation('bot-dialogs');
  const add = (kind: StepKind): void => {
    const made = addStep(editor.draft, kind, after);
    editor.edit(() => made.draft);
    editor.select({ kind: 'step', id: made.id });
  };
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        {small ? (
          <button type="button" className={css.insert} aria-label={t('addAfter', { number: after + 1 })}>
            <IconPlus size={12} stroke={2} aria-hidden="true" />
          </button>
        ) : (
          <Button variant="subtle" leftSection={<IconPlus size={16} stroke={1.6} />}>
            {t('addStep')}
          </Button>
        )}
      </Menu.Target>
      <Menu.Dropdown>
        {STEP_KINDS.map((kind) => {
          const Icon = STEP_ICONS[kind];
          return (
            <Menu.Item
              key={kind}
              leftSection={<Icon size={16} stroke={1.6} aria-hidden="true" />}
              onClick={() => add(kind)}
            >
              {t(`step.${kind}`)}
              <span className={css.hint}>{t(`hint.${kind}`)}</span>
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
};

const Row = ({
  editor,
  place,
  title,
  line,
  icon: Icon,
}: {
  editor: Editor;
  place: Selected;
  title: string;
  line: string;
  icon?: ComponentType<IconProps>;
}) => {
  const wrong = problemsAt(editor.problems, place).length;
  return (
    <button
      type="button"
      className={css.card}
      aria-current={samePlace(editor.selected, place) ? 'true' : undefined}
      onClick={() => editor.select(place)}
    >
      {Icon === undefined ? null : <Icon size={16} stroke={1.6} aria-hidden="true" />}
      <span className={css.cardText}>
        <b className="cut">{title}</b>
        <span className={css.line}>{line}</span>
      </span>
      <ProblemMark count={wrong} />
    </button>
  );
};

const Slots = ({ editor }: { editor: Editor }) => {
  const { t } = useTranslation('bot-dialogs');
  const { draft, tell } = editor;
  const add = (kind: (typeof SLOT_KINDS)[number]): void => {
    const slot = newSlot(draft, kind);
    editor.edit((before) => ({ ...before, slots: [...before.slots, slot] }));
    editor.select({ kind: 'slot', name: slot.name });
  };
  return (
    <section className={css.slots} aria-labelledby="dialog-slots">
      <h2 id="dialog-slots">{t('slots')}</h2>
      <ul>
        {draft.slots.map((slot) => (
          <li key={slot.name}>
            <Row
              editor={editor}
              place={{ kind: 'slot', name: slot.name }}
              title={slotName(tell, slot.name)}
              line={slotTakes(tell, slot)}
            />
          </li>
        ))}
      </ul>
      {draft.slots.length === 0 ? <p className="t3 sm">{t('noSlots')}</p> : null}
      {editor.may && draft.slots.length < 20 ? (
        <Menu>
          <Menu.Target>
            <Button variant="subtle" leftSection={<IconPlus size={16} stroke={1.6} />}>
              {t('addSlot')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {SLOT_KINDS.map((kind) => (
              <Menu.Item key={kind} onClick={() => add(kind)}>
                {t(`kind.${kind}`)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      ) : null}
    </section>
  );
};

const Tools = ({ editor }: { editor: Editor }) => {
  const { t } = useTranslation('bot-dialogs');
  return (
    <div className={css.tools}>
      <h2>{t('steps')}</h2>
      <span className="grow" />
      {editor.may ? (
        <>
          <ActionIcon
            aria-label={t('undo')}
            title={t('undo')}
            disabled={!editor.mayBack}
            onClick={editor.back}
          >
            <IconArrowBackUp size={16} stroke={1.6} />
          </ActionIcon>
          <ActionIcon
            aria-label={t('redo')}
            title={t('redo')}
            disabled={!editor.mayForth}
            onClick={editor.forth}
          >
            <IconArrowForwardUp size={16} stroke={1.6} />
          </ActionIcon>
        </>
      ) : null}
    </div>
  );
};

/** The dialog from above: what begins it, its steps, and what it wants to know. */
export const Flow = ({ editor }: { editor: Editor }) => {
  const { t } = useTranslation('bot-dialogs');
  const { draft, tell, may } = editor;
  const rows = useMemo(() => flowRows(draft.steps), [draft.steps]);
  const [drag, setDrag] = useState<number>();
  const [moved, setMoved] = useState('');
  const chosen = editor.selected.kind === 'step' ? editor.selected.id : undefined;
  const count = draft.examples.ja.length + draft.examples.en.length;
  const move = (from: number, to: number): void => {
    editor.edit((before) => moveStep(before, from, to));
    setMoved(t('movedTo', { number: to + 1 }));
  };
  return (
    <div className={css.flow}>
      <Tools editor={editor} />
      <Row
        editor={editor}
        place={{ kind: 'about' }}
        icon={IconPlayerPlay}
        title={inWords(draft.title, tell.language) || t('untitled')}
        line={[t('examplesCount', { count }), ...(draft.verifiedOnly ? [t('verifiedShort')] : [])].join(
          ' · ',
        )}
      />
      <ol className={css.steps}>
        {rows.map((row) => (
          <li
            key={row.step.id}
            data-depth={row.depth}
            data-follows={row.at === 0 || row.follows || undefined}
            data-over={(drag !== undefined && drag !== row.at) || undefined}
            onDragOver={(event) => {
              if (drag !== undefined) event.preventDefault();
            }}
            onDrop={() => {
              if (drag !== undefined) move(drag, row.at);
              setDrag(undefined);
            }}
          >
            <StepCard
              editor={editor}
              row={row}
              onMove={(to) => move(row.at, to)}
              onDrag={(on) => setDrag(on ? row.at : undefined)}
            />
            {may && draft.steps.length < 60 ? <AddStep editor={editor} after={row.at} small /> : null}
          </li>
        ))}
      </ol>
      {may && draft.steps.length < 60 ? (
        <AddStep editor={editor} after={placeForNew(draft.steps, chosen)} />
      ) : null}
      <p className="sr" aria-live="polite">
        {moved}
      </p>
      <Slots editor={editor} />
    </div>
  );
};
