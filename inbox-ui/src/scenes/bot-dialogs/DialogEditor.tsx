import { ActionIcon, Button, Switch } from '@mantine/core';
import { IconAlertTriangle, IconArrowLeft, IconHistory } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DialogView } from '#contracts/dialog.ts';
import { q } from '../../api/client.ts';
import { LeaveGuard } from '../page/LeaveGuard.tsx';
import { Failed, Page, StateDot, Waiting } from '../page/Page.tsx';
import { useGo } from '../page/use-page-search.ts';
import { AboutForm } from './AboutForm.tsx';
import css from './dialogs.module.css';
import { blankDefinition, cleaned, sameDefinition } from './draft.ts';
import { Flow } from './Flow.tsx';
import { HistoryDialog } from './HistoryDialog.tsx';
import { Preview } from './Preview.tsx';
import { ProblemList, problemWords } from './ProblemList.tsx';
import { PublishDialog } from './PublishDialog.tsx';
import { problemsAt } from './problems.ts';
import { SlotForm } from './SlotForm.tsx';
import { StepForm } from './StepForm.tsx';
import { type Editor, useEditor } from './use-editor.ts';
import { inWords } from './words.ts';

const PANES = ['flow', 'form', 'preview'] as const;
type Pane = (typeof PANES)[number];

const Selected = ({ editor }: { editor: Editor }) => {
  const { selected, draft } = editor;
  const step = selected.kind === 'step' ? draft.steps.find(({ id }) => id === selected.id) : undefined;
  const slot = selected.kind === 'slot' ? draft.slots.find(({ name }) => name === selected.name) : undefined;
  if (step !== undefined) return <StepForm editor={editor} step={step} />;
  if (slot !== undefined) return <SlotForm editor={editor} slot={slot} />;
  return <AboutForm editor={editor} />;
};

/** What is wrong at the place that is open. Missing words are told at their field. */
const Here = ({ editor }: { editor: Editor }) => {
  const here = problemsAt(editor.problems, editor.selected).filter(({ code }) => code !== 'words-missing');
  if (here.length === 0) return null;
  return (
    <ul className={css.here}>
      {here.map((problem) => (
        <li key={JSON.stringify(problem)}>
          <IconAlertTriangle className="due" size={14} stroke={1.6} aria-hidden="true" />
          {problemWords(editor.tell, problem)}
        </li>
      ))}
    </ul>
  );
};

const Problems = ({ editor }: { editor: Editor }) => {
  const { t } = useTranslation('bot-dialogs');
  const count = editor.problems.length;
  if (count === 0) return null;
  return (
    <details className={css.wrong}>
      <summary>
        <IconAlertTriangle className="due" size={16} stroke={1.6} aria-hidden="true" />
        {t('wrong', { count })}
      </summary>
      <ProblemList editor={editor} />
    </details>
  );
};

const Conflict = ({ editor, onReload }: { editor: Editor; onReload: () => void }) => {
  const { t } = useTranslation('bot-dialogs');
  const { conflict, save } = editor;
  if (save.failed === undefined) return null;
  return (
    <div className={css.conflict} role="alert">
      <p className={`prose ${conflict ? '' : 'late'}`}>{conflict ? t('conflict') : save.failed}</p>
      {conflict ? (
        <div className={css.keys}>
          <Button onClick={onReload}>{t('reload')}</Button>
          <Button variant="subtle" className="late" onClick={() => void editor.keep(true)}>
            {t('overwrite')}
          </Button>
        </div>
      ) : null}
    </div>
  );
};

const State = ({ editor }: { editor: Editor }) => {
  const { t } = useTranslation('bot-dialogs');
  const { view, draft } = editor;
  if (view.publishedVersion === undefined) return <StateDot is="none">{t('neverLive')}</StateDot>;
  const same = sameDefinition(view.published, cleaned(draft));
  const version = t('liveVersion', { number: view.publishedVersion });
  return <StateDot is={same ? 'good' : 'due'}>{same ? version : t('differs', { version })}</StateDot>;
};

const Actions = ({ editor }: { editor: Editor }) => {
  const { t } = useTranslation('bot-dialogs');
  const [shown, setShown] = useState<'publish' | 'history'>();
  const { view, may, save } = editor;
  const unsaved = editor.unsaved();
  const same = !unsaved && sameDefinition(view.published, view.draft);
  return (
    <>
      <span className={css.state}>
        <State editor={editor} />
      </span>
      {view.publishedVersion === undefined || !may ? null : (
        <Switch
          className={css.state ?? ''}
          size="xs"
          label={t('on')}
          checked={view.enabled}
          onChange={(event) => void editor.enable(event.currentTarget.checked)}
        />
      )}
      {view.publishedVersion === undefined ? null : (
        <ActionIcon aria-label={t('history')} title={t('history')} onClick={() => setShown('history')}>
          <IconHistory size={16} stroke={1.6} />
        </ActionIcon>
      )}
      {may ? (
        <>
          <Button
            className={css.head ?? ''}
            loading={save.busy && shown === undefined}
            disabled={!unsaved}
            onClick={() => void editor.keep()}
          >
            {t('common:save')}
          </Button>
          <Button
            className={css.head ?? ''}
            variant="filled"
            disabled={same || view.id === ''}
            title={view.id === '' ? t('saveFirst') : undefined}
            onClick={() => setShown('publish')}
          >
            {t('publishing')}
          </Button>
        </>
      ) : null}
      {shown === 'publish' ? <PublishDialog editor={editor} onClose={() => setShown(undefined)} /> : null}
      {shown === 'history' ? <HistoryDialog editor={editor} onClose={() => setShown(undefined)} /> : null}
    </>
  );
};

const Tabs = ({ pane, onChange }: { pane: Pane; onChange: (pane: Pane) => void }) => {
  const { t } = useTranslation('bot-dialogs');
  return (
    <fieldset className={css.tabs}>
      <legend className="sr">{t('panes')}</legend>
      {PANES.map((one) => (
        <button
          key={one}
          type="button"
          data-pane={one}
          aria-pressed={pane === one}
          onClick={() => onChange(one)}
        >
          {t(`pane.${one}`)}
        </button>
      ))}
    </fieldset>
  );
};

const Editing = ({ first, onReload }: { first: DialogView; onReload: () => void }) => {
  const { t } = useTranslation('bot-dialogs');
  const go = useGo();
  const editor = useEditor(first);
  const [pane, setPane] = useState<Pane>('flow');
  const { selected } = editor;
  const [seen, setSeen] = useState(selected);
  // Where panes take turns, what is chosen comes to the front.
  if (seen !== selected) {
    setSeen(selected);
    setPane('form');
  }
  return (
    <Page
      title={inWords(editor.draft.title, editor.tell.language) || t('untitled')}
      lead={
        <ActionIcon aria-label={t('back')} title={t('back')} onClick={() => go('/bot/dialogs')}>
          <IconArrowLeft size={16} stroke={1.6} />
        </ActionIcon>
      }
      actions={<Actions editor={editor} />}
    >
      <LeaveGuard unsaved={editor.unsaved} />
      <div className={css.editor} data-pane={pane}>
        <Tabs pane={pane} onChange={setPane} />
        <div className={css.left}>
          <Flow editor={editor} />
        </div>
        <div className={css.middle}>
          <Conflict editor={editor} onReload={onReload} />
          <Problems editor={editor} />
          <Here editor={editor} />
          <Selected editor={editor} />
        </div>
        <div className={css.right}>
          <Preview editor={editor} />
        </div>
      </div>
    </Page>
  );
};

const blank = (): DialogView => ({
  id: '',
  builtIn: false,
  enabled: true,
  draft: blankDefinition(),
  updatedAt: new Date(0).toISOString(),
  version: 0,
});

/** One dialog: its flow, the step that is open, and a chat that runs the draft. */
export const DialogEditor = ({ id }: { id: string }) => {
  const { t } = useTranslation('bot-dialogs');
  const [round, setRound] = useState(0);
  const fresh = id === 'new';
  const read = useQuery({
    ...q.botDialogs.show.queryOptions({ input: { id }, staleTime: 0 }),
    enabled: !fresh,
    refetchOnMount: 'always',
    refetchOnWindowFocus: false,
  });
  const [first, setFirst] = useState<DialogView | undefined>(() => (fresh ? blank() : undefined));
  const { data, isFetchedAfterMount } = read;
  useEffect(() => {
    if (first === undefined && isFetchedAfterMount && data !== undefined) setFirst(data as DialogView);
  }, [first, data, isFetchedAfterMount]);
  const reload = (): void => {
    void read.refetch().then(({ data: again }) => {
      if (again !== undefined) setFirst(again as DialogView);
      setRound((before) => before + 1);
    });
  };
  if (first !== undefined) return <Editing key={round} first={first} onReload={reload} />;
  return (
    <Page title={t('title')}>
      {read.isError ? <Failed error={read.error} onRetry={() => void read.refetch()} /> : <Waiting />}
    </Page>
  );
};
