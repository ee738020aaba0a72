import { Button, Modal } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import css from './page.module.css';

/** Asks before unsaved changes are left behind, also by closing the tab. `unsaved` is asked when somebody is about to leave. */
export const LeaveGuard = ({ unsaved }: { unsaved: () => boolean }) => {
  const { t } = useTranslation('page');
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => current.pathname !== next.pathname && unsaved(),
    enableBeforeUnload: unsaved,
    withResolver: true,
  });
  if (blocker.status !== 'blocked') return null;
  return (
    <Modal opened onClose={blocker.reset} title={t('unsaved')} size={400} withCloseButton={false}>
      <div className={css.keys}>
        <Button variant="filled" data-autofocus onClick={blocker.reset}>
          {t('stay')}
        </Button>
        <Button variant="subtle" className="late" onClick={blocker.proceed}>
          {t('leave')}
        </Button>
      </div>
    </Modal>
  );
};
