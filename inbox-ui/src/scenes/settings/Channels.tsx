import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, q } from '../../api/client.ts';
import { ChannelGlyph } from '../../components/ChannelGlyph.tsx';
import { clockOrDay } from '../../i18n/format.ts';
import { currentLanguage, errorWords } from '../../i18n/i18n.ts';
import { useSession } from '../../state/session.ts';
import { say } from '../../state/undo.ts';
import { LeaveGuard } from '../page/LeaveGuard.tsx';
import { CopyField, Empty, Failed, Page, StateDot, Waiting } from '../page/Page.tsx';
import page from '../page/page.module.css';
import { useGo } from '../page/use-page-search.ts';
import { useSave } from '../page/use-save.ts';
import { type Account, healthOf } from './channel-health.ts';
import { type Adapter, SchemaFields, SecretFields, wordsOf } from './SchemaFields.tsx';
import css from './settings.module.css';

const filled = (secrets: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(secrets).filter(([, value]) => value !== ''));
const useAdapters = () => useQuery(q.channelAccounts.adapters.queryOptions({ staleTime: 300_000 }));

const Health = ({ account }: { account: Account }) => {
  const { t } = useTranslation('settings');
  const { is, word } = healthOf(account);
  const at = (instant: string | undefined): string =>
    instant === undefined ? t('channel.never') : clockOrDay(new Date(instant), new Date(), currentLanguage());
  const { health } = account;
  return (
    <section className={css.section}>
      <h2>{t('channel.state')}</h2>
      <dl className={css.facts}>
        <dt>{t('channel.state')}</dt>
        <dd>
          <StateDot is={is}>{t(`channel.${word}`)}</StateDot>
        </dd>
        <dt>{t('channel.received')}</dt>
        <dd className="num">{at(health.lastReceivedAt)}</dd>
        <dt>{t('channel.sent')}</dt>
        <dd className="num">{at(health.lastSentAt)}</dd>
        <dt>{t('channel.backlog')}</dt>
        <dd className="num">{health.backlog}</dd>
        {health.lastError === undefined ? null : (
          <>
            <dt>{t('channel.error')}</dt>
            <dd className="late">{errorWords(health.lastError)}</dd>
          </>
        )}
      </dl>
    </section>
  );
};

const Steps = ({ account, adapter }: { account: Account; adapter: Adapter }) => {
  const { t } = useTranslation('settings');
  const words = wordsOf(adapter, currentLanguage());
  const fill = (text: string): string =>
    text.replaceAll('{publicUrl}', window.location.origin).replaceAll('{accountId}', account.id);
  const steps = Object.keys(words)
    .filter((key) => /^step\.\d+$/.test(key))
    .sort((a, b) => Number(a.slice(5)) - Number(b.slice(5)));
  if (steps.length === 0) return null;
  return (
    <section className={css.section}>
      <h2>{t('channel.steps')}</h2>
      <ol className={css.steps}>
        {steps.map((key) => {
          const code = words[`${key}.code`];
          return (
            <li key={key}>
              <span className="prose">{fill(words[key] ?? '')}</span>
              {code === undefined ? null : (
                <pre>
                  <CopyField
                    text={fill(code)}
                    label={t(account.channel === 'web-chat' ? 'channel.embed' : 'channel.webhook')}
                  />
                </pre>
              )}
            </li>
          );
        })}
      </ol>
    </section>
  );
};

const SettingsForm = ({ account, adapter }: { account: Account; adapter: Adapter }) => {
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

const AccountBody = ({ account }: { account: Account }) => {
  const { t } = useTranslation('settings');
  const may = useSession().abilities['manage-channel-accounts'] === true;
  const adapter = useAdapters().data?.items.find((one) => one.id === account.adapter);
  return (
    <div className={css.body}>
      <Health account={account} />
      {account.webhookPath === undefined ? null : (
        <section className={css.section}>
          <h2>{t('channel.webhook')}</h2>
          <CopyField text={`${window.location.origin}${account.webhookPath}`} label={t('channel.webhook')} />
        </section>
      )}
      {adapter === undefined ? <Waiting /> : <Steps account={account} adapter={adapter} />}
      {adapter === undefined ? null : may ? (
        <SettingsForm key={account.version} account={account} adapter={adapter} />
      ) : (
        <p className="t2">{t('channel.limited')}</p>
      )}
    </div>
  );
};

/** One channel account: how it does, how it is connected, its settings. */
export const ChannelPage = ({ id }: { id: string }) => {
  const { t } = useTranslation('settings');
  const may = useSession().abilities['manage-channel-accounts'] === true;
  const read = useQuery(q.channelAccounts.list.queryOptions({ staleTime: 15_000 }));
  const save = useSave(q.channelAccounts.list.key());
  const account = read.data?.items.find((one) => one.id === id);
  return (
    <Page
      title={account?.name ?? t('nav.channels')}
      lead={account === undefined ? null : <ChannelGlyph channel={account.channel} size={16} />}
      actions={
        account === undefined || !may ? null : (
          <Button
            loading={save.busy}
            onClick={() =>
              void save.run(() =>
                api.channelAccounts.update({ id, version: account.version, paused: !account.paused }),
              )
            }
          >
            {t(account.paused ? 'channel.resume' : 'channel.pause')}
          </Button>
        )
      }
    >
      {read.isError ? <Failed error={read.error} onRetry={() => void read.refetch()} /> : null}
      {read.isPending ? <Waiting /> : null}
      {read.isSuccess && account === undefined ? <Empty text={errorWords('not-found')} /> : null}
      {account === undefined ? null : <AccountBody account={account} />}
    </Page>
  );
};

const NewForm = ({ adapter }: { adapter: Adapter }) => {
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
      <p className="t2 prose">{wordsOf(adapter, currentLanguage()).about}</p>
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

/** Connects one more account: choose the adapter, fill in what it asks for. */
export const NewChannel = () => {
  const { t } = useTranslation('settings');
  const may = useSession().abilities['manage-channel-accounts'] === true;
  const read = useAdapters();
  const [chosen, setChosen] = useState<string>();
  const adapters = read.data?.items ?? [];
  const adapter = adapters.find((one) => one.id === chosen);
  if (!may)
    return (
      <Page title={t('nav.add')}>
        <Empty text={t('channel.limitedAdd')} />
      </Page>
    );
  return (
    <Page title={t('nav.add')}>
      {read.isError ? <Failed error={read.error} onRetry={() => void read.refetch()} /> : null}
      {read.isPending ? <Waiting /> : null}
      {read.isSuccess && adapters.length === 0 ? <Empty text={t('channel.none')} /> : null}
      <div className={css.body}>
        <section className={css.section}>
          <p className="t2">{t('channel.choose')}</p>
          <div className={page.keys}>
            {adapters.map((one) => (
              <Button
                key={one.id}
                aria-pressed={chosen === one.id}
                variant={chosen === one.id ? 'light' : 'default'}
                leftSection={<ChannelGlyph channel={one.channel} />}
                onClick={() => setChosen(one.id)}
              >
                {wordsOf(one, currentLanguage()).name ?? one.id}
              </Button>
            ))}
          </div>
        </section>
        {adapter === undefined ? null : <NewForm key={adapter.id} adapter={adapter} />}
      </div>
    </Page>
  );
};
