import { MINUTE, SECOND } from '#contracts/time.ts';
import type { Escalation, Queue } from '../domain/routing/escalation.ts';
import {
  type Desk,
  freeSlots,
  isResting,
  type PickAgentInput,
  pickAgent,
  sameDecision,
  someoneThere,
} from '../domain/routing/pick-agent.ts';
import { servingOrder } from '../domain/routing/priority.ts';
import { system } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { offerEscalation, withDecision } from './offer-escalation.ts';
import { tellNobodyThere } from './tell-nobody-there.ts';

/** How long an agent may hold an offer where the queue says nothing. */
const DEFAULT_OFFER_MS = 30 * SECOND;
const LONGEST_OFFER_MS = 10 * MINUTE;
/** Waiting ones looked at in one run. */
const MAX_WAITING = 500;
/** The next few show why nobody could be asked; the rest of a long queue is told when its turn comes near. */
const DECISIONS_SHOWN = 20;

/** Agents, queues and who waits, at one instant. Offers made in a run are counted on the desks. */
interface Floor {
  desks: Desk[];
  queues: readonly Queue[];
  waiting: Escalation[];
}

const scope = system('routing');

const loadFloor = async (ports: Ports, waiting: Escalation[]): Promise<Floor> => {
  const [agents, queues, presence, open] = await Promise.all([
    ports.stores.agents.list(scope),
    ports.stores.agents.queues(scope),
    ports.presence.states(),
    ports.stores.conversations.openCounts(scope),
  ]);
  const desks = agents.map((agent) => ({
    agent,
    // Said here too, not by presence alone: no offer may slip in before presence has been changed.
    presence: presence[agent.id] && isResting(agent) ? ('away' as const) : presence[agent.id],
    open: open[agent.id] ?? 0,
    offers: waiting.filter((row) => row.state === 'offered' && row.offeredTo === agent.id).length,
  }));
  return { desks, queues, waiting };
};

/** The agent who last served the customer; asked only when there is a choice to make. */
const lastAgentFor = async (
  ports: Ports,
  escalation: Escalation,
  choices: number,
): Promise<string | undefined> => {
  if (choices < 2) return undefined;
  const aliases = await ports.stores.customers.aliases(scope, escalation.customerId);
  return await ports.stores.escalations.lastAgentOf(
    scope,
    aliases.length > 0 ? aliases : [escalation.customerId],
  );
};

const decide = async (ports: Ports, escalation: Escalation, input: PickAgentInput) => {
  const first = pickAgent(input);
  const choices = first.candidates.filter((candidate) => !candidate.excluded).length;
  const lastAgentId = await lastAgentFor(ports, escalation, choices);
  return lastAgentId ? pickAgent({ ...input, lastAgentId }) : first;
};

/** Offers to the best agent; should that one turn out to be full, to the next. False when nobody could be asked. */
const offerToBest = async (
  ports: Ports,
  floor: Floor,
  escalation: Escalation,
  fresh: ReadonlySet<string>,
): Promise<boolean> => {
  const queue = floor.queues.find((q) => q.id === escalation.queueId);
  const timeoutMs = Math.min(queue?.offerTimeoutMs ?? DEFAULT_OFFER_MS, LONGEST_OFFER_MS);
  for (let tries = 0; tries <= floor.desks.length; tries++) {
    const now = ports.clock.now();
    const decision = await decide(ports, escalation, { escalation, queue, desks: floor.desks, fresh, now });
    const desk = floor.desks.find((d) => d.agent.id === decision.chosen);
    if (!desk) return false;
    const result = await offerEscalation(ports, {
      escalation,
      agentId: desk.agent.id,
      decision,
      timeoutMs,
    });
    if (result !== 'full') {
      if (result === 'offered') desk.offers += 1;
      return true;
    }
    desk.open += Math.max(1, freeSlots(desk));
  }
  return false;
};

/** Nobody could be asked: why is kept where it is new, and the customer is told once when nobody is there at all. */
const leaveWaiting = async (
  ports: Ports,
  floor: Floor,
  escalation: Escalation,
  fresh: ReadonlySet<string>,
  place: number,
): Promise<void> => {
  const queue = floor.queues.find((q) => q.id === escalation.queueId);
  const input: PickAgentInput = { escalation, queue, desks: floor.desks, fresh, now: ports.clock.now() };
  const decision = pickAgent(input);
  const last = escalation.decisions.at(-1);
  if (!last || (place < DECISIONS_SHOWN && !sameDecision(last, decision)))
    await ports.stores.escalations.update(scope, escalation.id, escalation.version, {
      set: { decisions: withDecision(escalation, decision) },
    });
  if (!escalation.nobodyThereAt && !someoneThere(input))
    await tellNobodyThere(ports, {
      conversationId: escalation.conversationId,
      escalationId: escalation.id,
    });
};

/** Serves the waiting ones in order: whom nobody can take now is stepped over, not waited for. */
const route = async (ports: Ports, waiting: Escalation[], fresh: ReadonlySet<string>): Promise<void> => {
  if (!waiting.some((escalation) => escalation.state === 'queued')) return;
  const floor = await loadFloor(ports, waiting);
  const queued = waiting.filter((escalation) => escalation.state === 'queued').sort(servingOrder);
  for (const [place, escalation] of queued.entries()) {
    if (await offerToBest(ports, floor, escalation, fresh)) continue;
    await leaveWaiting(ports, floor, escalation, fresh, place);
  }
};

/** After a run the next one waits this many times as long as it took, so that a long queue leaves the process to its customers; never longer than the second. */
const REST = { times: 3, atMostMs: 250 };

/** One run of a process at a time; who asks meanwhile shares the one that follows, so that many askers cost two runs. */
interface Runs {
  running: Promise<void>;
  /** Until then the next run waits; by `performance.now()`. */
  restUntil: number;
  next?: { done: Promise<void>; fresh: Set<string>; ids: Set<string> } | undefined;
}
const runsOf = new WeakMap<Ports['stores'], Runs>();

const rest = async ({ restUntil }: Runs): Promise<void> => {
  const ms = Math.ceil(restUntil - performance.now());
  if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
};

const runOnce = async (ports: Ports, fresh: ReadonlySet<string>, ids: ReadonlySet<string>): Promise<void> => {
  const waiting = await ports.stores.escalations.waiting(scope, undefined, MAX_WAITING);
  const known = new Set(waiting.map((row) => row.id));
  // Behind the first five hundred only those asked for by name are looked at.
  for (const id of ids) {
    const row = known.has(id) ? undefined : await ports.stores.escalations.get(scope, id);
    if (row?.state === 'queued') waiting.push(row);
  }
  await route(ports, waiting, fresh);
};

const runSoon = (ports: Ports, fresh: readonly string[], ids: readonly string[]): Promise<void> => {
  const runs = runsOf.get(ports.stores) ?? { running: Promise.resolve(), restUntil: 0 };
  runsOf.set(ports.stores, runs);
  if (runs.next) {
    for (const agentId of fresh) runs.next.fresh.add(agentId);
    for (const id of ids) runs.next.ids.add(id);
    return runs.next.done;
  }
  const mine = { fresh: new Set(fresh), ids: new Set(ids) };
  const done = runs.running
    .catch(() => undefined)
    .then(() => rest(runs))
    .then(async () => {
      runs.running = done;
      runs.next = undefined;
      const from = performance.now();
      await runOnce(ports, mine.fresh, mine.ids).finally(() => {
        const to = performance.now();
        runs.restUntil = to + Math.min(REST.atMostMs, (to - from) * REST.times);
      });
    });
  runs.next = { ...mine, done };
  return done;
};

/**
 * Offers what waits to whoever can take it. Called when somebody becomes available and when a slot frees; safe to call at any time and by several at once.
 * `fresh`: agents who just became available, whose earlier lapses no longer count.
 */
export const routeWaiting = (ports: Ports, options: { fresh?: readonly string[] } = {}): Promise<void> =>
  runSoon(ports, options.fresh ?? [], []);

/** The job `route-escalation`: serves this one in its turn, so those before it are served first. Nothing happens when it no longer waits. */
export const routeEscalation = async (ports: Ports, input: { escalationId: string }): Promise<void> => {
  const escalation = await ports.stores.escalations.get(scope, input.escalationId);
  if (escalation?.state === 'queued') await runSoon(ports, [], [escalation.id]);
};
