import { ActionIcon, Menu } from '@mantine/core';
import {
  IconAlarmSnooze,
  IconBan,
  IconCheck,
  IconClockHour4,
  IconDots,
  IconHeadset,
  IconRotate2,
  IconTag,
} from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConversationView } from '#contracts/conversation.ts';
import { BotMark, PriorityMark } from '../../components/marks.tsx';
import { useWidth } from '../../components/use-width.ts';
import { runCommand, useCommands } from '../../keyboard/commands.ts';
import { useActions } from '../../state/use-actions.ts';
import { ArticleItem } from './ArticleItem.tsx';
import { may } from './abilities.ts';
import { BotTestItem } from './BotTestItem.tsx';
import css from './head.module.css';
import { snoozeTimes } from './snooze-times.ts';

const PromiseDialog = lazy(() =>
  import('../promises/PromiseDialog.tsx').then((m) => ({ default: m.PromiseDialog })),
);
const HandBackDialog = lazy(() =>
  import('../promises/HandBackDialog.tsx').then((m) => ({ default: m.HandBackDialog })),
);

const PRIORITIES = ['urgent', 'high', 'normal', 'low'] as const;

/** Everything else one can do with a conversation. */
export const MoreMenu = ({ conversation }: { conversation: ConversationView }) => {
  const { t } = useTranslation();
  const actions = useActions();
  const [open, setOpen] = useState(false);
  const [dialog, setDialog] = useState<'promise' | 'hand-back'>();
  const phone = useWidth() === 'phone';
  const { id, status, speaker, spam } = conversation;
  useCommands({ priority: () => (may(conversation, 'update') ? setOpen(true) : false) });
  const icon = { size: 16, stroke: 1.6 } as const;
  return (
    <>
      <Menu opened={open} onChange={setOpen} width={240} position="bottom-end">
        <Menu.Target>
          <ActionIcon aria-label={t('head.more')} title={t('head.more')}>
            <IconDots {...icon} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown className={css.moreMenu ?? ''}>
          <Menu.Label>{t('priority.title')}</Menu.Label>
          {PRIORITIES.map((priority) => (
            <Menu.Item
              key={priority}
              disabled={!may(conversation, 'update')}
              leftSection={<PriorityMark priority={priority} size={14} />}
              rightSection={conversation.priority === priority ? <IconCheck {...icon} /> : null}
              onClick={() => actions.setPriority(id, priority)}
            >
              {t(`priority.${priority}`)}
            </Menu.Item>
          ))}
          <Menu.Divider />
          {phone ? (
            <>
              <Menu.Item
                leftSection={<IconTag {...icon} />}
                onClick={() => setTimeout(() => runCommand('tag'), 200)}
              >
                {t('action.tag')}
              </Menu.Item>
              {snoozeTimes(new Date())
                .slice(0, 2)
                .map(({ key, until }) => (
                  <Menu.Item
                    key={key}
                    leftSection={<IconAlarmSnooze {...icon} />}
                    onClick={() => actions.snooze(id, until)}
                  >
                    {t('snooze.until', { when: t(`snooze.${key}`) })}
                  </Menu.Item>
                ))}
            </>
          ) : null}
          <Menu.Item
            disabled={!may(conversation, 'reply') || spam}
            leftSection={<IconClockHour4 {...icon} />}
            onClick={() => setDialog('promise')}
          >
            {t('action.promise')}
          </Menu.Item>
          {speaker === 'bot' && status !== 'bot' ? null : speaker === 'human' ? (
            <>
              <Menu.Item
                disabled={!may(conversation, 'hand-back') || status === 'resolved'}
                leftSection={<BotMark size={16} />}
                onClick={() => actions.handBack(id)}
              >
                {t('action.handBack')}
              </Menu.Item>
              <Menu.Item
                disabled={!may(conversation, 'hand-back') || status === 'resolved'}
                leftSection={<BotMark size={16} />}
                onClick={() => setDialog('hand-back')}
              >
                {t('action.handBackWith')}
              </Menu.Item>
            </>
          ) : (
            <Menu.Item
              disabled={!may(conversation, 'take-over')}
              leftSection={<IconHeadset {...icon} />}
              onClick={() => actions.takeOver(id)}
            >
              {t('action.takeOver')}
            </Menu.Item>
          )}
          <ArticleItem conversation={conversation} />
          {status === 'snoozed' ? (
            <Menu.Item leftSection={<IconRotate2 {...icon} />} onClick={() => actions.reopen(id)}>
              {t('action.wake')}
            </Menu.Item>
          ) : null}
          <BotTestItem conversation={conversation} />
          <Menu.Item
            disabled={!may(conversation, 'mark-spam')}
            leftSection={<IconBan {...icon} />}
            onClick={() => actions.spam(id, !spam)}
          >
            {t(spam ? 'action.notSpam' : 'action.spam')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Suspense fallback={null}>
        {dialog === 'promise' ? (
          <PromiseDialog conversationId={id} onClose={() => setDialog(undefined)} />
        ) : dialog === 'hand-back' ? (
          <HandBackDialog conversationId={id} onClose={() => setDialog(undefined)} />
        ) : null}
      </Suspense>
    </>
  );
};
