import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GateOverride } from '#contracts/bot-test.ts';
import { say } from '../../state/undo.ts';
import { ChangeDialog } from '../bot-tests/ChangeDialog.tsx';
import { EditDialog } from '../page/EditDialog.tsx';
import { Changes } from './Changes.tsx';
import css from './dialogs.module.css';
import { cleaned } from './draft.ts';
import { ProblemList } from './ProblemList.tsx';
import type { Editor } from './use-editor.ts';

/** What goes live, compared with what is live now. */
export const PublishDialog = ({ editor, onClose }: { editor: Editor; onClose: () => void }) => {
  const { t } = useTranslation('bot-dialogs');
  const { view, problems, draft } = editor;
  const [asked, setAsked] = useState(false);
  const publish = async (override?: GateOverride): Promise<void> => {
    if (!(await editor.publish(override))) return;
    say(t('isLive'));
    onClose();
  };
  if (asked)
    return (
      <ChangeDialog
        change={{ kind: 'dialog', id: view.id, definition: cleaned(draft) }}
        onPublish={publish}
        onClose={() => setAsked(false)}
      />
    );
  return (
    <EditDialog
      title={t('publishTitle')}
      size={620}
      save={editor.save}
      submit={t('publishNext')}
      disabled={problems.length > 0}
      onSubmit={() => setAsked(true)}
      onClose={onClose}
    >
      {problems.length > 0 ? (
        <ProblemList
          editor={editor}
          onSelect={(place) => {
            editor.select(place);
            onClose();
          }}
        />
      ) : (
        <p className="t2 prose">{t(view.published === undefined ? 'publishFirst' : 'publishHint')}</p>
      )}
      {view.published === undefined ? null : (
        <div className={css.scrollable}>
          <Changes before={view.published} after={cleaned(draft)} tell={editor.tell} none={t('noChange')} />
        </div>
      )}
    </EditDialog>
  );
};
