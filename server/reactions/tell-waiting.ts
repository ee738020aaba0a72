import type { Escalation } from '../domain/routing/escalation.ts';
import { system } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { widgetStateOf } from '../queries/widget-state.ts';

const scope = system('tell-waiting');
const MAX_WAITING = 500;
/** Agents come in groups: those who wait are told once for all of them. */
const QUIET_MS = 1_000;

/** Pushes their state to the visitors behind these escalations; who waits on another channel sees none. A hint, like every push. */
export const pushStates = async (ports: Ports, waiting: readonly Escalation[]): Promise<void> => {
  const ids = waiting.map((row) => row.conversationId);
  if (ids.length === 0) return;
  for (const conversation of await ports.stores.conversations.many(scope, ids))
    for (const thread of conversation.threads)
      if (thread.channel === 'web-chat')
        ports.realtime.toVisitor(thread.id, { state: await widgetStateOf(ports, thread.id, conversation) });
};

const due = new WeakMap<Ports['stores'], Promise<void>>();

/** An agent came or went: everybody who waits learns whether somebody is there now. Several calls within a second are one. Never throws. */
export const tellWaiting = (ports: Ports): Promise<void> => {
  const standing = due.get(ports.stores);
  if (standing) return standing;
  const run = async (): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, QUIET_MS).unref());
    due.delete(ports.stores);
    try {
      await pushStates(ports, await ports.stores.escalations.waiting(scope, undefined, MAX_WAITING));
    } catch (error) {
      ports.log.warn(
        { error: String(error) },
        'who waits was not told of presence; they learn it at their next change',
      );
    }
  };
  const running = run();
  due.set(ports.stores, running);
  return running;
};
