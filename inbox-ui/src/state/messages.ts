import type { MessageView } from '#contracts/message.ts';

/** A conversation's messages as far as they are loaded, by `seq`, each once. */
export interface LoadedThread {
  messages: readonly MessageView[];
  /** The oldest message is loaded. */
  complete: boolean;
}

export const EMPTY_THREAD: LoadedThread = { messages: [], complete: false };

/** Merges messages by id: the higher version wins, the rest stays. Sorted by `seq`. */
export const mergeMessages = (
  held: readonly MessageView[],
  incoming: readonly MessageView[],
): readonly MessageView[] => {
  const byId = new Map(held.map((message) => [message.id as string, message]));
  let changed = false;
  for (const message of incoming) {
    const known = byId.get(message.id);
    if (known !== undefined && known.version >= message.version) continue;
    byId.set(message.id, message);
    changed = true;
  }
  return changed ? [...byId.values()].sort((a, b) => a.seq - b.seq) : held;
};

/** Highest `seq` held; 0 when nothing is. */
export const lastSeq = (messages: readonly MessageView[]): number => messages[messages.length - 1]?.seq ?? 0;

/** Lowest `seq` held; 0 when nothing is. */
export const firstSeq = (messages: readonly MessageView[]): number => messages[0]?.seq ?? 0;

/**
 * Where to read again from: the `seq` before the first hole in what is held, or before what the conversation is
 * known to have (`expectedSeq`) beyond it. Undefined when nothing is missing: `seq` has no gaps on the server.
 */
export const missingAfter = (messages: readonly MessageView[], expectedSeq = 0): number | undefined => {
  for (let index = 1; index < messages.length; index += 1) {
    const before = messages[index - 1]?.seq ?? 0;
    if ((messages[index]?.seq ?? 0) - before > 1) return before;
  }
  const last = lastSeq(messages);
  return messages.length > 0 && expectedSeq > last ? last : undefined;
};

/** The order people see: the provider's time, its counter, then the order of acceptance. */
export const shownOrder = (a: MessageView, b: MessageView): number =>
  a.at.localeCompare(b.at) || a.counter - b.counter || a.seq - b.seq;
