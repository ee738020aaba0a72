import { IconAlertTriangle, IconCheck, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { modKeys } from '../keyboard/commands.ts';
import { useStore } from '../state/store.ts';
import { dismiss, toast, undoLast } from '../state/undo.ts';
import css from './frame.module.css';

/** The toast at the list's foot: what was done, and the way back. */
export const ToastLine = () => {
  const { t } = useTranslation('common');
  const now = useStore(toast);
  const Icon = now?.kind === 'failed' ? IconAlertTriangle : IconCheck;
  return (
    <div role={now?.kind === 'failed' ? 'alert' : 'status'}>
      {now === undefined ? null : (
        <div className={css.toast} key={now.id}>
          <Icon size={15} stroke={1.6} aria-hidden="true" />
          <span className="grow">{now.text}</span>
          {now.undo === undefined ? (
            <button type="button" className={css.toastButton} aria-label={t('close')} onClick={dismiss}>
              <IconX size={14} stroke={1.6} />
            </button>
          ) : (
            <button type="button" className={css.toastButton} onClick={() => undoLast()}>
              {t('undo')}
              <span className="key">{modKeys('Z')}</span>
            </button>
          )}
        </div>
      )}
    </div>
  );
};
