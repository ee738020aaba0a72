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

/** A refused message goes back into the composer to be changed. */
export const putBackIntoComposer = (entry: OutboxEntry): void => {
  const open = composer.get();
  if (open?.conversationId === entry.conversationId) open.takeBack(entry);
};
