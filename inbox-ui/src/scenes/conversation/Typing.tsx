import { useTranslation } from 'react-i18next';
import type { ConversationView } from '#contracts/conversation.ts';
import { useAgents, useSession } from '../../state/session.ts';
import { useCompany } from '../../state/threads.ts';
import css from './thread.module.css';

/** Who is typing just now: the customer, a colleague, or both. */
export const Typing = ({ conversation }: { conversation: ConversationView }) => {
  const { t } = useTranslation();
  const agents = useAgents();
  const me = useSession().agent.id;
  const { typing, customerTyping } = useCompany(conversation.id);
  const names = typing
    .filter((id) => id !== me)
    .flatMap((id) => agents.find((agent) => agent.id === id)?.name ?? []);
  if (customerTyping) names.unshift(conversation.customerName);
  return (
    <div className={css.typing} aria-live="polite">
      {names.length === 0 ? null : (
        <>
          <i />
          <i />
          <i />
          <span className="xs t3">{t('thread.typing', { names: names.join(t('common:comma')) })}</span>
        </>
      )}
    </div>
  );
};
