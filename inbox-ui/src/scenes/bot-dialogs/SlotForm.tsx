import { ActionIcon, Button, NumberInput, Select, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Slot, Words } from '#contracts/dialog.ts';
import css from './dialogs.module.css';
import { asName, conditionNames, freeName, NO_WORDS, removeSlot, renameSlot, SLOT_KINDS } from './draft.ts';
import { missingAt } from './problems.ts';
import type { Editor } from './use-editor.ts';
import { WordsFields } from './WordsFields.tsx';

const SOURCES = ['customer.name', 'customer.email', 'customer.phone', 'last-order'] as const;
const MOST_CHOICES = 10;
type Props = { editor: Editor; slot: Slot };

const NameField = ({ editor, slot }: Props) => {
  const { t } = useTranslation('bot-dialogs');
  const [typed, setTyped] = useState(slot.name);
  const taken = typed !== slot.name && editor.draft.slots.some(({ name }) => name === typed);
  const rename = (): void => {
    if (typed === slot.name) return;
    if (typed === '' || taken) {
      setTyped(slot.name);
      return;
    }
    editor.edit((before) => renameSlot(before, slot.name, typed));
    editor.select({ kind: 'slot', name: typed });
  };
  return (
    <TextInput
      label={t('form.name')}
      value={typed}
      maxLength={40}
      disabled={!editor.may}
      error={taken ? t('problem.duplicate-name') : null}
      onChange={(event) => setTyped(asName(event.currentTarget.value))}
      onBlur={rename}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && !event.nativeEvent.isComposing) rename();
      }}
    />
  );
};

/** What people call it, in both languages. */
const LabelFields = ({ editor, slot }: Props) => {
  const { t } = useTranslation('bot-dialogs');
  const label = slot.label ?? NO_WORDS;
  return (
    <fieldset className={css.words}>
      <legend>{t('form.label')}</legend>
      <div className={css.pair}>
        {(['ja', 'en'] as const).map((language) => (
          <TextInput
            key={language}
            lang={language}
            label={t(`language.${language}`)}
            aria-label={`${t('form.label')} · ${t(`language.${language}`)}`}
            placeholder={slot.name}
            value={label[language]}
            maxLength={40}
            disabled={!editor.may}
            onChange={(event) => {
              const next = { ...label, [language]: event.currentTarget.value };
              editor.setSlot(slot.name, (one) => ({ ...one, label: next }), 'label');
            }}
          />
        ))}
      </div>
    </fieldset>
  );
};

const Choices = ({ editor, slot }: Props) => {
  const { t } = useTranslation('bot-dialogs');
  const choices = slot.choices ?? [];
  const set = (next: NonNullable<Slot['choices']>, about?: string): void =>
    editor.setSlot(slot.name, (one) => ({ ...one, choices: next }), about);
  const word = (at: number, label: Words): void =>
    set(
      choices.map((choice, place) => (place === at ? { ...choice, label } : choice)),
      'choices',
    );
  return (
    <fieldset className={css.choices}>
      <legend>{t('form.choices')}</legend>
      {choices.map(({ value, label }, at) => (
        <div key={value} className={css.choice}>
          {(['ja', 'en'] as const).map((language) => (
            <TextInput
              key={language}
              lang={language}
              aria-label={t('form.choice', { number: at + 1, language: t(`language.${language}`) })}
              placeholder={t(`language.${language}`)}
              value={label[language]}
              maxLength={80}
              disabled={!editor.may}
              onChange={(event) => word(at, { ...label, [language]: event.currentTarget.value })}
            />
          ))}
          <ActionIcon
            aria-label={t('form.removeChoice', { number: at + 1 })}
            disabled={!editor.may}
            onClick={() => set(choices.filter((_, place) => place !== at))}
          >
            <IconX size={14} stroke={1.6} />
          </ActionIcon>
        </div>
      ))}
      {editor.may && choices.length < MOST_CHOICES ? (
        <div>
          <Button
            variant="subtle"
            leftSection={<IconPlus size={14} stroke={1.6} />}
            onClick={() => {
              const value = freeName(
                'choice',
                choices.map((choice) => choice.value),
              );
              set([...choices, { value, label: { ...NO_WORDS } }]);
            }}
          >
            {t('form.addChoice')}
          </Button>
        </div>
      ) : null}
    </fieldset>
  );
};

/** The same slot with a field set, or taken out. */
const withField = <K extends 'min' | 'max' | 'knownFrom'>(
  slot: Slot,
  field: K,
  value: Slot[K] | undefined,
): Slot => {
  const { [field]: _, ...rest } = slot;
  return (value === undefined ? rest : { ...rest, [field]: value }) as Slot;
};

const Bounds = ({ editor, slot }: Props) => {
  const { t } = useTranslation('bot-dialogs');
  if (slot.kind !== 'number' && slot.kind !== 'text' && slot.kind !== 'date') return null;
  const text = slot.kind === 'text';
  const of = { number: '', text: 'Length', date: 'Days' }[slot.kind];
  return (
    <div className={css.pair}>
      {(['min', 'max'] as const).map((field) => (
        <NumberInput
          key={field}
          size="xs"
          hideControls
          label={t(`form.${field}${of}`)}
          placeholder={t('form.free')}
          allowDecimal={slot.kind === 'number'}
          {...(text ? { min: 0, max: 2_000 } : {})}
          disabled={!editor.may}
          value={slot[field] ?? ''}
          onChange={(value) =>
            editor.setSlot(
              slot.name,
              (one) => withField(one, field, value === '' ? undefined : Number(value)),
              field,
            )
          }
        />
      ))}
    </div>
  );
};

const Head = ({ editor, slot }: Props) => {
  const { t } = useTranslation('bot-dialogs');
  const become = (value: string | null): void => {
    const kind = SLOT_KINDS.find((one) => one === value) ?? slot.kind;
    editor.setSlot(slot.name, (one) => {
      const { choices, min: _min, max: _max, ...rest } = one;
      const first = choices ?? [{ value: 'choice', label: { ...NO_WORDS } }];
      return kind === 'choice' ? { ...rest, kind, choices: first } : { ...rest, kind };
    });
  };
  return (
    <div className={css.pair}>
      <NameField key={slot.name} editor={editor} slot={slot} />
      <Select
        label={t('form.slotKind')}
        value={slot.kind}
        allowDeselect={false}
        disabled={!editor.may}
        data={SLOT_KINDS.map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))}
        onChange={become}
      />
    </div>
  );
};

/** One thing the dialog wants to know: how it asks, what it takes, what the record knows already. */
export const SlotForm = ({ editor, slot }: Props) => {
  const { t } = useTranslation('bot-dialogs');
  const { draft, may } = editor;
  const place = { kind: 'slot', name: slot.name } as const;
  const names = conditionNames(draft).filter((name) => name !== slot.name);
  return (
    <div className={css.form}>
      <div className={css.formHead}>
        <h2>{t('slotTitle')}</h2>
      </div>
      <Head editor={editor} slot={slot} />
      <LabelFields editor={editor} slot={slot} />
      <WordsFields
        label={t('form.prompt')}
        words={slot.prompt}
        names={names}
        missing={missingAt(editor.problems, place)}
        disabled={!may}
        onChange={(prompt) => editor.setSlot(slot.name, (one) => ({ ...one, prompt }), 'prompt')}
      />
      {slot.kind === 'choice' ? <Choices editor={editor} slot={slot} /> : null}
      <Bounds editor={editor} slot={slot} />
      <Select
        label={t('form.knownFrom')}
        description={t('form.knownHint')}
        value={slot.knownFrom ?? ''}
        allowDeselect={false}
        disabled={!may}
        data={[
          { value: '', label: t('form.knownNever') },
          ...SOURCES.map((value) => ({ value, label: t(`from.${value}`) })),
        ]}
        onChange={(value) =>
          editor.setSlot(slot.name, (one) =>
            withField(
              one,
              'knownFrom',
              SOURCES.find((source) => source === value),
            ),
          )
        }
      />
      <WordsFields
        label={t('form.retry')}
        words={slot.retry ?? NO_WORDS}
        names={names}
        rows={2}
        disabled={!may}
        onChange={(retry) => editor.setSlot(slot.name, (one) => ({ ...one, retry }), 'retry')}
      />
      {may ? (
        <div>
          <Button
            variant="subtle"
            className="late"
            onClick={() => {
              editor.take((before) => removeSlot(before, slot.name), t('removedSlot', { slot: slot.name }));
              editor.select({ kind: 'about' });
            }}
          >
            {t('form.removeSlot')}
          </Button>
        </div>
      ) : null}
    </div>
  );
};
