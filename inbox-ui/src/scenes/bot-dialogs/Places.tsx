import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import css from './dialogs.module.css';

/** The two lists of this page: the dialogs, and the HTTP actions they may call. */
export const Places = ({ now }: { now: 'dialogs' | 'actions' }) => {
  const { t } = useTranslation('bot-dialogs');
  return (
    <nav className={css.places} aria-label={t('title')}>
      <Link to={'/bot/dialogs' as string} aria-current={now === 'dialogs' ? 'page' : undefined}>
        {t('title')}
      </Link>
      <Link to={'/bot/dialogs/actions' as string} aria-current={now === 'actions' ? 'page' : undefined}>
        {t('actions.title')}
      </Link>
    </nav>
  );
};
