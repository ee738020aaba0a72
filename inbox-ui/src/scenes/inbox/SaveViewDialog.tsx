import { Button, Checkbox, Modal, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, errorCode, q } from '../../api/client.ts';
import { errorWords } from '../../i18n/i18n.ts';
import type { InboxSearch } from '../../state/inbox-search.ts';
import { useSession } from '../../state/session.ts';

/** Keeps the list as it is now under a name, for oneself or for all. */
export const SaveViewDialog = ({ search, onClose }: { search: InboxSearch; onClose: () => void }) => {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { abilities } = useSession();
  const [failed, setFailed] = useState<string>();
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const query = Object.fromEntries(
      Object.entries(search).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
    );
    try {
      await api.savedViews.save({
        name: String(form.get('name')).trim(),
        shared: form.get('shared') === 'on',
        query,
      });
      await client.invalidateQueries({ queryKey: q.savedViews.list.key() });
      onClose();
    } catch (error) {
      setFailed(errorWords(errorCode(error)));
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('list.saveView')}
      size="xs"
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <form onSubmit={(event) => void submit(event)}>
        <TextInput
          name="name"
          label={t('list.viewName')}
          required
          withAsterisk={false}
          maxLength={60}
          data-autofocus
          error={failed}
        />
        {abilities['share-views'] === true ? (
          <Checkbox name="shared" mt={12} label={t('list.shareView')} />
        ) : null}
        <Button type="submit" variant="filled" mt={16}>
          {t('common:save')}
        </Button>
      </form>
    </Modal>
  );
};
