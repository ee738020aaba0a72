import { IconAt, IconBell, IconUserPlus, IconX } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { dismissNotice, notice } from '../state/notices.ts';
import { useStore } from '../state/store.ts';
import css from './notice.module.css';

const ICONS = { mention: IconAt, assigned: IconUserPlus } as const;

/** A colleague named this agent or gave them a conversation: who, what, and the way there. */
export const NoticeCard = () => {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const now = useStore(notice);
  if (now === undefined) return null;
  const kind = now.kind === 'mention' || now.kind === 'assigned' ? now.kind : undefined;
  const Icon = kind === undefined ? IconBell : ICONS[kind];
  const title = kind === undefined ? now.title : t(`notice.${kind}`, { name: now.title });
  const { conversationId } = now;
  const open = (): void => {
    dismissNotice();
    if (conversationId !== undefined)
      void navigate({ to: '/conversations/$conversationId', params: { conversationId } });
  };
  return (
    <div className={css.notice} key={now.id}>
      <button type="button" className={css.open} onClick={open}>
        <Icon size={16} stroke={1.6} aria-hidden="true" />
        <span className={css.words}>
          <b className="cut">{title}</b>
          {now.text === undefined ? null : <span className="cut sm t2">{now.text}</span>}
        </span>
      </button>
      <button type="button" className={css.close} aria-label={t('common:close')} onClick={dismissNotice}>
        <IconX size={14} stroke={1.6} />
      </button>
    </div>
  );
};
