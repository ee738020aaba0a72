import { Button, Checkbox, NumberInput, PasswordInput, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HttpAction } from '#contracts/dialog.ts';
import { api, q } from '../../api/client.ts';
import { say } from '../../state/undo.ts';
import { EditDialog } from '../page/EditDialog.tsx';
import { CopyField } from '../page/Page.tsx';
import page from '../page/page.module.css';
import { useSave } from '../page/use-save.ts';
import { ActionTest } from './ActionTest.tsx';
import css from './dialogs.module.css';

export const ACTIONS_KEY = ['http-action-list'];
const METHODS = ['GET', 'POST', 'PUT', 'DELETE'] as const;

const Fields = ({
  draft,
  set,
  refused,
}: {
  draft: HttpAction;
  set: (patch: Partial<HttpAction>) => void;
  refused: (field: string) => boolean;
}) => {
  const { t } = useTranslation('bot-dialogs');
  return (
    <>
      <TextInput
        label={t('actions.name')}
        value={draft.name}
        required
        withAsterisk={false}
        maxLength={80}
        data-autofocus
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <div className={css.address}>
        <Select
          label={t('actions.method')}
          value={draft.method}
          allowDeselect={false}
          data={[...METHODS]}
          onChange={(method) => set({ method: METHODS.find((one) => one === method) ?? 'POST' })}
        />
        <TextInput
          type="url"
          label={t('actions.url')}
          placeholder="https://"
          value={draft.url}
          required
          withAsterisk={false}
          maxLength={2_000}
          error={refused('url')}
          onChange={(event) => set({ url: event.currentTarget.value })}
        />
      </div>
      <NumberInput
        size="xs"
        hideControls
        label={t('actions.timeout')}
        min={0.5}
        max={20}
        decimalScale={1}
        value={draft.timeoutMs / 1_000}
        onChange={(value) =>
          set({ timeoutMs: Math.round(Math.min(20, Math.max(0.5, Number(value))) * 1_000) })
        }
      />
      <Checkbox
        size="sm"
        label={t('actions.dryRun')}
        description={t('actions.dryRunHint')}
        checked={draft.dryRun}
        onChange={(event) => set({ dryRun: event.currentTarget.checked })}
      />
      <Checkbox
        size="sm"
        label={t('actions.irreversible')}
        description={t('actions.irreversibleHint')}
        checked={draft.irreversible}
        onChange={(event) => set({ irreversible: event.currentTarget.checked })}
      />
    </>
  );
};

const Remove = ({ onRemove }: { onRemove: () => void }) => {
  const { t } = useTranslation('bot-dialogs');
  const [asked, setAsked] = useState(false);
  return (
    <Button variant="subtle" className="late" onClick={() => (asked ? onRemove() : setAsked(true))}>
      {t(asked ? 'actions.removeNow' : 'actions.remove')}
    </Button>
  );
};

/** One HTTP action: where it goes, how it is signed, and a try of it. A secret is written, never read back. */
export const ActionDialog = ({ action, onClose }: { action: HttpAction; onClose: () => void }) => {
  const { t } = useTranslation('bot-dialogs');
  const save = useSave(ACTIONS_KEY, q.httpActions.list.key());
  const [kept, setKept] = useState(action);
  const [draft, setDraft] = useState(action);
  const [secret, setSecret] = useState('');
  const [told, setTold] = useState<string>();
  const fresh = kept.id === '';
  const submit = async (): Promise<void> => {
    const { id, secretSet: _set, version, ...fields } = draft;
    const words = { ...fields, ...(secret === '' ? {} : { secret }) };
    const done = await save.run(async () => {
      if (fresh) {
        const made = await api.httpActions.create(words);
        setTold(made.secret);
        setKept(made.action);
        setDraft(made.action);
      } else {
        const saved = await api.httpActions.update({ ...words, id, version });
        setKept(saved);
        setDraft(saved);
      }
      setSecret('');
    });
    if (done) say(t('page:saved'));
  };
  const remove = async (): Promise<void> => {
    if (await save.run(() => api.httpActions.remove({ id: kept.id }))) onClose();
  };
  const unsaved = secret !== '' || JSON.stringify(kept) !== JSON.stringify(draft);
  return (
    <EditDialog
      title={fresh ? t('actions.create') : kept.name}
      size={600}
      save={save}
      disabled={!unsaved}
      onSubmit={submit}
      onClose={onClose}
      actions={fresh ? null : <Remove onRemove={() => void remove()} />}
    >
      <Fields
        draft={draft}
        set={(patch) => setDraft((before) => ({ ...before, ...patch }))}
        refused={save.refused}
      />
      <PasswordInput
        size="xs"
        label={t('actions.secret')}
        description={t(kept.secretSet ? 'actions.secretSet' : 'actions.secretHint')}
        placeholder={kept.secretSet ? '••••••••' : 'whsec_'}
        value={secret}
        maxLength={200}
        autoComplete="off"
        error={save.refused('secret') ? t('actions.secretBad') : null}
        visibilityToggleButtonProps={{ 'aria-label': t('actions.showSecret') }}
        onChange={(event) => setSecret(event.currentTarget.value.trim())}
      />
      {told === undefined ? null : (
        <div className={page.form}>
          <p className="due prose">{t('actions.secretOnce')}</p>
          <CopyField text={told} label={t('actions.secret')} />
        </div>
      )}
      {fresh ? null : <ActionTest id={kept.id} unsaved={unsaved} />}
    </EditDialog>
  );
};
