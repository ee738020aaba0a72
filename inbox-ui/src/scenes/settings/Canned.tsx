import { Button, Textarea, TextInput } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { CannedView } from '#contracts/views.ts';
import { api, q } from '../../api/client.ts';
import { currentLanguage } from '../../i18n/i18n.ts';
import { useSession } from '../../state/session.ts';
import { EditDialog } from '../page/EditDialog.tsx';
import { AddButton, LanguageSelect, MoreButton } from '../page/fields.tsx';
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
  const submit = async (): Promise<void> => {
    if (await save.run(() => (id === '' ? api.canned.create(fields) : api.canned.update(draft)))) onClose();
  };
  const remove = async (): Promise<void> => {
    if (await save.run(() => api.canned.remove({ id }))) onClose();
  };
  return (
    <EditDialog
      title={id === '' ? t('canned.create') : canned.title}
      size={520}
      save={save}
      onSubmit={submit}
      onClose={onClose}
      actions={
        id === '' ? null : (
          <Button
            variant="subtle"
            color="gray"
            className="late"
            onClick={() => (removing ? void remove() : setRemoving(true))}
          >
            {t('canned.remove')}
          </Button>
        )
      }
    >
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
        <LanguageSelect
          label={t('column.language')}
          value={draft.language}
          onChange={(language) => set({ language })}
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
      />
      {removing ? <p className="t2">{t('canned.removeTitle', { title: canned.title })}</p> : null}
    </EditDialog>
  );
};

/** What a phone has room for; the text stands below the title. */
const SHOWN: ReadonlySet<string> = new Set(['name', 'shortcut']);

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
      actions={may ? <AddButton label={t('canned.create')} onClick={() => setEditing(fresh)} /> : null}
    >
      {read.isError ? <Failed error={read.error} onRetry={() => void read.refetch()} /> : null}
      {read.isPending ? <Waiting /> : null}
      {read.isSuccess && rows.length === 0 ? <Empty text={t('canned.none')} /> : null}
      {rows.length === 0 ? null : (
        <table className={page.table}>
          <thead>
            <tr>
              {(['name', 'shortcut', 'language', 'text'] as const).map((key) => (
                <th key={key} scope="col" className={SHOWN.has(key) ? '' : page.aside}>
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
                  <small className={page.sub} lang={row.language}>
                    {row.text}
                  </small>
                </th>
                <td className="t2">/{row.shortcut}</td>
                <td className={`t2 ${page.aside}`}>{t(`language.${row.language}`)}</td>
                <td className={`t3 cut ${css.text} ${page.aside}`} lang={row.language}>
                  {row.text}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <MoreButton list={read} />
      {editing === undefined ? null : <CannedDialog canned={editing} onClose={() => setEditing(undefined)} />}
    </Page>
  );
};
