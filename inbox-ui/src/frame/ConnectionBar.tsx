import { IconPlugConnectedX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { clock } from '../i18n/format.ts';
import { currentLanguage } from '../i18n/i18n.ts';
import { line } from '../socket/live.ts';
import { useStore } from '../state/store.ts';
import css from './connection-bar.module.css';

/** The quiet bar of a lost line: what happens to what is written, and how old the page is. */
export const ConnectionBar = () => {
  const { t } = useTranslation('common');
  const { state, inStepAt } = useStore(line);
  return (
    <div role="status">
      {state === 'offline' ? (
        <div className={css.bar}>
          <IconPlugConnectedX size={15} stroke={1.6} aria-hidden="true" />
          <span className="grow">{t('offline.text')}</span>
          <span className="xs t3 num">
            {t('offline.since', { at: clock(new Date(inStepAt), currentLanguage()) })}
          </span>
        </div>
      ) : null}
    </div>
  );
};
