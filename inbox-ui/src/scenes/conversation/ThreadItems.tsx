import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConversationView } from '#contracts/conversation.ts';
import { ChannelGlyph } from '../../components/ChannelGlyph.tsx';
import { day } from '../../i18n/format.ts';
import { currentLanguage } from '../../i18n/i18n.ts';
import type { ThreadItem } from '../../state/thread-items.ts';
import { EventLine } from './EventLine.tsx';
import { HandOverBand } from './HandOverBand.tsx';
import { Message } from './Message.tsx';
import { PendingMessage } from './PendingMessage.tsx';
import css from './thread.module.css';

const DayBreak = ({ at }: { at: string }) => {
  const { t } = useTranslation();
  const now = new Date();
  const date = new Date(at);
  const words = day(date, now, currentLanguage());
  return (
    <p className={css.day}>
      <time dateTime={at.slice(0, 10)}>
        {date.toDateString() === now.toDateString() ? t('thread.today', { day: words }) : words}
      </time>
    </p>
  );
};

/** From here on it is said elsewhere: over another channel, or another account of the same. */
const SwitchLine = ({
  item,
  conversation,
}: {
  item: Extract<ThreadItem, { kind: 'switch' }>;
  conversation: ConversationView;
}) => {
  const { t } = useTranslation();
  const same = item.from.channel === item.to.channel;
  const nameOf = ({ threadId, channel }: typeof item.to): string => {
    const thread = conversation.threads.find((one) => one.id === threadId);
    if (same && thread !== undefined) return thread.accountName;
    return channel === undefined ? '' : t(`channel.${channel}`);
  };
  return (
    <div className={css.event}>
      {item.to.channel === undefined ? null : <ChannelGlyph channel={item.to.channel} size={13} />}
      <span>{t('thread.switched', { from: nameOf(item.from), to: nameOf(item.to) })}</span>
    </div>
  );
};

/** The lines of a thread in order. */
export const ThreadItems = memo(function ThreadItems({
  items,
  conversation,
}: {
  items: readonly ThreadItem[];
  conversation: ConversationView;
}) {
  return items.map((item) => <Item key={item.key} item={item} conversation={conversation} />);
});

const Item = ({ item, conversation }: { item: ThreadItem; conversation: ConversationView }) => {
  switch (item.kind) {
    case 'day':
      return <DayBreak at={item.at} />;
    case 'message':
      return <Message message={item.message} head={item.head} conversation={conversation} />;
    case 'event':
      return <EventLine event={item.event} />;
    case 'switch':
      return <SwitchLine item={item} conversation={conversation} />;
    case 'band':
      return <HandOverBand escalation={item.escalation} conversationId={conversation.id} />;
    case 'pending':
      return <PendingMessage entry={item.entry} head={item.head} conversation={conversation} />;
  }
};
