import { Button, Checkbox, Select, TagsInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CustomerView } from '#contracts/customer.ts';
import type { Channel } from '#contracts/message.ts';
import { api, q } from '../../api/client.ts';
import { WRITTEN_CHANNELS } from '../../components/channel-names.ts';
import { say } from '../../state/undo.ts';
import { EditDialog } from '../page/EditDialog.tsx';
import { LanguageSelect } from '../page/fields.tsx';
import { useGo } from '../page/use-page-search.ts';
import { useSave } from '../page/use-save.ts';

interface Props {
  customer: CustomerView;
  onClose: () => void;
}

/** Name, language, preferred channel, tags, VIP and high touch; refused when a colleague was quicker. */
export const EditCustomerDialog = ({ customer, onClose }: Props) => {
  const { t } = useTranslation('customers');
  const save = useSave(q.customers.show.key(), ['customers'], ['timeline', customer.id]);
  const [name, setName] = useState(customer.name);
  const [tags, setTags] = useState(customer.tags);
  const [vip, setVip] = useState(customer.vip);
  const [language, setLanguage] = useState(customer.language);
  const [highTouch, setHighTouch] = useState(customer.highTouch ?? false);
  const [preferred, setPreferred] = useState<Channel | null>(customer.preferredChannel ?? null);
  const submit = async (): Promise<void> => {
    const { id, version } = customer;
    const changed = { name: name.trim(), tags, vip, highTouch, language, preferredChannel: preferred };
    if (await save.run(() => api.customers.update({ id, version, ...changed }))) onClose();
  };
  return (
    <EditDialog title={t('edit')} size={440} save={save} onSubmit={submit} onClose={onClose}>
      <TextInput
        label={t('form.name')}
        value={name}
        required
        withAsterisk={false}
        maxLength={200}
        data-autofocus
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <LanguageSelect label={t('form.language')} value={language} onChange={setLanguage} />
      <Select
        size="xs"
        label={t('form.preferred')}
        placeholder={t('form.preferredNone')}
        clearable
        value={preferred}
        data={WRITTEN_CHANNELS.map((value) => ({ value, label: t(`inbox:channel.${value}`) }))}
        onChange={(value) => setPreferred(WRITTEN_CHANNELS.find((one) => one === value) ?? null)}
      />
      <TagsInput
        size="xs"
        label={t('tags')}
        placeholder={tags.length === 0 ? t('page:typeEnter') : ''}
        value={tags}
        maxTags={50}
        onChange={setTags}
      />
      <Checkbox label={t('vip')} checked={vip} onChange={(event) => setVip(event.currentTarget.checked)} />
      <Checkbox
        label={t('form.highTouch')}
        description={t('form.highTouchHint')}
        checked={highTouch}
        onChange={(event) => setHighTouch(event.currentTarget.checked)}
      />
    </EditDialog>
  );
};

/** Erasing cannot be undone: the name is typed before it is done. */
export const EraseDialog = ({ customer, onClose }: Props) => {
  const { t } = useTranslation('customers');
  const go = useGo();
  const save = useSave(['customers']);
  const [typed, setTyped] = useState('');
  const erase = async (): Promise<void> => {
    if (!(await save.run(() => api.customers.erase({ id: customer.id })))) return;
    // The record is left before anything reads it again: it is not there any more.
    go('/customers');
    say(t('didErase'));
  };
  return (
    <EditDialog
      title={t('eraseTitle', { name: customer.name })}
      size={440}
      save={save}
      submit={t('eraseDo')}
      danger
      disabled={typed.trim() !== customer.name.trim()}
      onSubmit={erase}
      onClose={onClose}
      actions={
        <Button variant="subtle" onClick={onClose}>
          {t('page:cancel')}
        </Button>
      }
    >
      <p className="t2 prose">{t('eraseText')}</p>
      <TextInput
        label={t('eraseConfirm')}
        placeholder={customer.name}
        value={typed}
        autoComplete="off"
        data-autofocus
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
    </EditDialog>
  );
};
