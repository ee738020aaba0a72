import { Button, Modal } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import css from './page.module.css';
import type { useSave } from './use-save.ts';

/** A form in a dialog: its fields, why it could not be saved, and its button; further actions stand beside the button. */
export const EditDialog = ({
  title,
  save,
  onSubmit,
  onClose,
  size = 480,
  submit,
  danger = false,
  disabled = false,
  actions,
  children,
}: {
  title: string;
  save: Pick<ReturnType<typeof useSave>, 'busy' | 'failed'>;
  /** The form's values by field name, trimmed; dialogs that hold their own state need none of them. */
  onSubmit: (word: (name: string) => string) => unknown;
  onClose: () => void;
  size?: number;
  /** Default: Save. */
  submit?: string;
  danger?: boolean;
  disabled?: boolean;
  actions?: ReactNode;
  children: ReactNode;
}) => {
  const { t } = useTranslation('common');
  const send = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const values = new FormData(event.currentTarget);
    void onSubmit((name) => String(values.get(name) ?? '').trim());
  };
  return (
    <Modal opened onClose={onClose} title={title} size={size} closeButtonProps={{ 'aria-label': t('close') }}>
      <form className={css.form} onSubmit={send}>
        {children}
        {save.failed === undefined ? null : (
          <p className="late prose" role="alert">
            {save.failed}
          </p>
        )}
        <div className={css.keys}>
          <Button
            type="submit"
            variant="filled"
            loading={save.busy}
            disabled={disabled}
            {...(danger ? { className: css.danger ?? '' } : {})}
          >
            {submit ?? t('save')}
          </Button>
          {actions}
        </div>
      </form>
    </Modal>
  );
};
