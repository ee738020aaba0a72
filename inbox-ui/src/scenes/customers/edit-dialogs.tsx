import { Button, Checkbox, Modal, Select, TagsInput, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CustomerView } from '#contracts/customer.ts';
import { api, q } from '../../api/client.ts';
import page from '../page/page.module.css';
import { useGo } from '../page/use-page-search.ts';
import { useSave } from '../page/use-save.ts';

interface Props {
  customer: CustomerView;
  onClose: () => void;
}

/** Name, language, tags and VIP; refused when a colleague was quicker. */
export const EditCustomerDialog = ({ customer, onClose }: Props) => {
  const { t } = useTranslation('customers');
  const save = useSave(q.customers.show.key(), ['customers'], ['timeline', customer.id]);
  const [name, setName] = useState(customer.name);
  const [tags, setTags] = useState(customer.tags);
  const [vip, setVip] = useState(customer.vip);
  const [language, setLanguage] = useState(customer.language);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const { id, version } = customer;
    if (await save.run(() => api.customers.update({ id, version, name: name.trim(), tags, vip, language })))
      onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('edit')}
      size={440}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <form className={page.form} onSubmit={(event) => void submit(event)}>
        <TextInput
          label={t('form.name')}
          value={name}
          required
          withAsterisk={false}
          maxLength={200}
          data-autofocus
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Select
          label={t('form.language')}
          value={language}
          allowDeselect={false}
          data={(['ja', 'en'] as const).map((value) => ({ value, label: t(`language.${value}`) }))}
          onChange={(value) => setLanguage(value === 'en' ? 'en' : 'ja')}
        />
        <TagsInput
          size="xs"
          label={t('tags')}
          placeholder={t('tagsHint')}
          value={tags}
          maxTags={50}
          onChange={setTags}
          error={save.failed}
        />
        <Checkbox label={t('vip')} checked={vip} onChange={(event) => setVip(event.currentTarget.checked)} />
        <div className={page.keys}>
          <Button type="submit" variant="filled" loading={save.busy}>
            {t('common:save')}
          </Button>
        </div>
      </form>
    </Modal>
  );
};

/** Erasing cannot be undone: the name is typed before it is done. */
export const EraseDialog = ({ customer, onClose }: Props) => {
  const { t } = useTranslation('customers');
  const go = useGo();
  const save = useSave(['customers'], q.customers.show.key());
  const [typed, setTyped] = useState('');
  const erase = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (await save.run(() => api.customers.erase({ id: customer.id }))) go('/customers');
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('eraseTitle', { name: customer.name })}
      size={440}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <form className={page.form} onSubmit={(event) => void erase(event)}>
        <p className="t2 prose">{t('eraseText')}</p>
        <TextInput
          label={t('eraseConfirm')}
          placeholder={customer.name}
          value={typed}
          autoComplete="off"
          data-autofocus
          onChange={(event) => setTyped(event.currentTarget.value)}
          error={save.failed}
        />
        <div className={page.keys}>
          <Button
            type="submit"
            variant="filled"
            className={page.danger ?? ''}
            disabled={typed.trim() !== customer.name.trim()}
            loading={save.busy}
          >
            {t('eraseDo')}
          </Button>
          <Button variant="subtle" onClick={onClose}>
            {t('page:cancel')}
          </Button>
        </div>
      </form>
    </Modal>
  );
};
