import { IconAlertTriangle, IconCheck, IconChecks, IconClock, IconHelpCircle } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConversationView } from '#contracts/conversation.ts';
import type { MessageView } from '#contracts/message.ts';
import { api, errorCode } from '../../api/client.ts';
import { errorWords } from '../../i18n/i18n.ts';
import { takeMessages } from '../../state/threads.ts';
import { sayFailed } from '../../state/undo.ts';
import { may } from './abilities.ts';
import css from './message.module.css';

const ICONS = {
  queued: IconClock,
  sending: IconClock,
  uncertain: IconHelpCircle,
  sent: IconCheck,
  delivered: IconChecks,
  read: IconChecks,
  failed: IconAlertTriangle,
} as const;

/** How far an outgoing message got; a failure says why in words and offers the next step on the same line. */
export const Delivery = ({
  message,
  conversation,
}: {
  message: MessageView;
  conversation: ConversationView;
}) => {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const { delivery } = message;
  if (delivery === undefined) return null;
  const read =
    delivery.state !== 'failed' &&
    message.seq <= conversation.customerReadSeq &&
    message.channel === 'web-chat';
  const state = read ? 'read' : delivery.state;
  const Icon = ICONS[state];
  const bad = state === 'failed' || state === 'uncertain';
  const retry = async (): Promise<void> => {
    setBusy(true);
    try {
      const answer = await api.conversations.retry({ id: conversation.id, messageId: message.id });
      takeMessages(client, conversation.id, [answer.message]);
    } catch (error) {
      sayFailed(errorWords(errorCode(error)));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div
      className={css.delivery}
      data-bad={bad || undefined}
      data-read={read || state === 'read' || undefined}
    >
      <Icon size={13} stroke={1.6} aria-hidden="true" />
      <span>
        {state === 'failed'
          ? t('delivery.failedWhy', { why: errorWords(delivery.reason ?? 'unknown') })
          : state === 'uncertain'
            ? errorWords('delivery-uncertain')
            : t(`delivery.${state}`)}
      </span>
      {bad && may(conversation, 'retry') ? (
        <button type="button" className={css.again} disabled={busy} onClick={() => void retry()}>
          {t('delivery.retry')}
        </button>
      ) : null}
    </div>
  );
};
