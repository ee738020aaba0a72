import { Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PromiseKind } from '#contracts/policy.ts';
import { api, q } from '../../api/client.ts';
import { EditDialog } from '../page/EditDialog.tsx';
import { useSave } from '../page/use-save.ts';

const two = (value: number): string => String(value).padStart(2, '0');
const localValue = (at: Date): string =>
  `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;

/** Ten o'clock of the next day: what is promised most. */
const tomorrowAtTen = (): Date => {
  const at = new Date();
  at.setDate(at.getDate() + 1);
  at.setHours(10, 0, 0, 0);
  return at;
};

/** Notes what an agent promised the customer. */
export const PromiseDialog = ({
  conversationId,
  onClose,
}: {
  conversationId: string;
  onClose: () => void;
}) => {
  const { t } = useTranslation();
  const [kind, setKind] = useState<PromiseKind>('other');
  const [what, setWhat] = useState('');
  const [due, setDue] = useState(localValue(tomorrowAtTen()));
  const save = useSave(q.conversations.show.key(), ['timeline']);
  const dueAt = new Date(due);
  const ahead = dueAt.getTime() > Date.now();
  const submit = async (): Promise<void> => {
    const input = { id: conversationId, kind, what: what.trim(), dueAt: dueAt.toISOString() };
    if (await save.run(() => api.promises.make(input))) onClose();
  };
  return (
    <EditDialog
      title={t('promise.note')}
      save={save}
      onSubmit={submit}
      onClose={onClose}
      disabled={what.trim() === '' || !ahead}
    >
      <p className="t2 prose">{t('promise.hint')}</p>
      <TextInput
        data-autofocus
        label={t('promise.what')}
        placeholder={t('promise.whatHint')}
        maxLength={200}
        value={what}
        onChange={(event) => setWhat(event.currentTarget.value)}
      />
      <TextInput
        type="datetime-local"
        label={t('promise.due')}
        value={due}
        min={localValue(new Date())}
        onChange={(event) => setDue(event.currentTarget.value)}
      />
      <Select
        label={t('promise.kind')}
        allowDeselect={false}
        value={kind}
        data={(['other', 'reply'] as const).map((value) => ({ value, label: t(`promise.kinds.${value}`) }))}
        onChange={(value) => setKind(value === 'reply' ? 'reply' : 'other')}
      />
    </EditDialog>
  );
};
