import { system } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import type { Reaction } from './reaction.ts';
import { pushStates } from './tell-waiting.ts';

const scope = system('on-queue-moved');
/** The next in each line see their place move; those further back when they reconnect or come nearer. */
const TOLD = 20;

/** Under load a queue moves many times a second: a line is told at once, then again when this is over. */
const REST_MS = 300;

/** Who stood at the head of each line when it was last told. A push that was lost is made good by the visitor's next look. */
const lastTold = new WeakMap<Ports['stores'], Map<string | undefined, readonly string[]>>();

/** Pushes their new place to the visitors at the head of a queue who moved, but for the conversations in `told`: those are pushed with their own change. */
const tellLine = async (
  ports: Ports,
  queueId: string | undefined,
  told: ReadonlySet<string>,
): Promise<void> => {
  const heads = lastTold.get(ports.stores) ?? new Map<string | undefined, readonly string[]>();
  lastTold.set(ports.stores, heads);
  const before = heads.get(queueId) ?? [];
  const ids = await ports.stores.escalations.line(scope, queueId, TOLD);
  heads.set(queueId, ids);
  const moved = ids.filter((id, at) => before[at] !== id);
  const line = await Promise.all(moved.map((id) => ports.stores.escalations.get(scope, id)));
  await pushStates(
    ports,
    line.flatMap((row) => (row && !told.has(row.conversationId) ? [row] : [])),
  );
};

/** A line at rest; `again`: it moved meanwhile, and whom the last move told itself: they know the newest place. */
interface Rest {
  again?: ReadonlySet<string>;
}
const resting = new WeakMap<Ports['stores'], Map<string | undefined, Rest>>();

/** Tells a line, at most once in `REST_MS`; what moves meanwhile is told together afterwards. */
const tellPaced = async (
  ports: Ports,
  queueId: string | undefined,
  told: ReadonlySet<string>,
): Promise<void> => {
  const lines = resting.get(ports.stores) ?? new Map<string | undefined, Rest>();
  resting.set(ports.stores, lines);
  const rest = lines.get(queueId);
  if (rest) {
    rest.again = told;
    return;
  }
  const mine: Rest = {};
  lines.set(queueId, mine);
  setTimeout(() => {
    lines.delete(queueId);
    if (!mine.again) return;
    tellPaced(ports, queueId, mine.again).catch((error: unknown) =>
      ports.log.warn({ error: String(error) }, 'a line was not told its places; the next move tells them'),
    );
  }, REST_MS).unref();
  await tellLine(ports, queueId, told);
};

/** Somebody left a queue or came into it: those who wait see where they stand now. A hint, like every push. */
export const onQueueMoved: Reaction = {
  name: 'on-queue-moved',
  types: ['escalation.queued', 'escalation.accepted', 'escalation.cancelled'],
  run: async (ports, interactions) => {
    const told = new Set(interactions.flatMap((i) => i.refs.conversation ?? []));
    for (const queueId of new Set(interactions.map((i) => i.refs.queue)))
      await tellPaced(ports, queueId, told);
  },
};
