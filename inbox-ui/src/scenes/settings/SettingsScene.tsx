import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { q } from '../../api/client.ts';
import { ChannelGlyph } from '../../components/ChannelGlyph.tsx';
import { useSession } from '../../state/session.ts';
import { useRest } from '../page/use-page-search.ts';
import { Canned } from './Canned.tsx';
import { ChannelPage, NewChannel } from './Channels.tsx';
import { healthOf } from './channel-health.ts';
import { General } from './General.tsx';
import { Ledger } from './Ledger.tsx';
import { Members } from './Members.tsx';
import { Queues } from './Queues.tsx';
import css from './settings.module.css';

const NavLink = ({ to, now, children }: { to: string; now: string; children: ReactNode }) => {
  const path: string = to === '' ? '/settings' : `/settings/${to}`;
  return (
    <Link to={path} activeOptions={{ exact: true }} aria-current={now === to ? 'page' : undefined}>
      {children}
    </Link>
  );
};

const Nav = ({ now }: { now: string }) => {
  const { t } = useTranslation('settings');
  const { abilities } = useSession();
  const accounts = useQuery(q.channelAccounts.list.queryOptions({ staleTime: 30_000 })).data?.items ?? [];
  return (
    <nav className={css.nav} aria-label={t('title')}>
      <h1>{t('title')}</h1>
      <h2>{t('nav.organisation')}</h2>
      <NavLink to="" now={now}>
        {t('nav.general')}
      </NavLink>
      <NavLink to="members" now={now}>
        {t('nav.members')}
      </NavLink>
      <NavLink to="queues" now={now}>
        {t('nav.queues')}
      </NavLink>
      <h2>{t('nav.channels')}</h2>
      {accounts.map((account) => (
        <NavLink key={account.id} to={`channels/${account.id}`} now={now}>
          <ChannelGlyph channel={account.channel} />
          <span className="cut grow">{account.name}</span>
          <i data-is={healthOf(account).is} role="img" aria-label={t(`channel.${healthOf(account).word}`)} />
        </NavLink>
      ))}
      {abilities['manage-channel-accounts'] === true ? (
        <NavLink to="channels/new" now={now}>
          <IconPlus size={14} stroke={1.6} aria-hidden="true" />
          {t('nav.add')}
        </NavLink>
      ) : null}
      <h2>{t('nav.replies')}</h2>
      <NavLink to="canned" now={now}>
        {t('nav.canned')}
      </NavLink>
      {abilities['read-ledger'] === true ? (
        <>
          <h2>{t('nav.data')}</h2>
          <NavLink to="ledger" now={now}>
            {t('nav.ledger')}
          </NavLink>
        </>
      ) : null}
    </nav>
  );
};

const pageOf = (rest: string): ReactNode => {
  if (rest === 'members') return <Members />;
  if (rest === 'queues') return <Queues />;
  if (rest === 'canned') return <Canned />;
  if (rest === 'ledger') return <Ledger />;
  if (rest === 'channels/new') return <NewChannel />;
  if (rest.startsWith('channels/')) return <ChannelPage key={rest} id={rest.slice('channels/'.length)} />;
  return <General />;
};

/** What the house is made of: people, queues, channels, words, and the intake ledger. */
export const SettingsScene = () => {
  const rest = useRest();
  return (
    <div className={css.frame}>
      <Nav now={rest} />
      {pageOf(rest)}
    </div>
  );
};
