import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { q } from '../../api/client.ts';
import { ChannelGlyph } from '../../components/ChannelGlyph.tsx';
import { errorWords } from '../../i18n/i18n.ts';
import { useSession } from '../../state/session.ts';
import { Empty, Page } from '../page/Page.tsx';
import css from '../page/side.module.css';
import { useRest } from '../page/use-page-search.ts';
import { Canned } from './Canned.tsx';
import { ChannelPage } from './ChannelPage.tsx';
import { healthOf } from './channel-health.ts';
import { General } from './General.tsx';
import { Ledger } from './Ledger.tsx';
import { Me } from './Me.tsx';
import { Members } from './Members.tsx';
import { NewChannel } from './NewChannel.tsx';
import { Queues } from './Queues.tsx';
import { Teams } from './Teams.tsx';

/** On a phone the places lie in one row that may reach past the edge. */
const intoSight = (link: HTMLAnchorElement | null): void =>
  link?.scrollIntoView({ block: 'nearest', inline: 'center' });

const NavLink = ({ to, now, children }: { to: string; now: string; children: ReactNode }) => {
  const path: string = to === '' ? '/settings' : `/settings/${to}`;
  return (
    <Link
      ref={now === to ? intoSight : undefined}
      to={path}
      activeOptions={{ exact: true }}
      aria-current={now === to ? 'page' : undefined}
    >
      {children}
    </Link>
  );
};

const Nav = ({ now }: { now: string }) => {
  const { t } = useTranslation('settings');
  const { abilities } = useSession();
  const may = (verb: string): boolean => abilities[verb] === true;
  const accounts =
    useQuery({
      ...q.channelAccounts.list.queryOptions({ staleTime: 30_000 }),
      enabled: may('read-channel-accounts'),
    }).data?.items ?? [];
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
      <NavLink to="teams" now={now}>
        {t('nav.teams')}
      </NavLink>
      <NavLink to="queues" now={now}>
        {t('nav.queues')}
      </NavLink>
      {may('read-channel-accounts') ? <h2>{t('nav.channels')}</h2> : null}
      {accounts.map((account) => (
        <NavLink key={account.id} to={`channels/${account.id}`} now={now}>
          <ChannelGlyph channel={account.channel} />
          <span className="cut grow">{account.name}</span>
          <i data-is={healthOf(account).is} role="img" aria-label={t(`channel.${healthOf(account).word}`)} />
        </NavLink>
      ))}
      {may('manage-channel-accounts') ? (
        <NavLink to="channels/new" now={now}>
          <IconPlus size={14} stroke={1.6} aria-hidden="true" />
          {t('nav.add')}
        </NavLink>
      ) : null}
      <h2>{t('nav.replies')}</h2>
      <NavLink to="canned" now={now}>
        {t('nav.canned')}
      </NavLink>
      {may('read-ledger') ? (
        <>
          <h2>{t('nav.data')}</h2>
          <NavLink to="ledger" now={now}>
            {t('nav.ledger')}
          </NavLink>
        </>
      ) : null}
      <h2>{t('nav.own')}</h2>
      <NavLink to="me" now={now}>
        {t('nav.me')}
      </NavLink>
    </nav>
  );
};

const pageOf = (rest: string): ReactNode => {
  if (rest === '') return <General />;
  if (rest === 'teams') return <Teams />;
  if (rest === 'me') return <Me />;
  if (rest === 'members') return <Members />;
  if (rest === 'queues') return <Queues />;
  if (rest === 'canned') return <Canned />;
  if (rest === 'ledger') return <Ledger />;
  if (rest === 'channels/new') return <NewChannel />;
  if (rest.startsWith('channels/')) return <ChannelPage key={rest} id={rest.slice('channels/'.length)} />;
  return <Nowhere />;
};

const Nowhere = () => (
  <Page title={useTranslation('settings').t('title')}>
    <Empty text={errorWords('not-found')} />
  </Page>
);

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
