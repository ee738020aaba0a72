import { Button, Modal, MultiSelect, NumberInput, TagsInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { QueueView } from '#contracts/queue.ts';
import { api, q } from '../../api/client.ts';
import { exactSpan } from '../../i18n/format.ts';
import { currentLanguage } from '../../i18n/i18n.ts';
import { useSession } from '../../state/session.ts';
import { Empty, Failed, Page, Waiting } from '../page/Page.tsx';
import page from '../page/page.module.css';
import { useSave } from '../page/use-save.ts';

const LANGUAGES = ['ja', 'en'] as const;
const SECOND = 1_000;

const QueueDialog = ({ queue, onClose }: { queue: QueueView; onClose: () => void }) => {
  const { t } = useTranslation('settings');
  const save = useSave(q.queues.list.key());
  const [draft, setDraft] = useState(queue);
  const set = (patch: Partial<QueueView>): void => setDraft((before) => ({ ...before, ...patch }));
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const { id, name, skills, languages, offerTimeoutMs } = draft;
    if (await save.run(() => api.queues.update({ id, name: name.trim(), skills, languages, offerTimeoutMs })))
      onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={queue.name}
      size={440}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <form className={page.form} onSubmit={(event) => void submit(event)}>
        <TextInput
          label={t('column.name')}
          value={draft.name}
          required
          withAsterisk={false}
          maxLength={80}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <TagsInput
          size="xs"
          label={t('queue.skills')}
          placeholder={t('member.hint')}
          value={draft.skills}
          onChange={(skills) => set({ skills })}
        />
        <MultiSelect
          size="xs"
          label={t('queue.languages')}
          data={LANGUAGES.map((value) => ({ value, label: t(`language.${value}`) }))}
          value={draft.languages}
          onChange={(value) => set({ languages: LANGUAGES.filter((one) => value.includes(one)) })}
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
          error={save.failed}
        />
        <div className={page.keys}>
          <Button type="submit" variant="filled" loading={save.busy}>
            {t('common:save')}
          </Button>
        </div>
      </form>
    </Modal>
  );
};

/** Which queue takes which escalation, in the order in which they are asked. */
export const Queues = () => {
  const { t } = useTranslation('settings');
  const may = useSession().abilities['manage-queues'] === true;
  const read = useQuery(q.queues.list.queryOptions({ staleTime: 15_000 }));
  const [editing, setEditing] = useState<QueueView>();
  const queues = read.data?.items ?? [];
  return (
    <Page title={t('nav.queues')}>
      {read.isError ? <Failed error={read.error} onRetry={() => void read.refetch()} /> : null}
      {read.isPending ? <Waiting /> : null}
      {read.isSuccess && queues.length === 0 ? <Empty text={t('queue.none')} /> : null}
      {queues.length === 0 ? null : (
        <table className={page.table}>
          <thead>
            <tr>
              {(['name', 'skills', 'languages', 'timeout'] as const).map((key) => (
                <th key={key} scope="col">
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
              <tr key={queue.id}>
                <th scope="row">
                  <span className="line">
                    {may ? (
                      <button type="button" className={page.open} onClick={() => setEditing(queue)}>
                        {queue.name}
                      </button>
                    ) : (
                      queue.name
                    )}
                    {queue.isDefault ? <span className={page.chip}>{t('queue.default')}</span> : null}
                  </span>
                </th>
                <td>
                  <span className={page.chips}>
                    {queue.skills.map((skill) => (
                      <span key={skill} className={page.chip}>
                        {skill}
                      </span>
                    ))}
                  </span>
                </td>
                <td className="t2">
                  {queue.languages.map((one) => t(`language.${one}`)).join(t('common:comma'))}
                </td>
                <td className="t2 num">{exactSpan(queue.offerTimeoutMs, currentLanguage())}</td>
                <td className={`num ${page.end}`}>{queue.waiting}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {editing === undefined ? null : <QueueDialog queue={editing} onClose={() => setEditing(undefined)} />}
    </Page>
  );
};
