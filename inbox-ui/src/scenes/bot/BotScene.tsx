import { Link } from '@tanstack/react-router';
import i18next from 'i18next';
import { type ComponentType, lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { errorWords } from '../../i18n/i18n.ts';
import { useSession } from '../../state/session.ts';
import { Empty, Page } from '../page/Page.tsx';
import css from '../page/side.module.css';
import { useRest } from '../page/use-page-search.ts';
import { BOT_PAGES, type BotPage } from './pages.ts';

/** A page and its words, fetched when it is first opened. */
const lazyPage = ({ name, load }: BotPage): ComponentType =>
  lazy(async () => {
    const [component] = await Promise.all([load(), i18next.loadNamespaces([name])]);
    return { default: component };
  });
const COMPONENTS = new Map(BOT_PAGES.map((page) => [page.name, lazyPage(page)]));

/** On a phone the places lie in one row that may reach past the edge. */
const intoSight = (link: HTMLAnchorElement | null): void =>
  link?.scrollIntoView({ block: 'nearest', inline: 'center' });

const Nowhere = () => (
  <Page title={useTranslation('bot').t('title')}>
    <Empty text={errorWords('not-found')} />
  </Page>
);

/** The bot's area: what it knows, how it decides, what it did. The first part of the path names the page. */
export const BotScene = () => {
  const { t } = useTranslation('bot');
  const { abilities } = useSession();
  const [now = ''] = useRest().split('/');
  const pages = BOT_PAGES.filter(({ ability }) => abilities[ability] === true);
  const open = pages.find(({ path }) => path === now);
  const Shown = open && COMPONENTS.get(open.name);
  return (
    <div className={css.frame}>
      <nav className={css.nav} aria-label={t('title')}>
        <h1>{t('title')}</h1>
        {pages.map(({ path, name }) => {
          const to: string = path === '' ? '/bot' : `/bot/${path}`;
          return (
            <Link
              key={name}
              ref={now === path ? intoSight : undefined}
              to={to}
              activeOptions={{ exact: path === '' }}
              aria-current={now === path ? 'page' : undefined}
            >
              {t(`nav.${name}`)}
            </Link>
          );
        })}
      </nav>
      <Suspense fallback={null}>{Shown ? <Shown /> : <Nowhere />}</Suspense>
    </div>
  );
};
