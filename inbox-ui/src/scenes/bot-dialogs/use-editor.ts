import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GateOverride } from '#contracts/bot-test.ts';
import type { DialogDefinition, DialogProblem, DialogStep, DialogView, Slot } from '#contracts/dialog.ts';
import { api, errorCode, q } from '../../api/client.ts';
import { currentLanguage } from '../../i18n/i18n.ts';
import { useSession } from '../../state/session.ts';
import { say } from '../../state/undo.ts';
import { useGo } from '../page/use-page-search.ts';
import { useSave } from '../page/use-save.ts';
import { cleaned, sameDefinition } from './draft.ts';
import { back, begin, change, forth } from './history.ts';
import type { Telling } from './words.ts';

/** What the middle pane shows. */
export type Selected = { kind: 'about' } | { kind: 'step'; id: string } | { kind: 'slot'; name: string };

export const DIALOGS_KEY = ['dialog-list'];
/** Typing rests this long before the draft is checked. Milliseconds. */
const REST_MS = 400;

const useRested = <T>(value: T): T => {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), REST_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return rested;
};

/** What keeps the draft from going live, as it is typed. */
const useProblems = (draft: DialogDefinition): readonly DialogProblem[] => {
  const rested = useRested(draft);
  const read = useQuery({
    ...q.botDialogs.check.queryOptions({ input: { draft: cleaned(rested) }, retry: false, gcTime: 0 }),
    placeholderData: (before) => before,
  });
  return (read.data?.problems ?? []) as readonly DialogProblem[];
};

/** The HTTP actions there are; the first hundred are enough to choose from. */
export const useActions = () =>
  useQuery(q.httpActions.list.queryOptions({ input: { limit: 100 }, staleTime: 10_000 })).data?.items ?? [];

const useDraft = (first: DialogDefinition) => {
  const [history, setHistory] = useState(() => begin(first));
  const edit = (make: (before: DialogDefinition) => DialogDefinition, about?: string): void =>
    setHistory((before) => change(before, make(before.now), about));
  return {
    draft: history.now,
    edit,
    replace: (draft: DialogDefinition) => setHistory(begin(draft)),
    back: () => setHistory(back),
    forth: () => setHistory(forth),
    mayBack: history.past.length > 0,
    mayForth: history.future.length > 0,
  };
};

/** Saving, publishing and going back; `view` is what the server holds. */
const useKeeping = (first: DialogView, { draft, replace }: ReturnType<typeof useDraft>) => {
  const { t } = useTranslation('bot-dialogs');
  const go = useGo();
  const client = useQueryClient();
  const save = useSave(DIALOGS_KEY, q.botDialogs.history.key());
  const [view, setView] = useState(first);
  const [conflict, setConflict] = useState(false);
  const moves = useRef(false);
  const run = async (
    write: () => Promise<DialogView>,
    typed: 'kept' | 'replaced' = 'kept',
  ): Promise<boolean> =>
    save.run(async () => {
      try {
        const saved = await write();
        setConflict(false);
        setView(saved);
        client.setQueryData(q.botDialogs.show.queryKey({ input: { id: saved.id } }), saved as never);
        if (typed === 'replaced') replace(saved.draft);
      } catch (error) {
        setConflict(errorCode(error) === 'version-conflict');
        throw error;
      }
    });
  const { id } = view;
  const unsaved = (): boolean => !moves.current && !sameDefinition(cleaned(draft), cleaned(view.draft));
  const store = async (over = false): Promise<DialogView> => {
    const words = cleaned(draft);
    const version = over ? {} : { version: view.version };
    if (id !== '') return (await api.botDialogs.update({ id, draft: words, ...version })) as DialogView;
    return (await api.botDialogs.create({ draft: words })) as DialogView;
  };
  const onto = (made: DialogView): DialogView => {
    if (id !== '') return made;
    moves.current = true;
    go(`/bot/dialogs/${made.id}`);
    return made;
  };
  return {
    view,
    save,
    conflict,
    unsaved,
    keep: async (over = false) => {
      if (await run(async () => onto(await store(over)))) say(t('page:saved'));
    },
    publish: (override?: GateOverride) =>
      run(async () => {
        const kept = unsaved() ? await store() : view;
        // What is saved stays saved when it cannot go live.
        setView(kept);
        const live = await api.botDialogs.publish({
          id: kept.id,
          version: kept.version,
          ...(override ? { override } : {}),
        });
        return live as DialogView;
      }),
    rollBack: (to: number) =>
      run(
        async () => (await api.botDialogs.rollBack({ id, version: view.version, to })) as DialogView,
        'replaced',
      ),
    enable: (enabled: boolean) =>
      run(async () => (await api.botDialogs.update({ id, version: view.version, enabled })) as DialogView),
  };
};

/** Everything the editor's panes share. */
export const useEditor = (first: DialogView) => {
  const { t } = useTranslation('bot-dialogs');
  const may = useSession().abilities['manage-bot'] === true;
  const editing = useDraft(first.draft);
  const { draft, edit } = editing;
  const keeping = useKeeping(first, editing);
  const found = useProblems(draft);
  // Nobody is told what is missing before they began.
  const untouched = keeping.view.id === '' && !editing.mayBack;
  const problems = untouched ? [] : found;
  const actions = useActions();
  const [selected, select] = useState<Selected>({ kind: 'about' });
  const language = currentLanguage();
  const tell: Telling = useMemo(
    () => ({ t, language, definition: draft, actions }),
    [t, language, draft, actions],
  );
  /** Does it, and says so with the way back. */
  const take = (make: (before: DialogDefinition) => DialogDefinition, told: string): void => {
    const before = draft;
    edit(make);
    say(told, () => edit(() => before));
  };
  const setStep = (id: string, make: (step: DialogStep) => DialogStep, about?: string): void =>
    edit(
      (before) => ({ ...before, steps: before.steps.map((one) => (one.id === id ? make(one) : one)) }),
      about === undefined ? undefined : `step ${id} ${about}`,
    );
  const setSlot = (name: string, make: (slot: Slot) => Slot, about?: string): void =>
    edit(
      (before) => ({ ...before, slots: before.slots.map((one) => (one.name === name ? make(one) : one)) }),
      about === undefined ? undefined : `slot ${name} ${about}`,
    );
  return {
    ...editing,
    ...keeping,
    may,
    untouched,
    problems,
    actions,
    selected,
    select,
    tell,
    take,
    setStep,
    setSlot,
  };
};
export type Editor = ReturnType<typeof useEditor>;
