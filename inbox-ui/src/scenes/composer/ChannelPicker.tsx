import { Menu } from '@mantine/core';
import { IconCheck, IconChevronDown, IconLock, IconTemplate, IconWorld } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ConversationView } from '#contracts/conversation.ts';
import { ChannelGlyph } from '../../components/ChannelGlyph.tsx';
import { useNow } from '../../components/use-now.ts';
import { errorWords } from '../../i18n/i18n.ts';
import css from './composer.module.css';
import { closedNow, type ReplyThread, takesTemplate } from './reply-thread.ts';

/** The address is what tells two threads of one channel apart; a chat's visitor has none worth reading. */
const addressOf = (thread: ReplyThread): string =>
  thread.channel === 'web-chat' ? thread.accountName : thread.address;

const Choice = ({
  thread,
  chosen,
  preferred,
  now,
  onChoose,
}: {
  thread: ReplyThread;
  chosen: boolean;
  /** The customer asked to be answered here. */
  preferred: boolean;
  now: number;
  onChoose: () => void;
}) => {
  const { t } = useTranslation();
  const closed = closedNow(thread, now);
  const templateOnly = closed !== undefined && takesTemplate(thread, now);
  const usable = closed === undefined || templateOnly;
  return (
    <Menu.Item
      disabled={!usable}
      aria-current={chosen || undefined}
      leftSection={
        <span style={{ opacity: usable ? 1 : 0.5, display: 'grid' }}>
          <ChannelGlyph channel={thread.channel} size={16} />
        </span>
      }
      rightSection={
        chosen ? (
          <IconCheck size={16} stroke={1.6} />
        ) : templateOnly ? (
          <IconTemplate size={14} stroke={1.6} />
        ) : usable ? null : (
          <IconLock size={14} stroke={1.6} />
        )
      }
      onClick={onChoose}
    >
      <span className={css.choice}>
        <span className={css.choiceName}>
          {t(`channel.${thread.channel}`)}
          {thread.isPublic === true ? (
            <span className={css.publicMark}>
              <IconWorld size={11} stroke={1.6} aria-hidden="true" />
              {t('message.public')}
            </span>
          ) : null}
        </span>
        <span className="xs t3">{addressOf(thread)}</span>
        {thread.channel !== 'web-chat' && thread.accountName !== thread.address ? (
          <span className="xs t3">{thread.accountName}</span>
        ) : null}
        {preferred ? <span className="xs good">{t('composer.preferred')}</span> : null}
        {closed === undefined ? null : (
          <span className="xs due">
            {[errorWords(closed), templateOnly ? t('composer.templateOnly') : undefined]
              .filter(Boolean)
              .join(' ')}
          </span>
        )}
      </span>
    </Menu.Item>
  );
};

/** Over which thread the answer goes: glyph, name and address of each; a closed one stays in the list and says why. */
export const ChannelPicker = ({
  conversation,
  chosen,
  onChoose,
}: {
  conversation: ConversationView;
  chosen: ReplyThread | undefined;
  onChoose: (id: string) => void;
}) => {
  const { t } = useTranslation();
  const now = useNow();
  if (chosen === undefined) return <span className="xs t3">{errorWords('no-channel')}</span>;
  const closed = closedNow(chosen, now) !== undefined;
  return (
    <Menu position="top-end" width={320}>
      <Menu.Target>
        <button type="button" className={css.picker} title={addressOf(chosen)}>
          <span className={`${css.pickerWord} t2`}>{t('composer.sendBy')}</span>
          <ChannelGlyph channel={chosen.channel} />
          <span>{t(`channel.${chosen.channel}`)}</span>
          <span className={`${css.pickerAddress} t3 cut`}>{addressOf(chosen)}</span>
          {closed ? <IconLock size={12} stroke={1.6} aria-label={t('composer.closed')} /> : null}
          <IconChevronDown size={12} stroke={1.6} aria-hidden="true" />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {conversation.threads.map((thread) => (
          <Choice
            key={thread.id}
            thread={thread}
            chosen={thread.id === chosen.id}
            preferred={
              conversation.defaultReason === 'preferred' && conversation.defaultThreadId === thread.id
            }
            now={now}
            onChoose={() => onChoose(thread.id)}
          />
        ))}
      </Menu.Dropdown>
    </Menu>
  );
};
