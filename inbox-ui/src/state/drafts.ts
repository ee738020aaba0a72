import { api } from '../api/client.ts';
import { createStore } from './store.ts';

export interface Draft {
  text: string;
  visibility: 'public' | 'note';
}
const SAVE_AFTER_MS = 1_200;
const PREFIX = 'madoguchi.draft.';
const key = (id: string): string => PREFIX + id;

/** The draft kept on this machine; undefined when there is none. */
export const localDraft = (id: string): Draft | undefined => {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key(id)) ?? 'null');
    if (typeof value !== 'object' || value === null || !('text' in value) || typeof value.text !== 'string')
      return undefined;
    return {
      text: value.text,
      visibility: 'visibility' in value && value.visibility === 'note' ? 'note' : 'public',
    };
  } catch {
    return undefined;
  }
};

const heldDrafts = (): Record<string, string> => {
  const found: Record<string, string> = {};
  try {
    for (const name of Object.keys(localStorage)) {
      const id = name.startsWith(PREFIX) ? name.slice(PREFIX.length) : undefined;
      const text = id === undefined ? undefined : localDraft(id)?.text.trim();
      if (id !== undefined && text !== undefined && text !== '') found[id] = text;
    }
  } catch {
    // A closed storage holds no drafts.
  }
  return found;
};

/** What is written and not sent on this machine, by conversation: the list marks it. */
export const drafts = createStore<Readonly<Record<string, string>>>(heldDrafts());

const markDraft = (id: string, text: string): void =>
  drafts.set((held) => {
    if ((held[id] ?? '') === text) return held;
    const { [id]: _, ...others } = held;
    return text === '' ? others : { ...others, [id]: text };
  });

/** The draft the server keeps for this agent, for when they wrote it on another machine. */
export const serverDraft = (id: string): Promise<Draft | undefined> =>
  api.conversations.draft.show({ id }).then(
    (draft) => (draft.text === '' ? undefined : draft),
    () => undefined,
  );

const timers = new Map<string, ReturnType<typeof setTimeout>>();

/** Keeps a draft: here at once, on the server a moment after the last key. `onSaved` is told when it is there. */
export const keepDraft = (id: string, draft: Draft, onSaved: () => void): void => {
  try {
    if (draft.text === '') localStorage.removeItem(key(id));
    else localStorage.setItem(key(id), JSON.stringify(draft));
  } catch {
    // The server's copy remains.
  }
  markDraft(id, draft.text.trim());
  clearTimeout(timers.get(id));
  timers.set(
    id,
    setTimeout(() => {
      api.conversations.draft.save({ id, ...draft }).then(onSaved, () => undefined);
    }, SAVE_AFTER_MS),
  );
};
