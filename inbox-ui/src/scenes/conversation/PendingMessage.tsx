import { IconAlertTriangle, IconClock, IconLock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ConversationView } from '#contracts/conversation.ts';
import { ChannelGlyph } from '../../components/ChannelGlyph.tsx';
import { Face } from '../../components/Face.tsx';
import { clock } from '../../i18n/format.ts';
import { currentLanguage, errorWords } from '../../i18n/i18n.ts';
import { line } from '../../socket/live.ts';
import { discard, type OutboxEntry, sendAgain } from '../../state/outbox.ts';
import { outbox } from '../../state/sending.ts';
import { useSession } from '../../state/session.ts';
import { useStore } from '../../state/store.ts';
import { putBackIntoComposer } from '../composer/put-back.ts';
import { Attachments } from './Attachments.tsx';
import { MessageText } from './MessageText.tsx';
import css from './message.module.css';
import { Shared, SharedAbove } from './Shared.tsx';
import shared from './shared.module.css';

const Foot = ({ entry }: { entry: OutboxEntry }) => {
  const { t } = useTranslation();
  const offline = useStore(line, (value) => value.state === 'offline');
  if (entry.state !== 'refused')
    return (
      <div className={css.delivery}>
        <IconClock size={13} stroke={1.6} aria-hidden="true" />
        <span>{t(offline ? 'delivery.waitingForLine' : 'delivery.sending')}</span>
      </div>
    );
  const collision = entry.code === 'version-conflict';
  return (
    <div className={css.delivery} data-bad="true" role="alert">
      <IconAlertTriangle size={13} stroke={1.6} aria-hidden="true" />
      <span>{collision ? t('delivery.collision') : errorWords(entry.code ?? 'internal')}</span>
      <button
        type="button"
        className={css.again}
        onClick={() => outbox.set((held) => sendAgain(held, entry.clientId, collision))}
      >
        {t(collision ? 'delivery.sendAnyway' : 'delivery.retry')}
      </button>
      <button
        type="button"
        className={css.again}
        onClick={() => {
          outbox.set((held) => discard(held, entry.clientId));
          putBackIntoComposer(entry);
        }}
      >
        {t('delivery.edit')}
      </button>
    </div>
  );
};

/** What was written and is not yet known to be kept: pending looks pending, refused says why. */
export const PendingMessage = ({
  entry,
  head,
  conversation,
}: {
  entry: OutboxEntry;
  head: boolean;
  conversation: ConversationView;
}) => {
  const { t } = useTranslation();
  const { agent } = useSession();
  const note = entry.visibility === 'note';
  const thread = conversation.threads.find((one) => one.id === entry.threadId);
  const extra = {
    ...(entry.template === undefined ? {} : { template: entry.template }),
    ...(entry.links === undefined ? {} : { links: entry.links }),
  };
  return (
    <article
      className={css.message}
      data-side={note ? 'note' : 'out'}
      data-who="me"
      data-head={head || undefined}
      data-pending={entry.state === 'refused' ? undefined : 'true'}
      data-conversation={conversation.id}
    >
      {head ? <Face name={agent.name} who="me" /> : <span className={css.noFace} />}
      <div className={css.body}>
        {head && !note ? (
          <div className={css.head}>
            <b>{agent.name}</b>
            {conversation.threads.length > 1 && thread !== undefined ? (
              <ChannelGlyph channel={thread.channel} size={12} />
            ) : null}
            {thread?.isPublic === true ? (
              <span className={shared.badge} data-is={entry.replyPrivately === true ? 'private' : undefined}>
                {t(entry.replyPrivately === true ? 'message.private' : 'message.public')}
              </span>
            ) : null}
            <time className="t3 xs" dateTime={entry.writtenAt}>
              {clock(new Date(entry.writtenAt), currentLanguage())}
            </time>
          </div>
        ) : null}
        <div className={`${css.bubble} prose`}>
          {note ? (
            <div className={css.head}>
              <IconLock size={13} stroke={1.6} aria-hidden="true" />
              <b>{t('message.note')}</b>
              <span>{agent.name}</span>
            </div>
          ) : null}
          <SharedAbove extra={extra} />
          <MessageText text={entry.text} note={note} />
          <Shared extra={extra} />
        </div>
        <Attachments attachments={entry.attachments} />
        <Foot entry={entry} />
      </div>
    </article>
  );
};
