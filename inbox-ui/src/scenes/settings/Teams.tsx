import { TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, q } from '../../api/client.ts';
import { useAgents, useSession } from '../../state/session.ts';
import { EditDialog } from '../page/EditDialog.tsx';
import { AddButton } from '../page/fields.tsx';
import { Empty, Failed, Page, Waiting } from '../page/Page.tsx';
import page from '../page/page.module.css';
import { useSave } from '../page/use-save.ts';
import css from './settings.module.css';

interface Draft {
  id?: string;
  name: string;
}

const TeamDialog = ({ team, onClose }: { team: Draft; onClose: () => void }) => {
  const { t } = useTranslation('settings');
  const save = useSave(q.teams.list.key());
  const submit = async (word: (name: string) => string): Promise<void> => {
    const name = word('name');
    const { id } = team;
    if (
      await save.run(() => (id === undefined ? api.teams.create({ name }) : api.teams.update({ id, name })))
    )
      onClose();
  };
  return (
    <EditDialog
      title={team.id === undefined ? t('team.create') : team.name}
      size={400}
      save={save}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextInput
        name="name"
        label={t('team.name')}
        defaultValue={team.name}
        required
        withAsterisk={false}
        maxLength={80}
        data-autofocus
        error={save.refused('name')}
      />
      <p className="sm t2 prose">{t('team.members')}</p>
    </EditDialog>
  );
};

/** Who works together: what a team holds is seen by its members. */
export const Teams = () => {
  const { t } = useTranslation('settings');
  const may = useSession().abilities['manage-queues'] === true;
  const read = useQuery(q.teams.list.queryOptions({ staleTime: 15_000 }));
  const agents = useAgents();
  const [editing, setEditing] = useState<Draft>();
  const teams = read.data?.items ?? [];
  const names = (ids: readonly string[]): string =>
    agents
      .filter(({ id }) => ids.includes(id))
      .map(({ name }) => name)
      .join(t('common:comma'));
  const add = may ? <AddButton label={t('team.create')} onClick={() => setEditing({ name: '' })} /> : null;
  return (
    <Page title={t('nav.teams')} actions={add}>
      {read.isError ? <Failed error={read.error} onRetry={() => void read.refetch()} /> : null}
      {read.isPending ? <Waiting /> : null}
      {read.isSuccess && teams.length === 0 ? <Empty text={t('team.none')} /> : null}
      {teams.length === 0 ? null : (
        <table className={page.table}>
          <thead>
            <tr>
              <th scope="col">{t('column.name')}</th>
              <th scope="col">{t('column.members')}</th>
            </tr>
          </thead>
          <tbody>
            {teams.map((team) => (
              <tr key={team.id}>
                <th scope="row">
                  {may ? (
                    <button type="button" className={page.open} onClick={() => setEditing(team)}>
                      {team.name}
                    </button>
                  ) : (
                    team.name
                  )}
                </th>
                <td className={`t2 ${css.people}`}>{names(team.agentIds) || t('team.nobody')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {editing === undefined ? null : <TeamDialog team={editing} onClose={() => setEditing(undefined)} />}
    </Page>
  );
};
