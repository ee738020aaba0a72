import { SECOND } from '#contracts/time.ts';
import { estimateWait, WAITS_USED } from '../domain/routing/estimate-wait.ts';
import { system } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';

const scope = system('usual-wait');
/** The estimate moves slowly and every visitor asks for it. */
const KEPT_MS = 30 * SECOND;
const MAX_LINE = 500;
const kept = new WeakMap<Ports['stores'], { waitMs: number | undefined; until: number }>();

/** How long somebody who asks for a person now would wait in the default queue; `undefined` while five waits are not known. Milliseconds. */
export const usualWait = async (ports: Ports): Promise<number | undefined> => {
  const now = ports.clock.now().getTime();
  const known = kept.get(ports.stores);
  if (known && known.until > now) return known.waitMs;
  const queue = (await ports.stores.agents.queues(scope)).find((q) => q.isDefault);
  const [waits, line] = queue
    ? await Promise.all([
        ports.stores.escalations.lastWaits(scope, queue.id, WAITS_USED),
        ports.stores.escalations.line(scope, queue.id, MAX_LINE),
      ])
    : [[], []];
  const waitMs = estimateWait(waits, line.length + 1);
  kept.set(ports.stores, { waitMs, until: now + KEPT_MS });
  return waitMs;
};
