import { IconAlarmSnooze, IconClockExclamation, IconClockHour4 } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type MouseEvent, memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConversationRow } from '#contracts/conversation.ts';
import { Face } from '../../components/Face.tsx';
import { PriorityMark } from '../../components/marks.tsx';
import { Ring } from '../../components/Ring.tsx';
import { useNow } from '../../components/use-now.ts';
import { clockOrDay, span } from '../../i18n/format.ts';
import { currentLanguage } from '../../i18n/i18n.ts';
import { whenWords } from '../../state/actions.ts';
import { drafts } from '../../state/drafts.ts';
import { useAgents } from '../../state/session.ts';
import { useStore } from '../../state/store.ts';
import { type Wait, waitOf } from '../../state/waiting.ts';
import css from './list.module.css';

interface RowProps {
  row: ConversationRow;
  top: number;
  selected: boolean;
  cursor: boolean;
  picked: boolean;
  picking: boolean;
  onPick: (range: boolean) => void;
  me: string;
  showAssignee: boolean;
  place: { index: number; count: number };
}

/** The language a foreign line is set in, so that it gets its own face. */
const faceOf = (text: string): string | undefined =>
  /[一-鿿]/.test(text) && !/[ぁ-ヿ]/.test(text) && /[们这吗请发开为时]/.test(text) ? 'zh' : undefined;

const Time = ({ row, wait, now }: { row: ConversationRow; wait: Wait; now: number }) => {
  const { t } = useTranslation();
  const language = currentLanguage();
  if (row.status === 'snoozed' && row.snoozedUntil !== undefined)
    return (
      <time className={`${css.time} t3`} dateTime={row.snoozedUntil}>
        <IconAlarmSnooze size={12} stroke={1.6} aria-label={t('status.snoozed')} />
        {clockOrDay(new Date(row.snoozedUntil), new Date(now), language)}
      </time>
    );
  if (wait.state === 'paused') {
    const open = row.status === 'open' && (row.lastAuthor === 'agent' || row.lastAuthor === 'bot');
    return (
      <time className={`${css.time} t3`} dateTime={row.lastAt}>
        {open ? t('row.waitingForCustomer') : clockOrDay(new Date(row.lastAt), new Date(now), language)}
      </time>
    );
  }
  const tone = wait.state === 'ok' ? 't3' : wait.state;
  return (
    <time className={`${css.time} ${tone}`} data-tone={wait.state} dateTime={row.waitingSince}>
      {span(wait.waitedMs, language)}
    </time>
  );
};

const SecondLine = ({
  row,
  me,
  showAssignee,
  selected,
}: Pick<RowProps, 'row' | 'me' | 'showAssignee' | 'selected'>) => {
  const { t } = useTranslation();
  const agents = useAgents();
  const assignee = agents.find((agent) => agent.id === row.assigneeId);
  const written = useStore(drafts, (all) => all[row.id]);
  const draft = selected ? undefined : written;
  const prefix = row.lastAuthor === 'agent' || row.lastAuthor === 'bot' ? t(`row.${row.lastAuthor}`) : '';
  const [tag, ...others] = row.tags;
  return (
    <span className={css.second}>
      <span className="cut grow" lang={faceOf(row.lastLine)}>
        {draft === undefined ? prefix : <b className={css.draft}>{t('row.draft')}</b>}
        {draft ?? row.lastLine}
      </span>
      {tag === undefined ? null : (
        <span className={css.tag} title={row.tags.join(', ')}>
          {tag}
          {others.length > 0 ? ` +${others.length}` : ''}
        </span>
      )}
      {showAssignee && assignee !== undefined ? (
        <span role="img" aria-label={t('row.assignedTo', { name: assignee.name })} title={assignee.name}>
          <Face name={assignee.name} who={assignee.id === me ? 'me' : 'agent'} size={16} />
        </span>
      ) : null}
    </span>
  );
};

/** An open promise is told in the row when it is due within this. */
const DUE_SOON_MS = 60 * 60_000;

/** What was promised and is due soon; red once its time is over. */
const Promised = ({ promise, now }: { promise: NonNullable<ConversationRow['promise']>; now: number }) => {
  const { t } = useTranslation();
  if (promise.state === 'open' && Date.parse(promise.dueAt) - now > DUE_SOON_MS) return null;
  const said = t(`row.promise.${promise.state}`, { when: whenWords(new Date(promise.dueAt)) });
  const broken = promise.state === 'broken';
  const Icon = broken ? IconClockExclamation : IconClockHour4;
  return (
    <span role="img" aria-label={said} title={said}>
      <Icon size={14} stroke={1.7} color={broken ? 'var(--late-mark)' : 'var(--due-mark)'} />
    </span>
  );
};

/** One conversation in two lines of 44 px. ⇧ or ⌘ with a click picks it for the bulk bar. */
export const Row = memo(function Row({
  row,
  top,
  selected,
  cursor,
  picked,
  picking,
  onPick,
  me,
  showAssignee,
  place,
}: RowProps) {
  const { t } = useTranslation();
  const now = useNow();
  const wait = waitOf(row, now);
  const onClick = (event: MouseEvent): void => {
    if (!event.shiftKey && !event.metaKey && !event.ctrlKey && !picking) return;
    event.preventDefault();
    onPick(event.shiftKey);
  };
  const showTier = row.tier === 'A' || (row.tier !== undefined && row.tier.length > 1);
  return (
    <li
      style={{ transform: `translateY(${top}px)` }}
      className={css.item}
      aria-posinset={place.index}
      aria-setsize={place.count}
    >
      <Link
        to="/conversations/$conversationId"
        params={{ conversationId: row.id }}
        search={(before) => before}
        className={css.row}
        data-selected={selected || undefined}
        data-cursor={(cursor && !selected) || undefined}
        data-picked={picked || undefined}
        data-unread={row.unread || undefined}
        data-done={wait.state === 'paused' || undefined}
        aria-current={selected ? 'true' : undefined}
        onClick={onClick}
      >
        {row.unread ? <span className={css.dot} role="img" aria-label={t('row.unread')} /> : null}
        {picking ? (
          <span className={css.check} data-on={picked || undefined}>
            <span className="sr">{picked ? t('row.picked') : t('row.notPicked')}</span>
          </span>
        ) : (
          <Ring channel={row.channel} wait={wait} />
        )}
        <span className={css.first}>
          <span className={`${css.name} cut`}>{row.customerName}</span>
          {showTier ? (
            <span className="tier">{t(`tier.${row.tier}`, { defaultValue: row.tier })}</span>
          ) : null}
          <span className="grow" />
          {row.promise === undefined ? null : <Promised promise={row.promise} now={now} />}
          {row.priority === 'urgent' || row.priority === 'high' ? (
            <span role="img" aria-label={t(`priority.${row.priority}`)} title={t(`priority.${row.priority}`)}>
              <PriorityMark priority={row.priority} />
            </span>
          ) : null}
          <Time row={row} wait={wait} now={now} />
        </span>
        <SecondLine row={row} me={me} showAssignee={showAssignee} selected={selected} />
      </Link>
    </li>
  );
});
