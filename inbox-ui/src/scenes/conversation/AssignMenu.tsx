import { Popover, TextInput } from '@mantine/core';
import { IconCheck, IconUsers } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Face } from '../../components/Face.tsx';
import { Pick, PickLabel, PickList } from '../../components/PickList.tsx';
import { useCommands } from '../../keyboard/commands.ts';
import { useAgents, useSession, useTeams } from '../../state/session.ts';
import css from './head.module.css';

type To = { assigneeId?: string | null; teamId?: string | null };
const ORDER = { available: 0, away: 1, offline: 2 } as const;

const Agents = ({
  text,
  current,
  onAssign,
}: {
  text: string;
  current: string | undefined;
  onAssign: (to: To, name: string) => void;
}) => {
  const { t } = useTranslation();
  const me = useSession().agent.id;
  const agents = useAgents()
    .filter((agent) => !agent.disabled && agent.name.toLowerCase().includes(text))
    .sort((a, b) => Number(b.id === me) - Number(a.id === me) || ORDER[a.presence] - ORDER[b.presence]);
  return agents.map((agent) => (
    <Pick
      key={agent.id}
      icon={<Face name={agent.name} who={agent.id === me ? 'me' : 'agent'} size={22} />}
      end={
        <span className="line xs t3">
          {t('assign.load', { open: agent.openCount, capacity: agent.capacity })}
          <i
            className={css.state}
            data-state={agent.presence}
            title={t(`common:presence.${agent.presence}`)}
          />
          {current === agent.id ? <IconCheck size={14} stroke={1.6} /> : null}
        </span>
      }
      onClick={() => onAssign({ assigneeId: agent.id }, agent.name)}
    >
      {agent.id === me ? t('assign.me', { name: agent.name }) : agent.name}
      <span className="sr">{t(`common:presence.${agent.presence}`)}</span>
    </Pick>
  ));
};

/** Who should hold it: agents with presence and load, then teams, then nobody. `command`: the key A opens it. */
export const AssignMenu = ({
  target,
  onAssign,
  current,
  command = false,
}: {
  target: (toggle: () => void) => ReactNode;
  onAssign: (to: To, name: string) => void;
  current?: { assigneeId: string | undefined; teamId: string | undefined };
  command?: boolean;
}) => {
  const { t } = useTranslation();
  const teams = useTeams();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState('');
  useCommands(command ? { assign: () => setOpen(true) } : {});
  const choose = (to: To, name: string): void => {
    setOpen(false);
    onAssign(to, name);
  };
  const wanted = text.trim().toLowerCase();
  return (
    <Popover
      opened={open}
      onChange={(next) => {
        setOpen(next);
        setText('');
      }}
      width={280}
      position="bottom-end"
      trapFocus
      returnFocus
    >
      <Popover.Target>{target(() => setOpen((before) => !before))}</Popover.Target>
      <Popover.Dropdown p={12}>
        <PickList>
          <TextInput
            aria-label={t('assign.find')}
            placeholder={t('assign.find')}
            value={text}
            data-autofocus
            data-search
            mb={4}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          {open ? <Agents text={wanted} current={current?.assigneeId} onAssign={choose} /> : null}
          {teams.length > 0 ? <PickLabel>{t('assign.teams')}</PickLabel> : null}
          {teams
            .filter((team) => team.name.toLowerCase().includes(wanted))
            .map((team) => (
              <Pick
                key={team.id}
                icon={<IconUsers size={16} stroke={1.6} />}
                end={current?.teamId === team.id ? <IconCheck size={14} stroke={1.6} /> : null}
                onClick={() => choose({ teamId: team.id }, team.name)}
              >
                {team.name}
              </Pick>
            ))}
          <Pick onClick={() => choose({ assigneeId: null }, t('assign.nobody'))}>{t('assign.nobody')}</Pick>
        </PickList>
      </Popover.Dropdown>
    </Popover>
  );
};
