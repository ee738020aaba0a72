import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import css from './mail.module.css';
import { isMailSendable, type MailDraft } from './mail-choice.ts';

const FIELDS = ['subject', 'cc', 'bcc'] as const;

/** Subject, Cc and Bcc of an answer by mail; folded away until they are wanted. */
export const MailFields = ({
  draft,
  onChange,
}: {
  draft: MailDraft;
  onChange: (draft: MailDraft) => void;
}) => {
  const { t } = useTranslation('mail');
  const filled = FIELDS.some((name) => draft[name] !== '');
  const [open, setOpen] = useState(filled);
  const id = useId();
  if (!open && !filled)
    return (
      <button type="button" className={css.unfold} onClick={() => setOpen(true)}>
        {t('addFields')}
      </button>
    );
  const bad = !isMailSendable(draft);
  return (
    <div className={css.fields}>
      {FIELDS.map((name) => (
        <div key={name}>
          <label htmlFor={`${id}-${name}`}>{t(name)}</label>
          <input
            id={`${id}-${name}`}
            value={draft[name]}
            maxLength={name === 'subject' ? 400 : 4_000}
            placeholder={t(name === 'subject' ? 'subjectPlaceholder' : 'peopleHint')}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => onChange({ ...draft, [name]: event.currentTarget.value })}
          />
        </div>
      ))}
      {bad ? (
        <p className="xs late" role="status">
          {t('badAddress')}
        </p>
      ) : null}
    </div>
  );
};
