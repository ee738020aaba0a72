import { Select, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MINUTE } from '#contracts/time.ts';
import { api } from '../../api/client.ts';
import { say } from '../../state/undo.ts';
import { EditDialog } from '../page/EditDialog.tsx';
import page from '../page/page.module.css';
import { useSave } from '../page/use-save.ts';

const KINDS = ['phone', 'fax', 'post', 'meeting'] as const;
const WAYS = ['inbound', 'outbound'] as const;
/** `YYYY-MM-DDTHH:mm` in the browser's zone, as its field wants it. */
const localNow = (): string => {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * MINUTE).toISOString().slice(0, 16);
};

/** Keeps a call, letter or meeting on the record. */
export const LogDialog = ({ customerId, onClose }: { customerId: string; onClose: () => void }) => {
  const { t } = useTranslation('customers');
  const save = useSave(['timeline', customerId]);
  const [channel, setChannel] = useState<(typeof KINDS)[number]>('phone');
  const [direction, setDirection] = useState<(typeof WAYS)[number]>('inbound');
  const [opened] = useState(localNow);
  const submit = async (word: (name: string) => string): Promise<void> => {
    const minutes = Number(word('minutes'));
    // The field knows no seconds: left as it was, it means now, after what was just written on the record.
    const at = word('at') === opened ? new Date() : new Date(word('at'));
    const done = await save.run(() =>
      api.customers.logInteraction({
        id: customerId,
        channel,
        direction,
        at: at.toISOString(),
        text: word('text'),
        ...(minutes > 0 ? { durationMs: Math.round(minutes * MINUTE) } : {}),
      }),
    );
    if (!done) return;
    say(t('logged'));
    onClose();
  };
  return (
    <EditDialog
      title={t('logTitle')}
      save={save}
      submit={t('logForm.submit')}
      onSubmit={submit}
      onClose={onClose}
    >
      <div className={page.pair}>
        <Select
          label={t('logForm.channel')}
          value={channel}
          allowDeselect={false}
          data={KINDS.map((value) => ({ value, label: t(`logChannel.${value}`) }))}
          onChange={(value) => setChannel(KINDS.find((kind) => kind === value) ?? 'phone')}
        />
        <Select
          label={t('logForm.direction')}
          value={direction}
          allowDeselect={false}
          data={WAYS.map((value) => ({ value, label: t(`logForm.${value}`) }))}
          onChange={(value) => setDirection(value === 'outbound' ? 'outbound' : 'inbound')}
        />
        <TextInput
          type="datetime-local"
          name="at"
          label={t('logForm.at')}
          defaultValue={opened}
          required
          withAsterisk={false}
        />
        <TextInput type="number" name="minutes" label={t('logForm.minutes')} min={0} max={1_440} />
      </div>
      <Textarea
        name="text"
        label={t('logForm.text')}
        autosize
        minRows={4}
        maxRows={12}
        maxLength={5_000}
        required
        withAsterisk={false}
        data-autofocus
      />
    </EditDialog>
  );
};
