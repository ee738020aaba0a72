import type { AnyInteraction, EventType } from '#contracts/events.ts';
import type { DispatchHints, Ports } from '../ports.ts';

/**
 * What happens after a commit. Gets the interactions of its types in commit order, possibly again after a crash: idempotent by interaction id.
 * A throw leaves them pending; the sweep hands them out again.
 */
export interface Reaction {
  name: string;
  types: readonly EventType[] | 'all';
  run(ports: Ports, interactions: readonly AnyInteraction[], hints: DispatchHints): Promise<void>;
}
