import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, q } from '../../api/client.ts';
import { currentLanguage } from '../../i18n/i18n.ts';
import { say } from '../../state/undo.ts';
import { LeaveGuard } from '../page/LeaveGuard.tsx';
import page from '../page/page.module.css';
import { useGo } from '../page/use-page-search.ts';
import { useSave } from '../page/use-save.ts';
import type { Account } from './channel-health.ts';
import { type Adapter, SchemaFields, wordsOf } from './SchemaFields.tsx';
import { SecretFields } from './SecretFields.tsx';
import css from './settings.module.css';

const filled = (secrets: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(secrets).filter(([, value]) => value !== ''));

/** Name, settings and secrets of a connected account. */
export const SettingsForm = ({ account, adapter }: { account: Account; adapter: Adapter }) => {
  const { t } = useTranslation('settings');
  const save = useSave(q.channelAccounts.list.key());
  const [name, setName] = useState(account.name);
  const [settings, setSettings] = useState(account.settings);
  const [secrets, setSecrets] = useState<Record<string, string>>({});
  const changed =
    name !== account.name ||
    Object.keys(filled(secrets)).length > 0 ||
    JSON.stringify(settings) !== JSON.stringify(account.settings);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const { id, version } = account;
    const done = await save.run(() =>
      api.channelAccounts.update({ id, version, name: name.trim(), settings, secrets: filled(secrets) }),
    );
    if (done) {
      setSecrets({});
      say(t('page:saved'));
    }
  };
  return (
    <form className={css.section} onSubmit={(event) => void submit(event)}>
      <LeaveGuard unsaved={() => changed} />
      <h2>{t('channel.settings')}</h2>
      <TextInput
        label={t('channel.name')}
        value={name}
        required
        withAsterisk={false}
        maxLength={80}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <SchemaFields adapter={adapter} value={settings} refused={save.refused} onChange={setSettings} />
      <SecretFields adapter={adapter} set={account.secretsSet} value={secrets} onChange={setSecrets} />
      <div className={page.keys}>
        <Button type="submit" variant="filled" loading={save.busy}>
          {t('common:save')}
        </Button>
        <span className="sm late" role="status">
          {save.failed}
        </span>
      </div>
    </form>
  );
};

/** What a new account needs; it is connected with the button at the foot. */
export const NewForm = ({ adapter }: { adapter: Adapter }) => {
  const { t } = useTranslation('settings');
  const go = useGo();
  const save = useSave(q.channelAccounts.list.key());
  const [name, setName] = useState(wordsOf(adapter, currentLanguage()).name ?? adapter.id);
  const [settings, setSettings] = useState<Record<string, unknown>>({});
  const [secrets, setSecrets] = useState<Record<string, string>>({});
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    await save.run(async () => {
      const made = await api.channelAccounts.create({
        channel: adapter.channel,
        adapter: adapter.id,
        name: name.trim(),
        settings,
        secrets: filled(secrets),
      });
      go(`/settings/channels/${made.id}`);
    });
  };
  return (
    <form className={css.section} onSubmit={(event) => void submit(event)}>
      <h2>{t('channel.settings')}</h2>
      <TextInput
        label={t('channel.name')}
        value={name}
        required
        withAsterisk={false}
        maxLength={80}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <SchemaFields adapter={adapter} value={settings} refused={save.refused} onChange={setSettings} />
      <SecretFields adapter={adapter} set={[]} value={secrets} onChange={setSecrets} />
      <div className={page.keys}>
        <Button type="submit" variant="filled" loading={save.busy}>
          {t('channel.connect')}
        </Button>
        <span className="sm late" role="status">
          {save.failed}
        </span>
      </div>
    </form>
  );
};
