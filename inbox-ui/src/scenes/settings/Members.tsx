import { Button, Checkbox, MultiSelect, NumberInput, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AgentView, Role } from '#contracts/agent.ts';
import type { Language } from '#contracts/time.ts';
import { api, q } from '../../api/client.ts';
import { Face } from '../../components/Face.tsx';
import { currentLanguage } from '../../i18n/i18n.ts';
import { useSession, useTeams } from '../../state/session.ts';
import { EditDialog } from '../page/EditDialog.tsx';
import { AddButton, LanguageSelect, LanguagesSelect, SkillsInput } from '../page/fields.tsx';
import { CopyField, Failed, Page, StateDot, Waiting } from '../page/Page.tsx';
import page from '../page/page.module.css';
import { useSave } from '../page/use-save.ts';

const ROLES = ['administrator', 'manager', 'agent', 'light'] as const satisfies readonly Role[];

const useRoles = () => {
  const { t } = useTranslation('settings');
  const own = useSession().agent.role;
  return ROLES.filter((role) => own === 'administrator' || role !== 'administrator').map((value) => ({
    value,
    label: t(`common:role.${value}`),
  }));
};

const OneTimeLink = ({ link, label }: { link: string; label: string }) => {
  const { t } = useTranslation('settings');
  return (
    <div className={page.form}>
      <p className="t2 prose">{t('invite.once')}</p>
      <CopyField text={link} label={label} />
    </div>
  );
};

const InviteDialog = ({ onClose }: { onClose: () => void }) => {
  const { t } = useTranslation('settings');
  const save = useSave(q.agents.list.key());
  const roles = useRoles();
  const [role, setRole] = useState<Role>('agent');
  const [language, setLanguage] = useState<Language>(currentLanguage());
  const [link, setLink] = useState<string>();
  const submit = (word: (name: string) => string): Promise<boolean> =>
    save.run(async () => {
      const made = await api.agents.invite({ name: word('name'), email: word('email'), role, language });
      setLink(made.link);
    });
  if (link !== undefined)
    return (
      <EditDialog
        title={t('invite.title')}
        save={save}
        submit={t('invite.done')}
        onSubmit={onClose}
        onClose={onClose}
      >
        <OneTimeLink link={link} label={t('invite.link')} />
      </EditDialog>
    );
  return (
    <EditDialog
      title={t('invite.title')}
      save={save}
      submit={t('invite.submit')}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextInput
        name="name"
        label={t('invite.name')}
        required
        withAsterisk={false}
        maxLength={120}
        data-autofocus
      />
      <TextInput
        name="email"
        type="email"
        label={t('invite.email')}
        required
        withAsterisk={false}
        maxLength={200}
        error={save.refused('email')}
      />
      <div className={page.pair}>
        <Select
          label={t('invite.role')}
          data={roles}
          value={role}
          allowDeselect={false}
          onChange={(value) => setRole(ROLES.find((one) => one === value) ?? 'agent')}
        />
        <LanguageSelect label={t('invite.language')} value={language} onChange={setLanguage} />
      </div>
    </EditDialog>
  );
};

const MemberFields = ({
  draft,
  own,
  set,
}: {
  draft: AgentView;
  own: boolean;
  set: (patch: Partial<AgentView>) => void;
}) => {
  const { t } = useTranslation('settings');
  const roles = useRoles();
  const teams = useTeams();
  return (
    <>
      <div className={page.pair}>
        <TextInput
          label={t('column.name')}
          value={draft.name}
          required
          withAsterisk={false}
          maxLength={120}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <Select
          label={t('column.role')}
          data={roles}
          value={draft.role}
          disabled={own}
          allowDeselect={false}
          onChange={(value) => set({ role: ROLES.find((one) => one === value) ?? draft.role })}
        />
      </div>
      <TextInput label={t('column.email')} value={draft.email} readOnly variant="unstyled" />
      <SkillsInput label={t('column.skills')} value={draft.skills} onChange={(skills) => set({ skills })} />
      <MultiSelect
        size="xs"
        label={t('column.teams')}
        data={teams.map(({ id, name }) => ({ value: id, label: name }))}
        nothingFoundMessage={t('member.noTeams')}
        value={draft.teamIds}
        onChange={(teamIds) => set({ teamIds })}
      />
      <div className={page.pair}>
        <LanguagesSelect
          label={t('column.languages')}
          value={draft.serves}
          onChange={(serves) => set({ serves })}
        />
        <NumberInput
          size="xs"
          label={t('column.capacity')}
          min={1}
          max={100}
          allowDecimal={false}
          hideControls
          value={draft.capacity}
          onChange={(value) => set({ capacity: Math.max(1, Number(value) || 1) })}
        />
      </div>
      {own ? null : (
        <Checkbox
          label={t('member.disable')}
          checked={draft.disabled}
          onChange={(event) => set({ disabled: event.currentTarget.checked })}
        />
      )}
    </>
  );
};

const MemberDialog = ({ agent, onClose }: { agent: AgentView; onClose: () => void }) => {
  const { t } = useTranslation('settings');
  const save = useSave(q.agents.list.key(), q.teams.list.key());
  const own = useSession().agent.id === agent.id;
  const [draft, setDraft] = useState(agent);
  const [link, setLink] = useState<string>();
  const [dropped, setDropped] = useState(false);
  const submit = async (): Promise<void> => {
    const { id, name, skills, serves, teamIds, capacity, disabled, role } = draft;
    const done = await save.run(() =>
      api.agents.update({
        id,
        name: name.trim(),
        skills,
        serves,
        teamIds,
        capacity,
        ...(own ? {} : { role, disabled }),
      }),
    );
    if (done) onClose();
  };
  const reset = (): Promise<boolean> =>
    save.run(async () => setLink((await api.agents.resetLink({ id: agent.id })).link));
  const drop = async (): Promise<void> =>
    setDropped(await save.run(() => api.agents.update({ id: agent.id, dropSecondStep: true })));
  return (
    <EditDialog
      title={agent.name}
      size={520}
      save={save}
      onSubmit={submit}
      onClose={onClose}
      actions={
        own || agent.disabled ? null : (
          <>
            <Button onClick={() => void reset()}>{t('member.resetLink')}</Button>
            <Button onClick={() => void drop()}>{t('member.dropStep')}</Button>
          </>
        )
      }
    >
      <MemberFields
        draft={draft}
        own={own}
        set={(patch) => setDraft((before) => ({ ...before, ...patch }))}
      />
      {link === undefined ? null : <OneTimeLink link={link} label={t('invite.reset')} />}
      <p role="status">{dropped ? t('member.dropped') : null}</p>
    </EditDialog>
  );
};

/** What a phone has room for; the rest stands below the name. */
const SHOWN: ReadonlySet<string> = new Set(['name', 'state']);

const Table = ({
  agents,
  onEdit,
}: {
  agents: readonly AgentView[];
  onEdit: ((agent: AgentView) => void) | undefined;
}) => {
  const { t } = useTranslation('settings');
  const teams = useTeams();
  const columns = ['name', 'role', 'teams', 'skills', 'languages', 'capacity', 'state'] as const;
  const team = (id: string): string => teams.find((one) => one.id === id)?.name ?? '';
  return (
    <table className={page.table}>
      <thead>
        <tr>
          {columns.map((key) => (
            <th key={key} scope="col" className={SHOWN.has(key) ? '' : page.aside}>
              {t(`column.${key}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {agents.map((agent) => {
          const who = (
            <>
              <Face name={agent.name} who="agent" size={22} />
              <span className={page.who}>
                {agent.name}
                <small className={page.sub}>
                  {[t(`common:role.${agent.role}`), `${agent.openCount} / ${agent.capacity}`].join(' · ')}
                </small>
              </span>
            </>
          );
          const { presence } = agent;
          return (
            <tr key={agent.id}>
              <th scope="row">
                {onEdit === undefined ? (
                  <span className={page.open}>{who}</span>
                ) : (
                  <button type="button" className={page.open} onClick={() => onEdit(agent)}>
                    {who}
                  </button>
                )}
              </th>
              <td className={`t2 ${page.aside}`}>{t(`common:role.${agent.role}`)}</td>
              <td className={`t2 ${page.aside}`}>
                {agent.teamIds.map(team).filter(Boolean).join(t('common:comma'))}
              </td>
              <td className={page.aside}>
                <span className={page.chips}>
                  {agent.skills.map((skill) => (
                    <span key={skill} className={page.chip}>
                      {skill}
                    </span>
                  ))}
                </span>
              </td>
              <td className={`t2 ${page.aside}`}>
                {agent.serves.map((one) => t(`language.${one}`)).join(t('common:comma'))}
              </td>
              <td className={`num t2 ${page.aside}`}>
                {agent.openCount} / {agent.capacity}
              </td>
              <td>
                {agent.disabled ? (
                  <span className="t3">{t('disabled')}</span>
                ) : (
                  <StateDot is={presence === 'available' ? 'good' : presence === 'away' ? 'due' : 'none'}>
                    {t(`common:presence.${presence}`)}
                  </StateDot>
                )}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
};

/** Who works here, with role, skills and capacity. */
export const Members = () => {
  const { t } = useTranslation('settings');
  const { abilities } = useSession();
  const read = useQuery(q.agents.list.queryOptions({ staleTime: 30_000 }));
  const [inviting, setInviting] = useState(false);
  const [editing, setEditing] = useState<AgentView>();
  return (
    <Page
      title={t('nav.members')}
      actions={
        abilities['invite-agents'] === true ? (
          <AddButton label={t('invite.title')} onClick={() => setInviting(true)} />
        ) : null
      }
    >
      {read.isError ? <Failed error={read.error} onRetry={() => void read.refetch()} /> : null}
      {read.isPending ? <Waiting /> : null}
      {read.data === undefined ? null : (
        <Table
          agents={read.data.items}
          onEdit={abilities['update-agents'] === true ? setEditing : undefined}
        />
      )}
      {inviting ? <InviteDialog onClose={() => setInviting(false)} /> : null}
      {editing === undefined ? null : <MemberDialog agent={editing} onClose={() => setEditing(undefined)} />}
    </Page>
  );
};
