import { Button, Select, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { ChannelAccountView } from '#contracts/views.ts';
import { api, errorCode, q } from '../../api/client.ts';
import { ChannelGlyph } from '../../components/ChannelGlyph.tsx';
import { Face } from '../../components/Face.tsx';
import { errorWords } from '../../i18n/i18n.ts';
import { modKeys } from '../../keyboard/commands.ts';
import { composerKey } from '../../keyboard/keymap.ts';
import { newId } from '../../state/new-id.ts';
import { filledText, type TemplateDraft, templateUse } from '../templates/template-draft.ts';
import css from './new-message.module.css';

const TemplatePicker = lazy(() =>
  import('../templates/TemplatePicker.tsx').then((m) => ({ default: m.TemplatePicker })),
);

/** Who is written to. */
export interface Chosen {
  id: string;
  name: string;
  address?: string | undefined;
}
type Account = z.infer<typeof ChannelAccountView>;

const AccountSelect = ({
  accounts,
  account,
  onChoose,
}: {
  accounts: readonly Account[];
  account: Account | undefined;
  onChoose: (id: string | null) => void;
}) => {
  const { t } = useTranslation();
  const channelOf = (id: string): Account['channel'] =>
    accounts.find((one) => one.id === id)?.channel ?? 'api';
  return (
    <Select
      label={t('new.account')}
      value={account?.id ?? null}
      allowDeselect={false}
      leftSection={account === undefined ? null : <ChannelGlyph channel={account.channel} />}
      data={accounts.map((one) => ({ value: one.id, label: one.name }))}
      renderOption={({ option }) => (
        <span className={css.option}>
          <ChannelGlyph channel={channelOf(option.value)} />
          <span className="grow cut">{option.label}</span>
          <span className="xs t3">{t(`channel.${channelOf(option.value)}`)}</span>
        </span>
      )}
      onChange={onChoose}
    />
  );
};

/** The accounts one can write first on, the one in use, and whether it has templates. */
const useAccounts = () => {
  const accounts = useQuery(q.channelAccounts.list.queryOptions({ staleTime: 60_000 })).data?.items ?? [];
  const adapters =
    useQuery(q.channelAccounts.adapters.queryOptions({ staleTime: 300_000 })).data?.items ?? [];
  const canStart = new Set(adapters.filter((one) => one.canStart === true).map((one) => one.id));
  const usable = accounts.filter((one) => !one.paused && canStart.has(one.adapter));
  const [accountId, choose] = useState<string | null>(null);
  const account = usable.find((one) => one.id === (accountId ?? usable[0]?.id));
  const templates = useQuery({
    ...q.channelAccounts.templates.queryOptions({
      input: { id: account?.id ?? '' },
      staleTime: 60_000,
      retry: false,
    }),
    enabled: account !== undefined,
  });
  return { usable, account, choose, hasTemplates: (templates.data?.items.length ?? 0) > 0 };
};

/** The first message to a customer: over which account, free words or a template. */
export const NewMessageForm = ({
  customer,
  onDone,
  onBack,
}: {
  customer: Chosen;
  onDone: (id: string) => void;
  onBack: () => void;
}) => {
  const { t } = useTranslation();
  const { usable, account, choose, hasTemplates } = useAccounts();
  const [text, setText] = useState('');
  const [byTemplate, setByTemplate] = useState(false);
  const [draft, setDraft] = useState<TemplateDraft>();
  const [clientId] = useState(newId);
  const [failed, setFailed] = useState<string>();
  const [busy, setBusy] = useState(false);
  const templated = byTemplate && hasTemplates;
  const template = templated && draft !== undefined ? templateUse(draft) : undefined;
  const words = template !== undefined && draft !== undefined ? filledText(draft) : text.trim();
  const sendable = words !== '' && account !== undefined && !busy && (!templated || template !== undefined);
  const send = async (): Promise<void> => {
    if (account === undefined || !sendable) return;
    setBusy(true);
    setFailed(undefined);
    try {
      const { conversation } = await api.conversations.start({
        customerId: customer.id,
        accountId: account.id,
        text: words,
        clientId,
        ...(template === undefined ? {} : { template }),
        ...(template?.headerFileId === undefined ? {} : { fileIds: [template.headerFileId] }),
      });
      onDone(conversation.id);
    } catch (error) {
      setFailed(errorWords(errorCode(error)));
      setBusy(false);
    }
  };
  return (
    <>
      <div className={css.chosen}>
        <Face name={customer.name} who="customer" size={28} />
        <span className="grow cut">
          <b>{customer.name}</b> <span className="xs t3">{customer.address}</span>
        </span>
        <Button variant="subtle" onClick={onBack}>
          {t('new.change')}
        </Button>
      </div>
      {usable.length === 0 ? (
        <p className="t2">{t('new.noAccount')}</p>
      ) : (
        <AccountSelect
          accounts={usable}
          account={account}
          onChoose={(id) => {
            choose(id);
            setDraft(undefined);
          }}
        />
      )}
      {hasTemplates ? (
        <Button variant="subtle" className={css.way ?? ''} onClick={() => setByTemplate((before) => !before)}>
          {t(templated ? 'template.write' : 'template.use')}
        </Button>
      ) : null}
      {templated && account !== undefined ? (
        <Suspense fallback={null}>
          <TemplatePicker accountId={account.id} language={undefined} draft={draft} onChange={setDraft} />
        </Suspense>
      ) : (
        <Textarea
          label={t('new.text')}
          mt={12}
          autosize
          minRows={4}
          maxRows={12}
          maxLength={20_000}
          value={text}
          autoFocus
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (composerKey(event.nativeEvent) !== 'send') return;
            event.preventDefault();
            void send();
          }}
          styles={{ input: { fontSize: 14 } }}
        />
      )}
      {failed === undefined ? null : (
        <p className={`${css.failed} late`} role="alert">
          {failed}
        </p>
      )}
      <Button
        variant="filled"
        mt={16}
        loading={busy}
        disabled={!sendable}
        rightSection={<span className="key">{modKeys('↵')}</span>}
        onClick={() => void send()}
      >
        {t('composer.send')}
      </Button>
    </>
  );
};
