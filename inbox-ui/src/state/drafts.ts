import { api } from '../api/client.ts';

export interface Draft {
  text: string;
  visibility: 'public' | 'note';
}
const SAVE_AFTER_MS = 1_200;
const key = (id: string): string => `madoguchi.draft.${id}`;

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
  clearTimeout(timers.get(id));
  timers.set(
    id,
    setTimeout(() => {
      api.conversations.draft.save({ id, ...draft }).then(onSaved, () => undefined);
    }, SAVE_AFTER_MS),
  );
};
