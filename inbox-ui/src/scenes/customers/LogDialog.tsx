import { Button, Modal, Select, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MINUTE } from '#contracts/time.ts';
import { api } from '../../api/client.ts';
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
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const minutes = Number(form.get('minutes'));
    const done = await save.run(() =>
      api.customers.logInteraction({
        id: customerId,
        channel,
        direction,
        at: new Date(String(form.get('at'))).toISOString(),
        text: String(form.get('text')).trim(),
        ...(minutes > 0 ? { durationMs: Math.round(minutes * MINUTE) } : {}),
      }),
    );
    if (done) onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('logTitle')}
      size={480}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <form className={page.form} onSubmit={(event) => void submit(event)}>
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
            defaultValue={localNow()}
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
          error={save.failed}
        />
        <div className={page.keys}>
          <Button type="submit" variant="filled" loading={save.busy}>
            {t('logForm.submit')}
          </Button>
        </div>
      </form>
    </Modal>
  );
};
