import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HttpAction } from '#contracts/dialog.ts';
import { api } from '../../api/client.ts';
import { useSession } from '../../state/session.ts';
import { AddButton, MoreButton } from '../page/fields.tsx';
import { Empty, Failed, Page, StateDot, Waiting } from '../page/Page.tsx';
import page from '../page/page.module.css';
import { ACTIONS_KEY, ActionDialog } from './ActionDialog.tsx';
import { Places } from './Places.tsx';

const FRESH: HttpAction = {
  id: '',
  name: '',
  url: '',
  method: 'POST',
  timeoutMs: 5_000,
  dryRun: true,
  irreversible: false,
  secretSet: false,
  version: 0,
};

/** The calls to the owner's own systems that dialogs may make. */
export const ActionsPage = () => {
  const { t } = useTranslation('bot-dialogs');
  const may = useSession().abilities['manage-bot'] === true;
  const [editing, setEditing] = useState<HttpAction>();
  const read = useInfiniteQuery({
    queryKey: ACTIONS_KEY,
    queryFn: ({ pageParam }) =>
      api.httpActions.list({ limit: 50, ...(pageParam === undefined ? {} : { cursor: pageParam }) }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor,
  });
  const rows = (read.data?.pages.flatMap(({ items }) => items) ?? []) as HttpAction[];
  return (
    <Page
      title={t('actions.title')}
      actions={may ? <AddButton label={t('actions.create')} onClick={() => setEditing(FRESH)} /> : null}
      bar={<Places now="actions" />}
    >
      {read.isError ? <Failed error={read.error} onRetry={() => void read.refetch()} /> : null}
      {read.isPending ? <Waiting /> : null}
      {read.isSuccess && rows.length === 0 ? <Empty text={t('actions.none')} /> : null}
      {rows.length === 0 ? null : (
        <table className={page.table}>
          <thead>
            <tr>
              <th scope="col">{t('actions.name')}</th>
              <th scope="col" className={page.aside}>
                {t('actions.url')}
              </th>
              <th scope="col">{t('column.state')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.id}>
                <th scope="row">
                  {may ? (
                    <button type="button" className={page.open} onClick={() => setEditing(row)}>
                      {row.name}
                    </button>
                  ) : (
                    row.name
                  )}
                  <small className={page.sub}>
                    {row.method} {row.url}
                  </small>
                </th>
                <td className={`t2 cut ${page.cell} ${page.aside}`}>
                  {row.method} {row.url}
                </td>
                <td>
                  <span className={page.chips}>
                    <StateDot is={row.dryRun ? 'due' : 'good'}>
                      {t(row.dryRun ? 'dryRun' : 'actions.real')}
                    </StateDot>
                    {row.irreversible ? (
                      <span className={page.chip}>{t('actions.irreversibleShort')}</span>
                    ) : null}
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <MoreButton list={read} />
      {editing === undefined ? null : (
        <ActionDialog key={editing.id} action={editing} onClose={() => setEditing(undefined)} />
      )}
    </Page>
  );
};
