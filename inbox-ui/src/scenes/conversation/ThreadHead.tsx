import { ActionIcon, Button } from '@mantine/core';
import {
  IconCheck,
  IconChevronDown,
  IconChevronLeft,
  IconClock,
  IconClockExclamation,
  IconClockHour4,
  IconEye,
  IconLayoutSidebarRight,
  IconRotate2,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ConversationView } from '#contracts/conversation.ts';
import { Face } from '../../components/Face.tsx';
import { BotMark } from '../../components/marks.tsx';
import { useNow } from '../../components/use-now.ts';
import { useWidth } from '../../components/use-width.ts';
import { span } from '../../i18n/format.ts';
import { currentLanguage } from '../../i18n/i18n.ts';
import { useCommands } from '../../keyboard/commands.ts';
import { whenWords } from '../../state/actions.ts';
import { dropOffer } from '../../state/offers.ts';
import { useAgents, useSession, useTeams } from '../../state/session.ts';
import { useCompany } from '../../state/threads.ts';
import { useActions } from '../../state/use-actions.ts';
import { waitOf } from '../../state/waiting.ts';
import { AssignMenu } from './AssignMenu.tsx';
import { may } from './abilities.ts';
import css from './head.module.css';
import { MoreMenu } from './MoreMenu.tsx';
import { SnoozeMenu } from './SnoozeMenu.tsx';
import { TagsPopover } from './TagsPopover.tsx';

const Due = ({ conversation }: { conversation: ConversationView }) => {
  const { t } = useTranslation();
  const wait = waitOf(conversation, useNow());
  if (wait.state === 'paused') return null;
  const language = currentLanguage();
  return (
    <span className={`${css.due} ${wait.state === 'ok' ? '' : wait.state}`}>
      <IconClock size={12} stroke={1.8} aria-hidden="true" />
      {wait.state === 'late'
        ? t('head.late', { time: span(wait.waitedMs, language) })
        : t('head.due', { time: span(Math.max(wait.leftMs, 60_000), language) })}
    </span>
  );
};

/** The promise that matters most, red once it is broken. */
const Promised = ({ conversation }: { conversation: ConversationView }) => {
  const { t } = useTranslation();
  const { promise } = conversation;
  if (promise === undefined) return null;
  const Icon = promise.state === 'broken' ? IconClockExclamation : IconClockHour4;
  return (
    <span className={`${css.due} ${promise.state === 'broken' ? 'late' : ''}`}>
      <Icon size={12} stroke={1.8} aria-hidden="true" />
      {t(`head.promise.${promise.state}`, { when: whenWords(new Date(promise.dueAt)) })}
    </span>
  );
};

const Meta = ({ conversation }: { conversation: ConversationView }) => {
  const { t } = useTranslation();
  return (
    <div className={css.meta}>
      <span className="num">#{conversation.number}</span>
      <span>{conversation.spam ? t('status.spam') : t(`status.${conversation.status}`)}</span>
      <Promised conversation={conversation} />
      <Due conversation={conversation} />
      <span className={css.tags}>
        <TagsPopover conversation={conversation} />
      </span>
    </div>
  );
};

const Viewers = ({ id }: { id: string }) => {
  const { t } = useTranslation();
  const me = useSession().agent.id;
  const agents = useAgents();
  const { viewers } = useCompany(id);
  const others = viewers
    .filter((one) => one !== me)
    .flatMap((one) => agents.find((agent) => agent.id === one) ?? []);
  if (others.length === 0) return null;
  const names = others.map((agent) => agent.name).join(t('common:comma'));
  return (
    <span
      className={css.viewers}
      role="img"
      aria-label={t('head.viewing', { names })}
      title={t('head.viewing', { names })}
    >
      <IconEye size={13} stroke={1.6} />
      {others.slice(0, 3).map((agent) => (
        <Face key={agent.id} name={agent.name} who="agent" size={22} />
      ))}
    </span>
  );
};

const Assignee = ({ conversation }: { conversation: ConversationView }) => {
  const { t } = useTranslation();
  const me = useSession().agent.id;
  const agents = useAgents();
  const teams = useTeams();
  const actions = useActions();
  const assignee = agents.find((agent) => agent.id === conversation.assigneeId);
  const team = teams.find((one) => one.id === conversation.teamId);
  const bot = conversation.speaker === 'bot' && conversation.status === 'bot';
  const name = assignee?.name ?? (bot ? t('author.bot') : (team?.name ?? t('assign.nobody')));
  return (
    <AssignMenu
      command
      current={{ assigneeId: conversation.assigneeId, teamId: conversation.teamId }}
      onAssign={(to, toName) => actions.assign([conversation.id], to, toName)}
      target={(toggle) => (
        <Button
          onClick={toggle}
          className={css.assignee ?? ''}
          disabled={!may(conversation, 'assign')}
          aria-label={t('head.assignee', { name })}
          leftSection={
            assignee === undefined ? (
              bot ? (
                <BotMark size={14} />
              ) : null
            ) : (
              <Face name={assignee.name} who={assignee.id === me ? 'me' : 'agent'} size={16} />
            )
          }
          rightSection={<IconChevronDown size={14} stroke={1.6} />}
        >
          <span className={css.assigneeName}>{name}</span>
        </Button>
      )}
    />
  );
};

/** The one thing to do next: accept, take over, reopen, or resolve. */
const NextStep = ({ conversation }: { conversation: ConversationView }) => {
  const { t } = useTranslation();
  const actions = useActions();
  const { id, status, spam } = conversation;
  const resolve = (): void => actions.resolve([id]);
  const accept = (): void => {
    dropOffer(id);
    void actions.accept(id);
  };
  useCommands({
    resolve: () => (status !== 'resolved' && may(conversation, 'resolve') ? resolve() : false),
    accept: () => (status === 'queued' && may(conversation, 'accept') ? accept() : false),
  });
  if (spam)
    return (
      <Button
        className={css.next ?? ''}
        disabled={!may(conversation, 'mark-spam')}
        leftSection={<IconRotate2 size={16} stroke={1.6} />}
        onClick={() => actions.spam(id, false)}
      >
        {t('action.notSpam')}
      </Button>
    );
  if (status === 'queued' && may(conversation, 'accept'))
    return (
      <Button className={css.next ?? ''} onClick={accept} rightSection={<span className="key">Y</span>}>
        {t('action.accept')}
      </Button>
    );
  if (status === 'bot' && may(conversation, 'take-over'))
    return (
      <Button className={css.next ?? ''} onClick={() => actions.takeOver(id)}>
        {t('action.takeOver')}
      </Button>
    );
  if (status === 'resolved')
    return (
      <Button
        className={css.next ?? ''}
        disabled={!may(conversation, 'reopen')}
        leftSection={<IconRotate2 size={16} stroke={1.6} />}
        onClick={() => actions.reopen(id)}
      >
        {t('action.reopen')}
      </Button>
    );
  return (
    <Button
      className={css.next ?? ''}
      disabled={!may(conversation, 'resolve')}
      leftSection={<IconCheck size={16} stroke={1.6} />}
      rightSection={<span className="key">E</span>}
      onClick={resolve}
      aria-label={t('action.resolve')}
    >
      <span className={css.nextName}>{t('action.resolve')}</span>
    </Button>
  );
};

/** Head of the thread: what it is about, where it stands, who is here, what to do. */
export const ThreadHead = ({
  conversation,
  onToggleSide,
  sideOpen,
}: {
  conversation: ConversationView;
  onToggleSide: () => void;
  sideOpen: boolean;
}) => {
  const { t } = useTranslation();
  const title = conversation.subject ?? conversation.customerName;
  // On a phone the list and its heading are not there: this one is the page's.
  const Title = useWidth() === 'phone' ? 'h1' : 'h2';
  return (
    <header className={css.head}>
      <Link to="/" search={(before) => before} className={css.back} aria-label={t('head.back')}>
        <IconChevronLeft size={20} stroke={1.6} />
      </Link>
      <div className="grow">
        <Title className={`${css.title} cut`} title={title}>
          {title}
        </Title>
        <Meta conversation={conversation} />
      </div>
      <Viewers id={conversation.id} />
      <Assignee conversation={conversation} />
      <SnoozeMenu conversation={conversation} />
      <NextStep conversation={conversation} />
      <MoreMenu conversation={conversation} />
      <ActionIcon
        className={css.sideToggle ?? ''}
        aria-label={t(sideOpen ? 'head.hideCustomer' : 'head.showCustomer')}
        title={`${t(sideOpen ? 'head.hideCustomer' : 'head.showCustomer')} ]`}
        aria-pressed={sideOpen}
        onClick={onToggleSide}
      >
        <IconLayoutSidebarRight size={16} stroke={1.6} />
      </ActionIcon>
    </header>
  );
};
