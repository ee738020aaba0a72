import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Language } from '#contracts/time.ts';
import { api } from '../../api/client.ts';
import { currentLanguage } from '../../i18n/i18n.ts';
import { EditDialog } from '../page/EditDialog.tsx';
import { LanguageSelect } from '../page/fields.tsx';
import { useGo } from '../page/use-page-search.ts';
import { useSave } from '../page/use-save.ts';

/** Makes a customer and opens the record. */
export const CreateCustomerDialog = ({ onClose }: { onClose: () => void }) => {
  const { t } = useTranslation('customers');
  const go = useGo();
  const save = useSave(['customers']);
  const [language, setLanguage] = useState<Language>(currentLanguage());
  const submit = (word: (name: string) => string): Promise<boolean> => {
    const [email, phone] = [word('email'), word('phone')];
    return save.run(async () => {
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
    <EditDialog
      title={t('create')}
      size={440}
      save={save}
      submit={t('form.submit')}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextInput
        name="name"
        label={t('form.name')}
        required
        withAsterisk={false}
        maxLength={200}
        data-autofocus
      />
      <LanguageSelect label={t('form.language')} value={language} onChange={setLanguage} />
      <TextInput
        name="email"
        type="email"
        label={t('form.email')}
        maxLength={200}
        error={save.refused('email') ? t('badEmail') : undefined}
      />
      <TextInput
        name="phone"
        type="tel"
        label={t('form.phone')}
        maxLength={32}
        error={save.refused('phone') ? t('badPhone') : undefined}
      />
    </EditDialog>
  );
};
