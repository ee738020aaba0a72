import { Button, Modal, Select, Textarea, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { CannedView } from '#contracts/views.ts';
import { api, q } from '../../api/client.ts';
import { currentLanguage } from '../../i18n/i18n.ts';
import { useSession } from '../../state/session.ts';
import { Empty, Failed, Page, Waiting } from '../page/Page.tsx';
import page from '../page/page.module.css';
import { useSave } from '../page/use-save.ts';
import css from './settings.module.css';

type Response = z.infer<typeof CannedView>;

const CannedDialog = ({ canned, onClose }: { canned: Response; onClose: () => void }) => {
  const { t } = useTranslation('settings');
  const save = useSave(['canned-list'], q.canned.list.key());
  const [draft, setDraft] = useState(canned);
  const [removing, setRemoving] = useState(false);
  const set = (patch: Partial<Response>): void => setDraft((before) => ({ ...before, ...patch }));
  const { id, ...fields } = draft;
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (await save.run(() => (id === '' ? api.canned.create(fields) : api.canned.update(draft)))) onClose();
  };
  const remove = async (): Promise<void> => {
    if (await save.run(() => api.canned.remove({ id }))) onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={id === '' ? t('canned.create') : canned.title}
      size={520}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <form className={page.form} onSubmit={(event) => void submit(event)}>
        <TextInput
          label={t('canned.title')}
          value={draft.title}
          required
          withAsterisk={false}
          maxLength={120}
          data-autofocus
          onChange={(event) => set({ title: event.currentTarget.value })}
        />
        <div className={page.pair}>
          <TextInput
            label={t('canned.shortcut')}
            value={draft.shortcut}
            required
            withAsterisk={false}
            maxLength={40}
            onChange={(event) => set({ shortcut: event.currentTarget.value.replaceAll(/[\s/]/g, '') })}
          />
          <Select
            label={t('column.language')}
            data={(['ja', 'en'] as const).map((value) => ({ value, label: t(`language.${value}`) }))}
            value={draft.language}
            allowDeselect={false}
            onChange={(value) => set({ language: value === 'en' ? 'en' : 'ja' })}
          />
        </div>
        <Textarea
          label={t('canned.text')}
          value={draft.text}
          required
          withAsterisk={false}
          autosize
          minRows={5}
          maxRows={14}
          maxLength={5_000}
          onChange={(event) => set({ text: event.currentTarget.value })}
          error={save.failed}
        />
        {removing ? <p className="t2">{t('canned.removeTitle', { title: canned.title })}</p> : null}
        <div className={page.keys}>
          <Button type="submit" variant="filled" loading={save.busy}>
            {t('common:save')}
          </Button>
          {id === '' ? null : (
            <Button
              variant="subtle"
              color="gray"
              className="late"
              onClick={() => (removing ? void remove() : setRemoving(true))}
            >
              {t('canned.remove')}
            </Button>
          )}
        </div>
      </form>
    </Modal>
  );
};

/** Texts an agent writes with a slash. */
export const Canned = () => {
  const { t } = useTranslation('settings');
  const may = useSession().abilities['manage-canned'] === true;
  const [editing, setEditing] = useState<Response>();
  const read = useInfiniteQuery({
    queryKey: ['canned-list'],
    queryFn: ({ pageParam }) =>
      api.canned.list({ limit: 50, ...(pageParam === undefined ? {} : { cursor: pageParam }) }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor,
  });
  const rows = read.data?.pages.flatMap(({ items }) => items) ?? [];
  const fresh: Response = { id: '', shortcut: '', title: '', text: '', language: currentLanguage() };
  return (
    <Page
      title={t('nav.canned')}
      actions={
        may ? (
          <Button leftSection={<IconPlus size={16} stroke={1.6} />} onClick={() => setEditing(fresh)}>
            {t('canned.create')}
          </Button>
        ) : null
      }
    >
      {read.isError ? <Failed error={read.error} onRetry={() => void read.refetch()} /> : null}
      {read.isPending ? <Waiting /> : null}
      {read.isSuccess && rows.length === 0 ? <Empty text={t('canned.none')} /> : null}
      {rows.length === 0 ? null : (
        <table className={page.table}>
          <thead>
            <tr>
              {(['name', 'shortcut', 'language', 'text'] as const).map((key) => (
                <th key={key} scope="col">
                  {t(`column.${key}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.id}>
                <th scope="row">
                  {may ? (
                    <button type="button" className={page.open} onClick={() => setEditing(row)}>
                      {row.title}
                    </button>
                  ) : (
                    row.title
                  )}
                </th>
                <td className="t2">/{row.shortcut}</td>
                <td className="t2">{t(`language.${row.language}`)}</td>
                <td className={`t3 cut ${css.text}`} lang={row.language}>
                  {row.text}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {read.hasNextPage ? (
        <Button className={page.more ?? ''} onClick={() => void read.fetchNextPage()}>
          {t('page:more')}
        </Button>
      ) : null}
      {editing === undefined ? null : <CannedDialog canned={editing} onClose={() => setEditing(undefined)} />}
    </Page>
  );
};
