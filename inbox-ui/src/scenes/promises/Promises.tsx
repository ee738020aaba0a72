import { IconClockCheck, IconClockExclamation, IconClockHour4 } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ConversationView } from '#contracts/conversation.ts';
import type { PromiseView } from '#contracts/policy.ts';
import { api, errorCode, q } from '../../api/client.ts';
import { errorWords } from '../../i18n/i18n.ts';
import { whenWords } from '../../state/actions.ts';
import { useAgents } from '../../state/session.ts';
import { sayFailed } from '../../state/undo.ts';
import { may } from '../conversation/abilities.ts';
import css from '../customer/customer.module.css';

/** How a promise stands, in a word: one made good after its time says so. */
const standing = ({ state, keptAt }: PromiseView): 'open' | 'kept' | 'broken' | 'late' | 'withdrawn' =>
  state === 'broken' && keptAt !== undefined ? 'late' : state;

const ICONS = {
  open: IconClockHour4,
  kept: IconClockCheck,
  late: IconClockCheck,
  broken: IconClockExclamation,
  withdrawn: IconClockHour4,
};

const Line = ({ promise, conversation }: { promise: PromiseView; conversation: ConversationView }) => {
  const { t } = useTranslation();
  const client = useQueryClient();
  const agents = useAgents();
  const stands = standing(promise);
  const owed = stands === 'open' || stands === 'broken';
  const Icon = ICONS[stands];
  const what = promise.what ?? t('promise.reply');
  const who = agents.find((agent) => agent.id === promise.madeBy)?.name ?? t('promise.system');
  const keep = async (): Promise<void> => {
    try {
      await api.promises.keep({ id: conversation.id, promiseId: promise.id });
      await client.invalidateQueries({ queryKey: q.conversations.show.key() });
    } catch (error) {
      sayFailed(errorWords(errorCode(error)));
    }
  };
  return (
    <li title={t('promise.by', { when: whenWords(new Date(promise.dueAt)), who })}>
      <Icon
        size={15}
        stroke={1.6}
        color={stands === 'broken' ? 'var(--late-mark)' : 'var(--text-3)'}
        style={{ flex: 'none' }}
        aria-hidden="true"
      />
      <span className={`cut grow ${owed ? '' : 't3'}`}>{what}</span>
      <span className={`xs num ${stands === 'broken' ? 'late' : 't3'}`} style={{ whiteSpace: 'nowrap' }}>
        {owed ? whenWords(new Date(promise.dueAt)) : ''}{' '}
        {stands === 'open' ? '' : t(`promise.state.${stands}`)}
      </span>
      {owed && may(conversation, 'reply') ? (
        <button
          type="button"
          className={css.tiny}
          aria-label={`${t('promise.keep')}: ${what}`}
          onClick={() => void keep()}
        >
          {t('promise.keep')}
        </button>
      ) : null}
    </li>
  );
};

/** What the customer was promised in this conversation: open, kept, broken; newest first. */
export const Promises = ({ conversation }: { conversation: ConversationView }) => {
  const { t } = useTranslation();
  const promises = conversation.promises ?? [];
  if (promises.length === 0) return null;
  return (
    <section className={css.section}>
      <h3>
        <span>{t('promise.title')}</span>
      </h3>
      <ul className={css.rows}>
        {promises.toReversed().map((promise) => (
          <Line key={promise.id} promise={promise} conversation={conversation} />
        ))}
      </ul>
    </section>
  );
};
