import { IconAlertTriangle, IconRobot } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MessageView } from '#contracts/message.ts';
import { MailFrame } from './MailFrame.tsx';
import css from './mail.module.css';

type Mail = NonNullable<MessageView['extra']['mail']>;

const People = ({ mail }: { mail: Mail }) => {
  const { t } = useTranslation('mail');
  const rows = [
    [
      'from',
      mail.from === undefined ? [] : [[mail.from.name, `<${mail.from.address}>`].filter(Boolean).join(' ')],
    ],
    ['to', mail.to ?? []],
    ['cc', mail.cc ?? []],
    ['bcc', mail.bcc ?? []],
    ['subject', mail.subject === undefined ? [] : [mail.subject]],
  ] as const;
  return (
    <dl className={css.people}>
      {rows
        .filter(([, values]) => values.length > 0)
        .map(([key, values]) => (
          <div key={key}>
            <dt>{t(key)}</dt>
            <dd>{values.join(', ')}</dd>
          </div>
        ))}
    </dl>
  );
};

/** What a mail has beside its words: a warning when the sender is not proven, its people, what it quotes, and how it looked. */
export const MailView = ({ message }: { message: MessageView }) => {
  const { t } = useTranslation('mail');
  const mail = message.extra.mail ?? {};
  const [open, setOpen] = useState<'people' | 'quoted' | 'html'>();
  const region = useId();
  const html = message.attachments.find((one) => one.role === 'mail-html' && one.status === 'stored')?.fileId;
  const buttons = [
    ...(mail.to || mail.cc || mail.bcc || mail.from
      ? [{ is: 'people' as const, show: 'details', hide: 'hideDetails' }]
      : []),
    ...(mail.quoted ? [{ is: 'quoted' as const, show: 'quoted', hide: 'hideQuoted' }] : []),
    ...(html === undefined ? [] : [{ is: 'html' as const, show: 'asHtml', hide: 'asText' }]),
  ];
  return (
    <div className={css.mail} data-side={message.direction}>
      {mail.authentication === 'fail' ? (
        <p className={css.warning} role="note">
          <IconAlertTriangle size={14} stroke={1.6} aria-hidden="true" />
          {t('fail')}
        </p>
      ) : null}
      <p className={css.bar}>
        {mail.automatic === undefined ? null : (
          <span className={css.label}>
            <IconRobot size={12} stroke={1.6} aria-hidden="true" />
            {t(`automatic.${mail.automatic}`)}
          </span>
        )}
        {buttons.map(({ is, show, hide }) => (
          <button
            key={is}
            type="button"
            className={css.link}
            aria-expanded={open === is}
            aria-controls={region}
            onClick={() => setOpen(open === is ? undefined : is)}
          >
            {t(open === is ? hide : show)}
          </button>
        ))}
      </p>
      <div id={region}>
        {open === 'people' ? <People mail={mail} /> : null}
        {open === 'quoted' ? <p className={css.quoted}>{mail.quoted}</p> : null}
        {open === 'html' && html !== undefined ? <MailFrame message={message} fileId={html} /> : null}
      </div>
    </div>
  );
};
