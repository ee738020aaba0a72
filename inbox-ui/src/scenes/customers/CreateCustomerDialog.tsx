import { Button, Modal, Select, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Language } from '#contracts/time.ts';
import { api } from '../../api/client.ts';
import { currentLanguage } from '../../i18n/i18n.ts';
import page from '../page/page.module.css';
import { useGo } from '../page/use-page-search.ts';
import { useSave } from '../page/use-save.ts';

/** Makes a customer and opens the record. */
export const CreateCustomerDialog = ({ onClose }: { onClose: () => void }) => {
  const { t } = useTranslation('customers');
  const go = useGo();
  const save = useSave(['customers']);
  const [language, setLanguage] = useState<Language>(currentLanguage());
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const word = (name: string): string => String(form.get(name) ?? '').trim();
    const [email, phone] = [word('email'), word('phone')];
    await save.run(async () => {
      const made = await api.customers.create({
        name: word('name'),
        language,
        ...(email === '' ? {} : { email }),
        ...(phone === '' ? {} : { phone }),
      });
      go(`/customers/${made.id}`);
    });
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('create')}
      size={440}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <form className={page.form} onSubmit={(event) => void submit(event)}>
        <TextInput
          name="name"
          label={t('form.name')}
          required
          withAsterisk={false}
          maxLength={200}
          data-autofocus
        />
        <Select
          label={t('form.language')}
          value={language}
          allowDeselect={false}
          data={(['ja', 'en'] as const).map((value) => ({ value, label: t(`language.${value}`) }))}
          onChange={(value) => setLanguage(value === 'en' ? 'en' : 'ja')}
        />
        <TextInput name="email" type="email" label={t('form.email')} maxLength={200} />
        <TextInput name="phone" type="tel" label={t('form.phone')} maxLength={32} error={save.failed} />
        <div className={page.keys}>
          <Button type="submit" variant="filled" loading={save.busy}>
            {t('form.submit')}
          </Button>
        </div>
      </form>
    </Modal>
  );
};
