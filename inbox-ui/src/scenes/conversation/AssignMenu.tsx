import { Menu, TextInput } from '@mantine/core';
import { IconCheck, IconUsers } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Face } from '../../components/Face.tsx';
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
    <Menu.Item
      key={agent.id}
      leftSection={<Face name={agent.name} who={agent.id === me ? 'me' : 'agent'} size={22} />}
      rightSection={
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
    </Menu.Item>
  ));
};

/** Who should hold it: agents with presence and load, then teams, then nobody. `command`: the key A opens it. */
export const AssignMenu = ({
  target,
  onAssign,
  current,
  command = false,
}: {
  target: ReactNode;
  onAssign: (to: To, name: string) => void;
  current?: { assigneeId: string | undefined; teamId: string | undefined };
  command?: boolean;
}) => {
  const { t } = useTranslation();
  const teams = useTeams();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState('');
  useCommands(command ? { assign: () => setOpen(true) } : {});
  const wanted = text.trim().toLowerCase();
  return (
    <Menu
      opened={open}
      onChange={(next) => {
        setOpen(next);
        setText('');
      }}
      width={280}
      position="bottom-end"
      trapFocus
    >
      <Menu.Target>{target}</Menu.Target>
      <Menu.Dropdown>
        <TextInput
          aria-label={t('assign.find')}
          placeholder={t('assign.find')}
          value={text}
          data-autofocus
          mb={4}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        {open ? <Agents text={wanted} current={current?.assigneeId} onAssign={onAssign} /> : null}
        {teams.length > 0 ? <Menu.Label>{t('assign.teams')}</Menu.Label> : null}
        {teams
          .filter((team) => team.name.toLowerCase().includes(wanted))
          .map((team) => (
            <Menu.Item
              key={team.id}
              leftSection={<IconUsers size={16} stroke={1.6} />}
              rightSection={current?.teamId === team.id ? <IconCheck size={14} stroke={1.6} /> : null}
              onClick={() => onAssign({ teamId: team.id }, team.name)}
            >
              {team.name}
            </Menu.Item>
          ))}
        <Menu.Divider />
        <Menu.Item onClick={() => onAssign({ assigneeId: null }, t('assign.nobody'))}>
          {t('assign.nobody')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
};
