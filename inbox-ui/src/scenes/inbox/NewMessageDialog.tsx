import { Button, Modal, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CustomerRow } from '#contracts/customer.ts';
import { api, errorCode, q } from '../../api/client.ts';
import { Face } from '../../components/Face.tsx';
import { errorWords } from '../../i18n/i18n.ts';
import { type Chosen, NewMessageForm } from './NewMessageForm.tsx';
import css from './new-message.module.css';

const Found = ({ text, onChoose }: { text: string; onChoose: (customer: Chosen) => void }) => {
  const { t } = useTranslation();
  const asked = useDeferredValue(text.trim());
  const found = useQuery({
    ...q.customers.list.queryOptions({ input: { q: asked, limit: 8 } }),
    enabled: asked.length > 0,
    staleTime: 10_000,
  });
  const items: CustomerRow[] = found.data?.items ?? [];
  if (asked === '') return null;
  return (
    <ul className={css.found} aria-label={t('new.found')}>
      {items.map((customer) => (
        <li key={customer.id}>
          <button
            type="button"
            onClick={() =>
              onChoose({ id: customer.id, name: customer.name, address: customer.primaryAddress })
            }
          >
            <Face name={customer.name} who="customer" size={22} />
            <span className="grow cut">{customer.name}</span>
            <span className="xs t3 cut">{customer.primaryAddress}</span>
          </button>
        </li>
      ))}
      {found.isSuccess && items.length === 0 ? <li className="t3">{t('new.noneFound')}</li> : null}
    </ul>
  );
};

const CreateCustomer = ({ name, onChoose }: { name: string; onChoose: (customer: Chosen) => void }) => {
  const { t } = useTranslation();
  const [address, setAddress] = useState('');
  const [failed, setFailed] = useState<string>();
  const create = async (): Promise<void> => {
    const value = address.trim();
    try {
      const customer = await api.customers.create({
        name: name.trim() || value,
        ...(value.includes('@') ? { email: value } : { phone: value }),
      });
      onChoose({ id: customer.id, name: customer.name, address: value });
    } catch (error) {
      setFailed(errorWords(errorCode(error)));
    }
  };
  return (
    <div className={css.create}>
      <TextInput
        className="grow"
        label={t('new.address')}
        placeholder={t('new.addressHint')}
        value={address}
        maxLength={200}
        error={failed}
        onChange={(event) => setAddress(event.currentTarget.value)}
      />
      <Button h={32} disabled={address.trim() === ''} onClick={() => void create()}>
        {t('new.create')}
      </Button>
    </div>
  );
};

/** Starts a conversation: find or make the customer, choose the account, write. */
export const NewMessageDialog = ({
  initial,
  onClose,
}: {
  initial: { customerId?: string };
  onClose: () => void;
}) => {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [search, setSearch] = useState('');
  const [left, setLeft] = useState(false);
  const [picked, setPicked] = useState<Chosen>();
  const known = useQuery({
    ...q.customers.show.queryOptions({ input: { id: initial.customerId ?? '' } }),
    enabled: initial.customerId !== undefined,
  }).data;
  const given =
    known === undefined || left
      ? undefined
      : { id: known.id, name: known.name, address: known.identities[0]?.value };
  const chosen = picked ?? given;
  const done = (conversationId: string): void => {
    onClose();
    void navigate({ to: '/conversations/$conversationId', params: { conversationId } });
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('list.newMessage')}
      size={520}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      {chosen === undefined ? (
        <>
          <TextInput
            label={t('new.customer')}
            placeholder={t('new.customerHint')}
            value={search}
            maxLength={200}
            data-autofocus
            onChange={(event) => setSearch(event.currentTarget.value)}
          />
          <Found text={search} onChoose={setPicked} />
          {search.trim() === '' ? null : <CreateCustomer name={search} onChoose={setPicked} />}
        </>
      ) : (
        <NewMessageForm
          customer={chosen}
          onDone={done}
          onBack={() => {
            setPicked(undefined);
            setLeft(true);
          }}
        />
      )}
    </Modal>
  );
};
