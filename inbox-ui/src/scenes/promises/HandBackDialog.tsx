import { Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useActions } from '../../state/use-actions.ts';
import { EditDialog } from '../page/EditDialog.tsx';

const IDLE = { busy: false, failed: undefined };

/** Gives the word back to the bot with a sentence for the customer. */
export const HandBackDialog = ({
  conversationId,
  onClose,
}: {
  conversationId: string;
  onClose: () => void;
}) => {
  const { t } = useTranslation();
  const actions = useActions();
  const [note, setNote] = useState('');
  const submit = (): void => {
    actions.handBack(conversationId, note.trim());
    onClose();
  };
  return (
    <EditDialog
      title={t('handBack.title')}
      save={IDLE}
      submit={t('handBack.submit')}
      onSubmit={submit}
      onClose={onClose}
      disabled={note.trim() === ''}
    >
      <Textarea
        data-autofocus
        label={t('handBack.note')}
        description={t('handBack.hint')}
        autosize
        minRows={2}
        maxRows={6}
        maxLength={300}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </EditDialog>
  );
};
