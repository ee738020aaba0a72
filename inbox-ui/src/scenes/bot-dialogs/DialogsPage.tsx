import '@mantine/core/styles/Switch.css';
import { Switch } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { DialogView } from '#contracts/dialog.ts';
import { api, q } from '../../api/client.ts';
import { currentLanguage } from '../../i18n/i18n.ts';
import { useSession } from '../../state/session.ts';
import { say, sayFailed } from '../../state/undo.ts';
import { AddButton, MoreButton } from '../page/fields.tsx';
import { Empty, Failed, Page, StateDot, Waiting } from '../page/Page.tsx';
import page from '../page/page.module.css';
import { useGo, useRest } from '../page/use-page-search.ts';
import { useSave } from '../page/use-save.ts';
import { ActionsPage } from './ActionsPage.tsx';
import { DialogEditor } from './DialogEditor.tsx';
import css from './dialogs.module.css';
import { sameDefinition } from './draft.ts';
import { Places } from './Places.tsx';
import { DIALOGS_KEY } from './use-editor.ts';
import { useWho, when } from './who-and-when.ts';
import { inWords } from './words.ts';

const State = ({ dialog }: { dialog: DialogView }) => {
  const { t } = useTranslation('bot-dialogs');
  const { publishedVersion: number, enabled, published, draft } = dialog;
  if (number === undefined) return <StateDot is="none">{t('neverLive')}</StateDot>;
  return (
    <span className={page.chips}>
      <StateDot is={enabled ? 'good' : 'none'}>
        {t(enabled ? 'liveVersion' : 'offVersion', { number })}
      </StateDot>
      {sameDefinition(published, draft) ? null : <span className={page.chip}>{t('draftDiffers')}</span>}
    </span>
  );
};

const OnSwitch = ({ dialog, name }: { dialog: DialogView; name: string }) => {
  const { t } = useTranslation('bot-dialogs');
  const may = useSession().abilities['manage-bot'] === true;
  const save = useSave(DIALOGS_KEY, q.botDialogs.show.key());
  const turn = async (enabled: boolean): Promise<void> => {
    const { id, version } = dialog;
    if (await save.run(() => api.botDialogs.update({ id, version, enabled })))
      say(t(enabled ? 'turnedOn' : 'turnedOff', { name }));
    else if (save.failed !== undefined) sayFailed(save.failed);
  };
  return (
    <Switch
      size="xs"
      aria-label={t('onFor', { name })}
      checked={dialog.enabled}
      disabled={!may || save.busy || dialog.publishedVersion === undefined}
      onChange={(event) => void turn(event.currentTarget.checked)}
    />
  );
};

const Rows = ({ dialogs }: { dialogs: readonly DialogView[] }) => {
  const { t } = useTranslation('bot-dialogs');
  const go = useGo();
  const who = useWho();
  return (
    <table className={page.table}>
      <thead>
        <tr>
          <th scope="col">{t('column.title')}</th>
          <th scope="col">{t('column.state')}</th>
          <th scope="col" className={page.aside}>
            {t('column.published')}
          </th>
          <th scope="col" className={page.aside}>
            {t('column.updated')}
          </th>
          <th scope="col">{t('on')}</th>
        </tr>
      </thead>
      <tbody>
        {dialogs.map((dialog) => {
          const name = inWords(dialog.draft.title, currentLanguage()) || t('untitled');
          return (
            <tr key={dialog.id}>
              <th scope="row">
                <button type="button" className={page.open} onClick={() => go(`/bot/dialogs/${dialog.id}`)}>
                  {name}
                </button>
                {dialog.builtIn ? <span className={`${page.chip} ${css.built}`}>{t('builtIn')}</span> : null}
              </th>
              <td>
                <State dialog={dialog} />
              </td>
              <td className={`t2 ${page.aside}`}>
                {dialog.publishedAt === undefined
                  ? '—'
                  : `${when(dialog.publishedAt)} · ${who(dialog.publishedBy)}`}
              </td>
              <td className={`t3 num ${page.aside}`}>{when(dialog.updatedAt)}</td>
              <td>
                <OnSwitch dialog={dialog} name={name} />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
};

const DialogList = () => {
  const { t } = useTranslation('bot-dialogs');
  const go = useGo();
  const may = useSession().abilities['manage-bot'] === true;
  const read = useInfiniteQuery({
    queryKey: DIALOGS_KEY,
    queryFn: ({ pageParam }) =>
      api.botDialogs.list({ limit: 50, ...(pageParam === undefined ? {} : { cursor: pageParam }) }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor,
  });
  const dialogs = (read.data?.pages.flatMap(({ items }) => items) ?? []) as DialogView[];
  return (
    <Page
      title={t('title')}
      actions={may ? <AddButton label={t('create')} onClick={() => go('/bot/dialogs/new')} /> : null}
      bar={<Places now="dialogs" />}
    >
      {read.isError ? <Failed error={read.error} onRetry={() => void read.refetch()} /> : null}
      {read.isPending ? <Waiting /> : null}
      {read.isSuccess && dialogs.length === 0 ? <Empty text={t('none')} /> : null}
      {dialogs.length === 0 ? null : <Rows dialogs={dialogs} />}
      <MoreButton list={read} />
    </Page>
  );
};

/** The bot's dialogs: the list, one in its editor, and the HTTP actions. */
export const DialogsPage = () => {
  const [, id = ''] = useRest().split('/');
  if (id === '') return <DialogList />;
  return id === 'actions' ? <ActionsPage /> : <DialogEditor key={id} id={id} />;
};
