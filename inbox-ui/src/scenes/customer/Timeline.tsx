import { Button, Menu } from '@mantine/core';
import {
  IconArrowForward,
  IconCheck,
  IconChevronDown,
  IconClockHour4,
  IconHeadset,
  IconLock,
  IconMoodSmile,
  IconPoint,
  IconShoppingBag,
  IconTag,
  IconUser,
} from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Channel } from '#contracts/message.ts';
import { ChannelGlyph } from '../../components/ChannelGlyph.tsx';
import { CHANNELS } from '../../components/channel-names.ts';
import { useNow } from '../../components/use-now.ts';
import { clock, shortDay } from '../../i18n/format.ts';
import { currentLanguage } from '../../i18n/i18n.ts';
import { TIMELINE_KINDS, type TimelineKind, timelineOptions } from '../../state/timeline.ts';
import { foldRecurring, type ToldEvent, toldOnce } from '../../state/told-once.ts';
import { Attachments } from '../conversation/Attachments.tsx';
import { useEventWords, withTimes } from '../conversation/event-words.ts';
import css from './customer.module.css';

/** Lines below which the next page is read unasked, and how many pages at most. */
const ENOUGH_LINES = 10;
const MOST_PAGES_UNASKED = 5;

const KINDS = Object.keys(TIMELINE_KINDS) as TimelineKind[];

const iconOf = (type: string) => {
  if (type.startsWith('order.')) return IconShoppingBag;
  if (type.startsWith('escalation.')) return IconHeadset;
  if (type.startsWith('promise.')) return IconClockHour4;
  if (type.startsWith('survey.')) return IconMoodSmile;
  if (type === 'note.added') return IconLock;
  if (type === 'conversation.resolved') return IconCheck;
  if (type === 'conversation.tagged') return IconTag;
  if (type.startsWith('customer.') || type.startsWith('identity.') || type === 'conversation.assigned')
    return IconUser;
  if (type.startsWith('conversation.')) return IconArrowForward;
  return IconPoint;
};

const Line = ({ event }: { event: ToldEvent }) => {
  const { t } = useTranslation();
  const words = useEventWords();
  const navigate = useNavigate();
  const language = currentLanguage();
  const now = new Date(useNow());
  const at = new Date(event.at);
  const today = at.toDateString() === now.toDateString();
  const Icon = iconOf(event.type);
  const spoken = event.type.startsWith('message.') || event.type === 'interaction.logged';
  const said = withTimes(words(event), event.times);
  const content = (
    <>
      {spoken && event.channel !== undefined ? (
        <ChannelGlyph channel={event.channel} size={15} />
      ) : (
        <Icon size={15} stroke={1.6} color="var(--text-3)" style={{ flex: 'none' }} aria-hidden="true" />
      )}
      <span className="cut grow">{said}</span>
      <time className="xs t3" dateTime={event.at}>
        {today ? t('customer.todayAt', { time: clock(at, language) }) : shortDay(at, now, language)}
      </time>
    </>
  );
  const { conversationId } = event;
  const { attachments } = event;
  const line = (
    <li title={said}>
      {conversationId === undefined ? (
        content
      ) : (
        <button
          type="button"
          className={css.lineButton}
          onClick={() =>
            void navigate({
              to: '/conversations/$conversationId',
              params: { conversationId },
              search: (before) => before,
            })
          }
        >
          {content}
        </button>
      )}
    </li>
  );
  if (attachments === undefined) return line;
  return (
    <>
      {line}
      <li className={css.attached}>
        <Attachments attachments={attachments} />
      </li>
    </>
  );
};

const FilterMenu = ({
  kind,
  channel,
  onKind,
  onChannel,
}: {
  kind: TimelineKind | undefined;
  channel: Channel | undefined;
  onKind: (kind: TimelineKind | undefined) => void;
  onChannel: (channel: Channel | undefined) => void;
}) => {
  const { t } = useTranslation();
  const label = [
    kind === undefined ? undefined : t(`timeline.${kind}`),
    channel === undefined ? undefined : t(`channel.${channel}`),
  ]
    .filter(Boolean)
    .join(' · ');
  const tick = (on: boolean) => (on ? <IconCheck size={14} stroke={1.6} /> : null);
  return (
    <Menu position="bottom-end" width={200} closeOnItemClick={false}>
      <Menu.Target>
        <button type="button" className={css.tiny}>
          {label === '' ? t('timeline.all') : label}
          <IconChevronDown size={12} stroke={1.6} aria-hidden="true" />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item rightSection={tick(kind === undefined)} onClick={() => onKind(undefined)}>
          {t('timeline.everything')}
        </Menu.Item>
        {KINDS.map((one) => (
          <Menu.Item key={one} rightSection={tick(kind === one)} onClick={() => onKind(one)}>
            {t(`timeline.${one}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item rightSection={tick(channel === undefined)} onClick={() => onChannel(undefined)}>
          {t('timeline.all')}
        </Menu.Item>
        {CHANNELS.map((one) => (
          <Menu.Item
            key={one}
            leftSection={<ChannelGlyph channel={one} />}
            rightSection={tick(channel === one)}
            onClick={() => onChannel(one)}
          >
            {t(`channel.${one}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
};

/** Every interaction of the customer, newest first, each worded from its type and codes. */
export const Timeline = ({ customerId }: { customerId: string }) => {
  const { t } = useTranslation();
  const [kind, setKind] = useState<TimelineKind>();
  const [channel, setChannel] = useState<Channel>();
  const read = useInfiniteQuery(timelineOptions(customerId, kind, channel));
  const events = useMemo(
    () => foldRecurring(toldOnce(read.data?.pages.flatMap((page) => page.items) ?? [])),
    [read.data],
  );
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = read;
  const pages = read.data?.pages.length ?? 0;
  // Pages of repeats fold into few lines: read on until there is something to look at.
  const thin = events.length < ENOUGH_LINES && pages > 0 && pages < MOST_PAGES_UNASKED;
  useEffect(() => {
    if (thin && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [thin, hasNextPage, isFetchingNextPage, fetchNextPage]);
  return (
    <section className={css.section}>
      <h3>
        <span>{t('timeline.title')}</span>
        <span className="grow" />
        <FilterMenu kind={kind} channel={channel} onKind={setKind} onChannel={setChannel} />
      </h3>
      <ul className={css.rows}>
        {events.map((event) => (
          <Line key={event.id} event={event} />
        ))}
        {read.isSuccess && events.length === 0 ? <li className="t3 sm">{t('timeline.none')}</li> : null}
        {read.isError ? <li className="late sm">{t('timeline.failed')}</li> : null}
      </ul>
      {hasNextPage && !thin ? (
        <Button
          variant="subtle"
          className={css.more ?? ''}
          loading={isFetchingNextPage}
          onClick={() => void fetchNextPage()}
        >
          {t('timeline.more')}
        </Button>
      ) : null}
    </section>
  );
};
