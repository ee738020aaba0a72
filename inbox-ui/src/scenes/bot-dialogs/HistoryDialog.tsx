import { Button, Modal } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DialogVersion } from '#contracts/dialog.ts';
import { api, q } from '../../api/client.ts';
import { say } from '../../state/undo.ts';
import { MoreButton } from '../page/fields.tsx';
import { Failed, Waiting } from '../page/Page.tsx';
import { Changes } from './Changes.tsx';
import css from './dialogs.module.css';
import type { Editor } from './use-editor.ts';
import { useWho, when } from './who-and-when.ts';
import { stepSays, stepTitle, stepWays, type Telling } from './words.ts';

/** A version's steps to read. */
const Reading = ({ tell }: { tell: Telling }) => (
  <ol className={css.reading}>
    {tell.definition.steps.map((step) => (
      <li key={step.id}>
        <b>{stepTitle(tell, step)}</b>
        {stepSays(tell, step) === '' ? null : <p>{stepSays(tell, step)}</p>}
        {stepWays(tell, step).map((line) => (
          <p key={line} className="t3">
            {line}
          </p>
        ))}
      </li>
    ))}
  </ol>
);

const Version = ({
  editor,
  version,
  older,
  onDone,
}: {
  editor: Editor;
  version: DialogVersion;
  older: DialogVersion | undefined;
  onDone: () => void;
}) => {
  const { t } = useTranslation('bot-dialogs');
  const [asked, setAsked] = useState(false);
  const { view, tell, save, may } = editor;
  const back = async (): Promise<void> => {
    if (!(await editor.rollBack(version.number))) return;
    say(t('rolledBack', { number: version.number }));
    onDone();
  };
  const live = view.publishedVersion === version.number;
  return (
    <div className={css.version}>
      {older === undefined ? null : (
        <>
          <h3>{t('sinceBefore', { number: older.number })}</h3>
          <Changes
            before={older.definition}
            after={version.definition}
            tell={tell}
            none={t('sameAsBefore')}
          />
        </>
      )}
      <h3>{t('steps')}</h3>
      <Reading tell={{ ...tell, definition: version.definition }} />
      {save.failed === undefined ? null : (
        <p className="late prose" role="alert">
          {save.failed}
        </p>
      )}
      {live || !may ? null : (
        <div className={css.keys}>
          {asked ? <p className="t2 prose">{t('rollBackHint')}</p> : null}
          <Button loading={save.busy} onClick={() => (asked ? void back() : setAsked(true))}>
            {t(asked ? 'rollBackNow' : 'rollBack', { number: version.number })}
          </Button>
        </div>
      )}
    </div>
  );
};

/** What was live, when and by whom; any of it can be read and made live again. */
export const HistoryDialog = ({ editor, onClose }: { editor: Editor; onClose: () => void }) => {
  const { t } = useTranslation('bot-dialogs');
  const who = useWho();
  const { id, publishedVersion } = editor.view;
  const [open, setOpen] = useState<number>();
  const read = useInfiniteQuery({
    queryKey: [...q.botDialogs.history.key(), id],
    queryFn: ({ pageParam }) =>
      api.botDialogs.history({ id, limit: 20, ...(pageParam === undefined ? {} : { cursor: pageParam }) }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor,
  });
  const versions = (read.data?.pages.flatMap(({ items }) => items) ?? []) as DialogVersion[];
  const shown = versions.find(({ number }) => number === open) ?? versions[0];
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('history')}
      size={860}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      {read.isError ? <Failed error={read.error} onRetry={() => void read.refetch()} /> : null}
      {read.isPending ? <Waiting lines={4} /> : null}
      {read.isSuccess && versions.length === 0 ? <p className="t2">{t('noHistory')}</p> : null}
      {shown === undefined ? null : (
        <div className={css.history}>
          <div>
            <ul>
              {versions.map(({ number, at, by, rolledBackTo }) => (
                <li key={number}>
                  <button
                    type="button"
                    className={css.card}
                    aria-current={number === shown.number ? 'true' : undefined}
                    onClick={() => setOpen(number)}
                  >
                    <span className={css.cardText}>
                      <b>
                        {t('versionNumber', { number })}
                        {number === publishedVersion ? <span className="good"> · {t('live')}</span> : null}
                      </b>
                      <span className="t3 num">{when(at)}</span>
                      <span className="t2">{who(by)}</span>
                      {rolledBackTo === undefined ? null : (
                        <span className="t3">{t('wentBackTo', { number: rolledBackTo })}</span>
                      )}
                    </span>
                  </button>
                </li>
              ))}
            </ul>
            <MoreButton list={read} />
          </div>
          <Version
            key={shown.number}
            editor={editor}
            version={shown}
            older={versions[versions.indexOf(shown) + 1]}
            onDone={onClose}
          />
        </div>
      )}
    </Modal>
  );
};
