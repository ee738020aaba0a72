import { holdKeys, releaseKeys } from '../../keyboard/held-keys.ts';
import type { OutboxEntry } from '../../state/outbox.ts';
import { createStore } from '../../state/store.ts';

/** What the open composer lets others do. */
export interface ComposerHandle {
  conversationId: string;
  insert(text: string): void;
  takeBack(entry: OutboxEntry): void;
}

/** The open composer; undefined when there is none. */
export const composer = createStore<ComposerHandle | undefined>(undefined);

type Mode = 'public' | 'note';
let wanted: { conversationId: string; mode: Mode } | undefined;

/** R or N before the composer of the conversation is there: it takes the focus, and what is typed meanwhile, when it comes. */
export const wantComposer = (conversationId: string, mode: Mode): void => {
  wanted = { conversationId, mode };
  holdKeys();
};

/** What the composer that has just come was wanted for. */
export const takeWanted = (conversationId: string): { mode: Mode; typed: string } | undefined => {
  const mine = wanted?.conversationId === conversationId ? wanted : undefined;
  wanted = undefined;
  const typed = releaseKeys();
  return mine === undefined ? undefined : { mode: mine.mode, typed };
};

/** A refused message goes back into the composer to be changed. */
export const putBackIntoComposer = (entry: OutboxEntry): void => {
  const open = composer.get();
  if (open?.conversationId === entry.conversationId) open.takeBack(entry);
};
