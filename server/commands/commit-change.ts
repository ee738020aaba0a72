import { interaction } from '../domain/conversation/interaction.ts';
import type { Scope, Tx } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { actorOf, type EventDraft } from './change-conversation.ts';

/**
 * One transaction for a change that is not a conversation's: `work` writes with `tx` and says what happened; the interactions are stored with it
 * and dispatched after the commit. `work` may run several times: no I/O but the stores with `tx`.
 */
export const commitChange = async <T>(
  ports: Ports,
  scope: Scope,
  work: (tx: Tx, now: Date) => Promise<{ result: T; events: readonly EventDraft[] }>,
): Promise<T> => {
  const { result, rows } = await ports.stores.transaction(scope, async (tx) => {
    const now = ports.clock.now();
    const { result, events } = await work(tx, now);
    const rows = events.map((draft) =>
      interaction(draft.type, {
        id: ports.newId(),
        now,
        actor: draft.actor ?? actorOf(scope),
        refs: draft.refs ?? {},
        ...(draft.before ? { before: draft.before } : {}),
        after: draft.after,
      }),
    );
    if (rows.length > 0) await ports.stores.interactions.insert(scope, rows, tx);
    return { result, rows };
  });
  if (rows.length > 0) ports.dispatch(rows);
  return result;
};
