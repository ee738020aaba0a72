import {
  Button,
  Checkbox,
  Modal,
  MultiSelect,
  NumberInput,
  Select,
  TagsInput,
  TextInput,
} from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AgentView, Role } from '#contracts/agent.ts';
import { api, q } from '../../api/client.ts';
import { Face } from '../../components/Face.tsx';
import { useSession, useTeams } from '../../state/session.ts';
import { CopyField, Failed, Page, StateDot, Waiting } from '../page/Page.tsx';
import page from '../page/page.module.css';
import { useSave } from '../page/use-save.ts';

const LANGUAGES = ['ja', 'en'] as const;
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
  const [language, setLanguage] = useState<'ja' | 'en'>('ja');
  const [link, setLink] = useState<string>();
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    await save.run(async () => {
      const made = await api.agents.invite({
        name: String(form.get('name')).trim(),
        email: String(form.get('email')).trim(),
        role,
        language,
      });
      setLink(made.link);
    });
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('invite.title')}
      size={480}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      {link === undefined ? (
        <form className={page.form} onSubmit={(event) => void submit(event)}>
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
            error={save.failed}
          />
          <div className={page.pair}>
            <Select
              label={t('invite.role')}
              data={roles}
              value={role}
              allowDeselect={false}
              onChange={(value) => setRole(ROLES.find((one) => one === value) ?? 'agent')}
            />
            <Select
              label={t('invite.language')}
              data={LANGUAGES.map((value) => ({ value, label: t(`language.${value}`) }))}
              value={language}
              allowDeselect={false}
              onChange={(value) => setLanguage(value === 'en' ? 'en' : 'ja')}
            />
          </div>
          <div className={page.keys}>
            <Button type="submit" variant="filled" loading={save.busy}>
              {t('invite.submit')}
            </Button>
          </div>
        </form>
      ) : (
        <OneTimeLink link={link} label={t('invite.link')} />
      )}
    </Modal>
  );
};

const MemberDialog = ({ agent, onClose }: { agent: AgentView; onClose: () => void }) => {
  const { t } = useTranslation('settings');
  const save = useSave(q.agents.list.key());
  const own = useSession().agent.id === agent.id;
  const teams = useTeams();
  const roles = useRoles();
  const [draft, setDraft] = useState(agent);
  const [link, setLink] = useState<string>();
  const set = (patch: Partial<AgentView>): void => setDraft((before) => ({ ...before, ...patch }));
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
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
  return (
    <Modal
      opened
      onClose={onClose}
      title={agent.name}
      size={520}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <form className={page.form} onSubmit={(event) => void submit(event)}>
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
        <TagsInput
          size="xs"
          label={t('column.skills')}
          placeholder={t('member.hint')}
          value={draft.skills}
          maxTags={40}
          onChange={(skills) => set({ skills })}
        />
        <MultiSelect
          size="xs"
          label={t('column.teams')}
          data={teams.map(({ id, name }) => ({ value: id, label: name }))}
          value={draft.teamIds}
          onChange={(teamIds) => set({ teamIds })}
        />
        <div className={page.pair}>
          <MultiSelect
            size="xs"
            label={t('column.languages')}
            data={LANGUAGES.map((value) => ({ value, label: t(`language.${value}`) }))}
            value={draft.serves}
            onChange={(value) => set({ serves: LANGUAGES.filter((one) => value.includes(one)) })}
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
            error={save.failed}
          />
        </div>
        {own ? null : (
          <Checkbox
            label={t('member.disable')}
            checked={draft.disabled}
            onChange={(event) => set({ disabled: event.currentTarget.checked })}
          />
        )}
        {link === undefined ? null : <OneTimeLink link={link} label={t('invite.reset')} />}
        <div className={page.keys}>
          <Button type="submit" variant="filled" loading={save.busy}>
            {t('common:save')}
          </Button>
          <Button onClick={() => void reset()}>{t('member.resetLink')}</Button>
        </div>
      </form>
    </Modal>
  );
};

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
            <th key={key} scope="col">
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
              {agent.name}
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
              <td className="t2">{t(`common:role.${agent.role}`)}</td>
              <td className="t2">{agent.teamIds.map(team).filter(Boolean).join(t('common:comma'))}</td>
              <td>
                <span className={page.chips}>
                  {agent.skills.map((skill) => (
                    <span key={skill} className={page.chip}>
                      {skill}
                    </span>
                  ))}
                </span>
              </td>
              <td className="t2">
                {agent.serves.map((one) => t(`language.${one}`)).join(t('common:comma'))}
              </td>
              <td className="num t2">
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
          <Button leftSection={<IconPlus size={16} stroke={1.6} />} onClick={() => setInviting(true)}>
            {t('invite.title')}
          </Button>
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
