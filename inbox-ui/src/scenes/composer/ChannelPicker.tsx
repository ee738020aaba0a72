import { Menu } from '@mantine/core';
import { IconCheck, IconChevronDown, IconLock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ConversationView } from '#contracts/conversation.ts';
import { ChannelGlyph } from '../../components/ChannelGlyph.tsx';
import { errorWords } from '../../i18n/i18n.ts';
import css from './composer.module.css';

type Thread = ConversationView['threads'][number];

/** The thread an answer goes out on when none was chosen: the channel last used if it is open, else any open one. */
export const usualThread = (conversation: ConversationView): Thread | undefined =>
  conversation.threads.find((thread) => thread.open && thread.channel === conversation.channel) ??
  conversation.threads.find((thread) => thread.open) ??
  conversation.threads[0];

/** Over which channel the answer goes; a closed one stays in the list and says why. */
export const ChannelPicker = ({
  conversation,
  chosen,
  onChoose,
}: {
  conversation: ConversationView;
  chosen: Thread | undefined;
  onChoose: (id: string) => void;
}) => {
  const { t } = useTranslation();
  if (chosen === undefined) return <span className="xs t3">{errorWords('no-channel')}</span>;
  return (
    <Menu position="top-end" width={300}>
      <Menu.Target>
        <button type="button" className={css.picker}>
          <span className="t2">{t('composer.sendBy')}</span>
          <ChannelGlyph channel={chosen.channel} />
          <span>{t(`channel.${chosen.channel}`)}</span>
          {chosen.open ? null : <IconLock size={12} stroke={1.6} aria-label={t('composer.closed')} />}
          <IconChevronDown size={12} stroke={1.6} aria-hidden="true" />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {conversation.threads.map((thread) => (
          <Menu.Item
            key={thread.id}
            disabled={!thread.open}
            leftSection={
              <span style={{ opacity: thread.open ? 1 : 0.5, display: 'grid' }}>
                <ChannelGlyph channel={thread.channel} size={16} />
              </span>
            }
            rightSection={
              thread.open ? (
                thread.id === chosen.id ? (
                  <IconCheck size={16} stroke={1.6} />
                ) : null
              ) : (
                <IconLock size={14} stroke={1.6} />
              )
            }
            onClick={() => onChoose(thread.id)}
          >
            <span className={css.choice}>
              <span>{t(`channel.${thread.channel}`)}</span>
              <span className="xs t3">
                {thread.open
                  ? thread.channel === 'web-chat'
                    ? thread.accountName
                    : thread.address
                  : errorWords(thread.closedReason ?? 'channel-not-available')}
              </span>
            </span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
};
