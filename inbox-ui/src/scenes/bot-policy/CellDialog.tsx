import { Button, NumberInput, Select } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PolicyCell } from '#contracts/policy.ts';
import { EditDialog } from '../page/EditDialog.tsx';

const IDLE = { busy: false, failed: undefined };

/** One cell of the matrix. `onReset`: it becomes as its row again. */
export const CellDialog = ({
  title,
  cell,
  onApply,
  onReset,
  onClose,
}: {
  title: string;
  cell: PolicyCell;
  onApply: (cell: PolicyCell) => void;
  onReset: (() => void) | undefined;
  onClose: () => void;
}) => {
  const { t } = useTranslation('bot-policy');
  const [draft, setDraft] = useState(cell);
  const setLanguage = (value: string | null): void =>
    setDraft(({ language: _before, ...rest }) =>
      value === 'ja' || value === 'en' ? { ...rest, language: value } : rest,
    );
  return (
    <EditDialog
      title={title}
      save={IDLE}
      submit={t('cell.apply')}
      onClose={onClose}
      onSubmit={() => onApply(draft)}
      disabled={!(draft.firstReplyMinutes >= 1)}
      actions={
        onReset === undefined ? null : (
          <Button variant="subtle" onClick={onReset}>
            {t('cell.same')}
          </Button>
        )
      }
    >
      <Select
        data-autofocus
        label={t('cell.start')}
        allowDeselect={false}
        value={draft.start}
        data={(['bot', 'human'] as const).map((value) => ({ value, label: t(`start.${value}`) }))}
        onChange={(value) => setDraft({ ...draft, start: value === 'human' ? 'human' : 'bot' })}
      />
      <NumberInput
        size="xs"
        hideControls
        allowDecimal={false}
        label={t('cell.minutes')}
        min={1}
        max={10_080}
        value={draft.firstReplyMinutes}
        onChange={(value) => setDraft({ ...draft, firstReplyMinutes: Number(value) })}
      />
      <Select
        label={t('cell.language')}
        allowDeselect={false}
        value={draft.language ?? 'own'}
        data={[
          { value: 'own', label: t('cell.customers') },
          ...(['ja', 'en'] as const).map((value) => ({ value, label: t(`language.${value}`) })),
        ]}
        onChange={setLanguage}
      />
    </EditDialog>
  );
};
