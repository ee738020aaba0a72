import { ActionIcon, Button, Popover, TextInput } from '@mantine/core';
import { IconAlarmSnooze } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConversationView } from '#contracts/conversation.ts';
import { Pick, PickLabel, PickList } from '../../components/PickList.tsx';
import { useCommands } from '../../keyboard/commands.ts';
import { whenWords } from '../../state/actions.ts';
import { useActions } from '../../state/use-actions.ts';
import { may } from './abilities.ts';
import css from './head.module.css';
import { snoozeTimes } from './snooze-times.ts';

const twoDigits = (value: number): string => String(value).padStart(2, '0');
const localValue = (at: Date): string =>
  `${at.getFullYear()}-${twoDigits(at.getMonth() + 1)}-${twoDigits(at.getDate())}T${twoDigits(at.getHours())}:${twoDigits(at.getMinutes())}`;

/** Puts the conversation away until a time, or until the customer writes. */
export const SnoozeMenu = ({ conversation }: { conversation: ConversationView }) => {
  const { t } = useTranslation();
  const actions = useActions();
  const [open, setOpen] = useState(false);
  const [own, setOwn] = useState('');
  const allowed = may(conversation, 'snooze') && conversation.status !== 'resolved';
  useCommands({ snooze: () => (allowed ? setOpen(true) : false) });
  const snooze = (until: Date): void => {
    setOpen(false);
    actions.snooze(conversation.id, until);
  };
  const now = new Date();
  return (
    <Popover opened={open} onChange={setOpen} width={260} position="bottom-end" trapFocus returnFocus>
      <Popover.Target>
        <ActionIcon
          className={css.snooze ?? ''}
          aria-label={t('action.snooze')}
          title={`${t('action.snooze')} S`}
          disabled={!allowed}
          onClick={() => setOpen((before) => !before)}
        >
          <IconAlarmSnooze size={16} stroke={1.6} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown p={12}>
        <PickList>
          <PickLabel>{t('snooze.title')}</PickLabel>
          {snoozeTimes(now).map(({ key, until }) => (
            <Pick
              key={key}
              end={<span className="xs t3 num">{whenWords(until)}</span>}
              onClick={() => snooze(until)}
            >
              {t(`snooze.${key}`)}
            </Pick>
          ))}
          <form
            style={{ padding: '4px 8px 8px' }}
            onSubmit={(event) => {
              event.preventDefault();
              const until = new Date(own);
              if (until.getTime() > Date.now()) snooze(until);
            }}
          >
            <TextInput
              type="datetime-local"
              label={t('snooze.own')}
              value={own}
              min={localValue(now)}
              onChange={(event) => setOwn(event.currentTarget.value)}
            />
            <Button type="submit" mt={8} disabled={own === ''}>
              {t('action.snooze')}
            </Button>
          </form>
        </PickList>
      </Popover.Dropdown>
    </Popover>
  );
};
