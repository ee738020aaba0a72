import { NumberInput, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { QueueView } from '#contracts/queue.ts';
import { api, q } from '../../api/client.ts';
import { exactSpan } from '../../i18n/format.ts';
import { currentLanguage } from '../../i18n/i18n.ts';
import { useSession, useTeams } from '../../state/session.ts';
import { EditDialog } from '../page/EditDialog.tsx';
import { AddButton, LanguagesSelect, SkillsInput } from '../page/fields.tsx';
import { Empty, Failed, Page, Waiting } from '../page/Page.tsx';
import page from '../page/page.module.css';
import { useSave } from '../page/use-save.ts';

const SECOND = 1_000;
type Draft = Pick<QueueView, 'name' | 'skills' | 'languages' | 'offerTimeoutMs'> & {
  id?: string | undefined;
  teamId?: string | undefined;
};
const FRESH: Draft = { name: '', skills: [], languages: [], offerTimeoutMs: 45 * SECOND };

const QueueDialog = ({ queue, onClose }: { queue: Draft; onClose: () => void }) => {
  const { t } = useTranslation('settings');
  const save = useSave(q.queues.list.key());
  const teams = useTeams();
  const [draft, setDraft] = useState(queue);
  const set = (patch: Partial<Draft>): void => setDraft((before) => ({ ...before, ...patch }));
  const submit = async (): Promise<void> => {
    const { id, name, skills, languages, offerTimeoutMs, teamId = '' } = draft;
    const fields = { name: name.trim(), skills, languages, offerTimeoutMs, teamId };
    if (
      await save.run(() =>
        id === undefined ? api.queues.create(fields) : api.queues.update({ id, ...fields }),
      )
    )
      onClose();
  };
  return (
    <EditDialog
      title={queue.id === undefined ? t('queue.create') : queue.name}
      size={440}
      save={save}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextInput
        label={t('column.name')}
        value={draft.name}
        required
        withAsterisk={false}
        maxLength={80}
        data-autofocus
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <SkillsInput label={t('queue.skills')} value={draft.skills} onChange={(skills) => set({ skills })} />
      <p className="sm t2 prose">{t('queue.hint')}</p>
      <LanguagesSelect
        label={t('queue.languages')}
        value={draft.languages}
        onChange={(languages) => set({ languages })}
      />
      <Select
        label={t('queue.team')}
        placeholder={t('queue.anyTeam')}
        clearable
        data={teams.map(({ id, name }) => ({ value: id, label: name }))}
        value={draft.teamId ?? null}
        onChange={(teamId) => set({ teamId: teamId ?? undefined })}
      />
      <NumberInput
        size="xs"
        label={t('queue.seconds')}
        min={5}
        max={600}
        allowDecimal={false}
        hideControls
        value={draft.offerTimeoutMs / SECOND}
        onChange={(value) => set({ offerTimeoutMs: Number(value) * SECOND })}
        error={save.refused('offerTimeoutMs')}
      />
    </EditDialog>
  );
};

const Row = ({ queue, onEdit }: { queue: QueueView; onEdit: (() => void) | undefined }) => {
  const { t } = useTranslation('settings');
  const team = useTeams().find((one) => one.id === queue.teamId)?.name ?? '';
  const spoken = queue.languages.map((one) => t(`language.${one}`)).join(t('common:comma'));
  return (
    <tr>
      <th scope="row">
        <span className="line">
          {onEdit === undefined ? (
            queue.name
          ) : (
            <button type="button" className={page.open} onClick={onEdit}>
              {queue.name}
            </button>
          )}
          {queue.isDefault ? <span className={page.chip}>{t('queue.default')}</span> : null}
        </span>
        <small className={page.sub}>{[...queue.skills, spoken].filter(Boolean).join(' · ')}</small>
      </th>
      <td className={page.aside}>
        <span className={page.chips}>
          {queue.skills.map((skill) => (
            <span key={skill} className={page.chip}>
              {skill}
            </span>
          ))}
        </span>
      </td>
      <td className={`t2 ${page.aside}`}>{spoken}</td>
      <td className={`t2 ${page.aside}`}>{team}</td>
      <td className={`t2 num ${page.aside}`}>{exactSpan(queue.offerTimeoutMs, currentLanguage())}</td>
      <td className={`num ${page.end}`}>{queue.waiting}</td>
    </tr>
  );
};

/** Which queue takes which escalation, in the order in which they are asked. */
export const Queues = () => {
  const { t } = useTranslation('settings');
  const may = useSession().abilities['manage-queues'] === true;
  const read = useQuery(q.queues.list.queryOptions({ staleTime: 15_000 }));
  const [editing, setEditing] = useState<Draft>();
  const queues = read.data?.items ?? [];
  return (
    <Page
      title={t('nav.queues')}
      actions={may ? <AddButton label={t('queue.create')} onClick={() => setEditing(FRESH)} /> : null}
    >
      {read.isError ? <Failed error={read.error} onRetry={() => void read.refetch()} /> : null}
      {read.isPending ? <Waiting /> : null}
      {read.isSuccess && queues.length === 0 ? <Empty text={t('queue.none')} /> : null}
      {queues.length === 0 ? null : (
        <table className={page.table}>
          <thead>
            <tr>
              <th scope="col">{t('column.name')}</th>
              {(['skills', 'languages', 'team', 'timeout'] as const).map((key) => (
                <th key={key} scope="col" className={page.aside}>
                  {t(`column.${key}`)}
                </th>
              ))}
              <th scope="col" className={page.end}>
                {t('column.waiting')}
              </th>
            </tr>
          </thead>
          <tbody>
            {queues.map((queue) => (
              <Row key={queue.id} queue={queue} onEdit={may ? () => setEditing(queue) : undefined} />
            ))}
          </tbody>
        </table>
      )}
      {editing === undefined ? null : <QueueDialog queue={editing} onClose={() => setEditing(undefined)} />}
    </Page>
  );
};
