import { Button, Select } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { DialogStep, Words } from '#contracts/dialog.ts';
import { SkillsInput } from '../page/fields.tsx';
import { Cases } from './Cases.tsx';
import css from './dialogs.module.css';
import { changeKind, conditionNames, NO_WORDS, newSlot, STEP_KINDS, withNext } from './draft.ts';
import { missingAt } from './problems.ts';
import type { Editor } from './use-editor.ts';
import { WayField } from './WayField.tsx';
import { WordsFields } from './WordsFields.tsx';
import { slotName, stepName } from './words.ts';

type Of<K extends DialogStep['kind']> = Extract<DialogStep, { kind: K }>;
interface Props<K extends DialogStep['kind']> {
  editor: Editor;
  step: Of<K>;
}
const RECORDS = ['callback', 'appointment', 'feedback', 'complaint', 'contact-data', 'return'] as const;
const PRIORITIES = ['urgent', 'high', 'normal', 'low'] as const;

const Text = ({
  editor,
  step,
  label,
  hint,
}: {
  editor: Editor;
  step: Of<'say' | 'confirm' | 'hand-over' | 'end'>;
  label: string;
  hint?: string;
}) => {
  const set = (text: Words): void =>
    editor.setStep(step.id, (one) => ({ ...one, text }) as DialogStep, 'text');
  return (
    <>
      <WordsFields
        label={label}
        words={step.text ?? NO_WORDS}
        names={[...conditionNames(editor.draft)]}
        missing={missingAt(editor.problems, { kind: 'step', id: step.id })}
        disabled={!editor.may}
        onChange={set}
      />
      {hint === undefined ? null : <p className="t3 sm prose">{hint}</p>}
    </>
  );
};

const Ask = ({ editor, step }: Props<'ask'>) => {
  const { t } = useTranslation('bot-dialogs');
  const { draft } = editor;
  const slot = draft.slots.find(({ name }) => name === step.slot);
  const choose = (name: string | null): void => {
    if (name !== null && name !== '+')
      editor.setStep(step.id, (one) => ({ ...one, slot: name }) as DialogStep);
    if (name !== '+') return;
    const made = newSlot(draft, 'text');
    editor.edit((before) => ({
      ...before,
      slots: [...before.slots, made],
      steps: before.steps.map((one) =>
        one.id === step.id ? ({ ...one, slot: made.name } as DialogStep) : one,
      ),
    }));
  };
  return (
    <>
      <Select
        label={t('form.slot')}
        value={step.slot}
        allowDeselect={false}
        disabled={!editor.may}
        data={[
          ...draft.slots.map(({ name, kind }) => ({
            value: name,
            label: `${slotName(editor.tell, name)} · ${t(`kind.${kind}`)}`,
          })),
          ...(slot === undefined ? [{ value: step.slot, label: step.slot }] : []),
          ...(draft.slots.length < 20 ? [{ value: '+', label: t('form.newSlot') }] : []),
        ]}
        onChange={choose}
      />
      {slot === undefined ? null : (
        <>
          <WordsFields
            label={t('form.prompt')}
            words={slot.prompt}
            names={conditionNames(draft).filter((name) => name !== slot.name)}
            missing={missingAt(editor.problems, { kind: 'slot', name: slot.name })}
            disabled={!editor.may}
            onChange={(prompt) => editor.setSlot(slot.name, (one) => ({ ...one, prompt }), 'prompt')}
          />
          <div>
            <Button
              variant="subtle"
              rightSection={<IconArrowRight size={14} stroke={1.6} />}
              onClick={() => editor.select({ kind: 'slot', name: slot.name })}
            >
              {t('form.toSlot')}
            </Button>
          </div>
        </>
      )}
    </>
  );
};

const Confirm = ({ editor, step }: Props<'confirm'>) => {
  const { t } = useTranslation('bot-dialogs');
  return (
    <>
      <Text editor={editor} step={step} label={t('form.confirm')} hint={t('form.confirmHint')} />
      <WayField
        editor={editor}
        label={t('form.no')}
        none={t('form.noCancels')}
        value={step.no}
        self={step.id}
        onChange={(no) =>
          editor.setStep(step.id, (one) => {
            const { no: _, ...rest } = one as Of<'confirm'>;
            return no === undefined ? rest : { ...rest, no };
          })
        }
      />
    </>
  );
};

const Call = ({ editor, step }: Props<'call'>) => {
  const { t } = useTranslation('bot-dialogs');
  const { actions } = editor;
  const known = actions.some(({ id }) => id === step.action) || step.action === '';
  return (
    <>
      <Select
        label={t('form.action')}
        placeholder={t('noAction')}
        description={t('form.answerHint', { example: '{{answer.status}}' })}
        value={step.action === '' ? null : step.action}
        allowDeselect={false}
        disabled={!editor.may}
        data={[
          ...actions.map(({ id, name, dryRun }) => ({
            value: id,
            label: dryRun ? `${name} · ${t('dryRun')}` : name,
          })),
          ...(known ? [] : [{ value: step.action, label: step.action }]),
        ]}
        onChange={(action) =>
          editor.setStep(step.id, (one) => ({ ...one, action: action ?? '' }) as DialogStep)
        }
      />
      {actions.length === 0 ? <p className="t2 prose">{t('form.noActions')}</p> : null}
      <WayField
        editor={editor}
        label={t('form.failed')}
        none={t('form.failedHands')}
        value={step.failed}
        self={step.id}
        onChange={(failed) =>
          editor.setStep(step.id, (one) => {
            const { failed: _, ...rest } = one as Of<'call'>;
            return failed === undefined ? rest : { ...rest, failed };
          })
        }
      />
    </>
  );
};

const HandOver = ({ editor, step }: Props<'hand-over'>) => {
  const { t } = useTranslation('bot-dialogs');
  return (
    <>
      <Text editor={editor} step={step} label={t('form.handOver')} hint={t('form.mayBeEmpty')} />
      <div className={css.pair}>
        <SkillsInput
          label={t('form.skills')}
          value={step.skills}
          onChange={(skills) =>
            editor.may &&
            editor.setStep(step.id, (one) => ({ ...one, skills: skills.slice(0, 10) }) as DialogStep)
          }
        />
        <Select
          label={t('form.priority')}
          value={step.priority}
          allowDeselect={false}
          disabled={!editor.may}
          data={PRIORITIES.map((value) => ({ value, label: t(`priority.${value}`) }))}
          onChange={(value) =>
            editor.setStep(step.id, (one) => ({ ...one, priority: value ?? 'normal' }) as DialogStep)
          }
        />
      </div>
    </>
  );
};

const Fields = ({ editor, step }: { editor: Editor; step: DialogStep }) => {
  const { t } = useTranslation('bot-dialogs');
  switch (step.kind) {
    case 'ask':
      return <Ask editor={editor} step={step} />;
    case 'say':
      return <Text editor={editor} step={step} label={t('form.say')} />;
    case 'confirm':
      return <Confirm editor={editor} step={step} />;
    case 'branch':
      return <Cases editor={editor} step={step} />;
    case 'call':
      return <Call editor={editor} step={step} />;
    case 'record':
      return (
        <Select
          label={t('form.as')}
          value={step.as}
          allowDeselect={false}
          disabled={!editor.may}
          data={RECORDS.map((value) => ({ value, label: t(`as.${value}`) }))}
          onChange={(as) =>
            editor.setStep(step.id, (one) => ({ ...one, as: as ?? 'callback' }) as DialogStep)
          }
        />
      );
    case 'hand-over':
      return <HandOver editor={editor} step={step} />;
    case 'end':
      return <Text editor={editor} step={step} label={t('form.end')} hint={t('form.mayBeEmpty')} />;
  }
};

/** What follows: the next step of the list, or one that is named. */
const Next = ({ editor, step }: { editor: Editor; step: DialogStep }) => {
  const { t } = useTranslation('bot-dialogs');
  if (step.kind === 'end' || step.kind === 'hand-over') return null;
  const at = editor.draft.steps.findIndex(({ id }) => id === step.id);
  const follower = editor.draft.steps[at + 1];
  const none =
    follower === undefined
      ? t('form.nextEnds')
      : t('form.nextFollows', { step: stepName(editor.tell, follower.id) });
  return (
    <WayField
      editor={editor}
      label={t(step.kind === 'branch' ? 'form.else' : 'form.next')}
      none={none}
      value={step.next}
      self={step.id}
      onChange={(next) => editor.setStep(step.id, (one) => withNext(one, next))}
    />
  );
};

/** The selected step: its kind, what it says or does, and where it leads. */
export const StepForm = ({ editor, step }: { editor: Editor; step: DialogStep }) => {
  const { t } = useTranslation('bot-dialogs');
  const at = editor.draft.steps.findIndex(({ id }) => id === step.id);
  const become = (kind: string | null): void => {
    const wanted = STEP_KINDS.find((one) => one === kind);
    if (wanted === undefined || wanted === step.kind) return;
    editor.edit((before) => changeKind(before, at, wanted));
  };
  return (
    <div className={css.form} key={step.id}>
      <div className={css.formHead}>
        <h2>{t('stepNumber', { number: at + 1 })}</h2>
        <Select
          aria-label={t('form.kind')}
          className={css.kind ?? ''}
          value={step.kind}
          allowDeselect={false}
          disabled={!editor.may}
          data={STEP_KINDS.map((value) => ({ value, label: t(`step.${value}`) }))}
          onChange={become}
        />
      </div>
      <p className="t2 prose">{t(`about.${step.kind}`)}</p>
      <Fields editor={editor} step={step} />
      <Next editor={editor} step={step} />
    </div>
  );
};
