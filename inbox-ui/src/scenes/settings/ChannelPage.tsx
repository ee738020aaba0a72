import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, q } from '../../api/client.ts';
import { ChannelGlyph } from '../../components/ChannelGlyph.tsx';
import { useNow } from '../../components/use-now.ts';
import { clockOrDay } from '../../i18n/format.ts';
import { currentLanguage, errorWords } from '../../i18n/i18n.ts';
import { useSession } from '../../state/session.ts';
import { CopyField, Empty, Failed, Page, StateDot, Waiting } from '../page/Page.tsx';
import { useSave } from '../page/use-save.ts';
import { ChannelCheck } from './ChannelCheck.tsx';
import { SettingsForm } from './ChannelForms.tsx';
import { ChannelSteps } from './ChannelSteps.tsx';
import { type Account, alarmOf, healthOf } from './channel-health.ts';
import { stepsOf } from './channel-steps.ts';
import { wordsOf } from './SchemaFields.tsx';
import css from './settings.module.css';
import { TokenEnd } from './TokenEnd.tsx';
import { useAdapters } from './use-adapters.ts';

const Alarm = ({ account }: { account: Account }) => {
  const { t } = useTranslation('settings');
  const alarm = alarmOf(account, useNow());
  if (alarm === undefined) return null;
  return (
    <p className={css.alarm} data-is={alarm === 'expiring' ? 'due' : 'late'} role="alert">
      <IconAlertTriangle size={16} stroke={1.6} aria-hidden="true" />
      <span className="prose">{t(`channel.alarm.${alarm}`)}</span>
    </p>
  );
};

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
        <div>
          <dt>{t('channel.state')}</dt>
          <dd>
            <StateDot is={is}>{t(`channel.${word}`)}</StateDot>
          </dd>
        </div>
        <div>
          <dt>{t('channel.received')}</dt>
          <dd className="num">{at(health.lastReceivedAt)}</dd>
        </div>
        <div>
          <dt>{t('channel.sent')}</dt>
          <dd className="num">{at(health.lastSentAt)}</dd>
        </div>
        <div>
          <dt>{t('channel.backlog')}</dt>
          <dd className="num">{health.backlog}</dd>
        </div>
        {health.tokenExpiresAt === undefined ? null : (
          <div>
            <dt>{t('channel.token')}</dt>
            <dd>
              <TokenEnd at={health.tokenExpiresAt} />
            </dd>
          </div>
        )}
        {health.lastError === undefined ? null : (
          <div>
            <dt>{t('channel.error')}</dt>
            <dd className="late">{errorWords(health.lastError)}</dd>
          </div>
        )}
      </dl>
    </section>
  );
};

const AccountBody = ({ account }: { account: Account }) => {
  const { t } = useTranslation('settings');
  const may = useSession().abilities['manage-channel-accounts'] === true;
  const { adapters, publicUrl } = useAdapters();
  const adapter = adapters.find((one) => one.id === account.adapter);
  const words = adapter === undefined ? {} : wordsOf(adapter, currentLanguage());
  const inSteps = stepsOf(words, publicUrl, account.id).some(
    ({ code }) => account.webhookPath !== undefined && code?.text.includes(account.webhookPath),
  );
  return (
    <div className={css.body}>
      <Alarm account={account} />
      <Health account={account} />
      {may ? <ChannelCheck account={account} adapter={adapter} /> : null}
      {adapter === undefined ? (
        <Waiting />
      ) : (
        <ChannelSteps adapter={adapter} accountId={account.id} publicUrl={publicUrl} />
      )}
      {account.webhookPath === undefined || inSteps ? null : (
        <section className={css.section}>
          <h2>{t('channel.webhook')}</h2>
          <CopyField text={`${publicUrl}${account.webhookPath}`} label={t('channel.webhook')} />
        </section>
      )}
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
