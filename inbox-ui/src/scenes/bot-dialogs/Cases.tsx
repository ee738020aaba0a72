import { ActionIcon, Button, Select, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { DialogCondition, DialogStep } from '#contracts/dialog.ts';
import css from './dialogs.module.css';
import { conditionNames } from './draft.ts';
import type { Editor } from './use-editor.ts';
import { WayField } from './WayField.tsx';
import { allWords, inWords, slotName } from './words.ts';

type Branch = Extract<DialogStep, { kind: 'branch' }>;
type Case = Branch['when'][number];
const TESTS = ['given', 'missing', 'equal', 'not-equal', 'less', 'more'] as const;
const MOST_CASES = 10;
const MOST_CONDITIONS = 5;

const wantsValue = (is: DialogCondition['is']): boolean => is !== 'given' && is !== 'missing';

const Value = ({
  editor,
  condition,
  onChange,
}: {
  editor: Editor;
  condition: DialogCondition;
  onChange: (value: string) => void;
}) => {
  const { t } = useTranslation('bot-dialogs');
  const slot = editor.draft.slots.find(({ name }) => name === condition.slot);
  const choices =
    slot?.kind === 'yes-no'
      ? (['yes', 'no'] as const).map((value) => ({ value, label: t(`yesNo.${value}`) }))
      : slot?.choices?.map(({ value, label }) => ({
          value,
          label: inWords(label, editor.tell.language) || value,
        }));
  if (choices !== undefined && choices.length > 0)
    return (
      <Select
        aria-label={t('form.value')}
        data={choices}
        value={condition.value ?? null}
        allowDeselect={false}
        disabled={!editor.may}
        onChange={(value) => onChange(value ?? '')}
      />
    );
  return (
    <TextInput
      aria-label={t('form.value')}
      value={condition.value ?? ''}
      maxLength={200}
      disabled={!editor.may}
      inputMode={slot?.kind === 'number' ? 'decimal' : 'text'}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
};

const Condition = ({
  editor,
  condition,
  first,
  onChange,
  onRemove,
}: {
  editor: Editor;
  condition: DialogCondition;
  first: boolean;
  onChange: (condition: DialogCondition) => void;
  /** Absent where the last condition stands. */
  onRemove: (() => void) | undefined;
}) => {
  const { t } = useTranslation('bot-dialogs');
  const names = conditionNames(editor.draft);
  const become = (is: string | null): void => {
    const test = TESTS.find((one) => one === is) ?? 'given';
    const { value, ...rest } = condition;
    onChange(wantsValue(test) ? { ...rest, is: test, value: value ?? '' } : { ...rest, is: test });
  };
  return (
    <div className={css.condition}>
      <span className="t3 sm">{t(first ? 'form.if' : 'form.and')}</span>
      <Select
        aria-label={t('form.conditionSlot')}
        data={(names.includes(condition.slot) ? names : [...names, condition.slot]).map((value) => ({
          value,
          label: slotName(editor.tell, value),
        }))}
        value={condition.slot}
        allowDeselect={false}
        disabled={!editor.may}
        onChange={(slot) => onChange({ ...condition, slot: slot ?? condition.slot })}
      />
      <Select
        aria-label={t('form.test')}
        data={TESTS.map((value) => ({ value, label: t(`test.${value}`) }))}
        value={condition.is}
        allowDeselect={false}
        disabled={!editor.may}
        onChange={become}
      />
      {wantsValue(condition.is) ? (
        <Value
          editor={editor}
          condition={condition}
          onChange={(value) => onChange({ ...condition, value })}
        />
      ) : (
        <span />
      )}
      {onRemove === undefined || !editor.may ? (
        <span />
      ) : (
        <ActionIcon aria-label={t('form.removeCondition')} onClick={onRemove}>
          <IconX size={14} stroke={1.6} />
        </ActionIcon>
      )}
    </div>
  );
};

const CaseField = ({
  editor,
  self,
  one,
  number,
  onChange,
  onRemove,
}: {
  editor: Editor;
  self: string;
  one: Case;
  number: number;
  onChange: (one: Case) => void;
  onRemove: (() => void) | undefined;
}) => {
  const { t } = useTranslation('bot-dialogs');
  const set = (at: number, condition: DialogCondition): void =>
    onChange({ ...one, all: one.all.map((other, place) => (place === at ? condition : other)) });
  const more: DialogCondition = { slot: one.all.at(-1)?.slot ?? 'customer-name', is: 'given' };
  return (
    <fieldset className={css.case}>
      <legend>{t('form.case', { number })}</legend>
      <p className={css.caseWords}>{t('form.caseWords', { when: allWords(editor.tell, one.all) })}</p>
      {one.all.map((condition, at) => (
        <Condition
          // biome-ignore lint/suspicious/noArrayIndexKey: conditions have no name of their own; their place is what they are
          key={at}
          editor={editor}
          condition={condition}
          first={at === 0}
          onChange={(next) => set(at, next)}
          onRemove={
            one.all.length > 1
              ? () => onChange({ ...one, all: one.all.filter((_, place) => place !== at) })
              : undefined
          }
        />
      ))}
      <WayField
        editor={editor}
        label={t('form.to')}
        value={one.to}
        self={self}
        onChange={(to) => onChange({ ...one, to: to ?? one.to })}
      />
      {editor.may ? (
        <div className={css.keys}>
          {one.all.length < MOST_CONDITIONS ? (
            <Button
              variant="subtle"
              leftSection={<IconPlus size={14} stroke={1.6} />}
              onClick={() => onChange({ ...one, all: [...one.all, more] })}
            >
              {t('form.addCondition')}
            </Button>
          ) : null}
          {onRemove === undefined ? null : (
            <Button variant="subtle" className="late" onClick={onRemove}>
              {t('form.removeCase')}
            </Button>
          )}
        </div>
      ) : null}
    </fieldset>
  );
};

/** A branch in words: the first case that is true says where to go. */
export const Cases = ({ editor, step }: { editor: Editor; step: Branch }) => {
  const { t } = useTranslation('bot-dialogs');
  const set = (when: Case[]): void =>
    editor.setStep(step.id, (one) => ({ ...one, when }) as DialogStep, 'when');
  const other = editor.draft.steps.find(({ id }) => id !== step.id)?.id ?? step.id;
  const fresh: Case = {
    all: [{ slot: conditionNames(editor.draft)[0] ?? 'customer-name', is: 'given' }],
    to: other,
  };
  return (
    <>
      {step.when.map((one, at) => (
        <CaseField
          // biome-ignore lint/suspicious/noArrayIndexKey: cases have no name of their own; their place is what they are
          key={at}
          editor={editor}
          self={step.id}
          one={one}
          number={at + 1}
          onChange={(next) => set(step.when.map((before, place) => (place === at ? next : before)))}
          onRemove={
            step.when.length > 1 ? () => set(step.when.filter((_, place) => place !== at)) : undefined
          }
        />
      ))}
      {editor.may && step.when.length < MOST_CASES ? (
        <div>
          <Button
            leftSection={<IconPlus size={14} stroke={1.6} />}
            onClick={() => set([...step.when, fresh])}
          >
            {t('form.addCase')}
          </Button>
        </div>
      ) : null}
    </>
  );
};
