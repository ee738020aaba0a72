import { type Scope, system } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import type { Reaction } from './reaction.ts';

const scope = system('on-counts-moved');

/** Times of the pushes, milliseconds. Shorter ones are for tests. */
interface CountsTimes {
  /** From the first change to the push: a burst is one. */
  afterMs: number;
  /** Between two pushes at least. */
  everyMs: number;
}
const COUNTS_TIMES: CountsTimes = { afterMs: 150, everyMs: 500 };
/** Counting may take this share of the time: the longer it took, the longer the pause after it, up to `MAX_PAUSE_MS`. */
const SHARE = 0.1;
const MAX_PAUSE_MS = 4_000;

const countAll = async (ports: Ports): Promise<void> => {
  const [present, agents] = await Promise.all([ports.presence.states(), ports.stores.agents.list(scope)]);
  for (const agent of agents) {
    if (present[agent.id] === undefined || agent.disabled) continue;
    const own: Scope = { kind: 'agent', agentId: agent.id, role: agent.role, teamIds: agent.teamIds };
    const counts = await ports.stores.conversations.counts(own, agent.id);
    ports.realtime.toAgents(`agent:${agent.id}`, 'counts.changed', { counts });
  }
};

/**
 * What a change moved in the counts of the views reaches every agent who is here, as each may see it. One push an agent per `everyMs` and process,
 * later when counting is slow. A hint: a push that fails is made good by the next, or by reading again.
 */
export const createOnCountsMoved = (times: CountsTimes = COUNTS_TIMES): Reaction => {
  let waiting: NodeJS.Timeout | undefined;
  let running = false;
  let again = false;
  let notBefore = 0;

  const count = async (ports: Ports): Promise<void> => {
    waiting = undefined;
    running = true;
    const begun = performance.now();
    try {
      await countAll(ports);
    } catch (error) {
      ports.log.debug({ error: String(error) }, 'counts not pushed; the next change pushes them');
    }
    const took = performance.now() - begun;
    notBefore = begun + Math.max(times.everyMs, took + Math.min(MAX_PAUSE_MS, took / SHARE - took));
    running = false;
    if (again) plan(ports);
  };
  const plan = (ports: Ports): void => {
    again = running;
    if (running || waiting) return;
    waiting = setTimeout(
      () => void count(ports),
      Math.max(times.afterMs, notBefore - performance.now()),
    ).unref();
  };

  return {
    name: 'on-counts-moved',
    types: [
      'conversation.opened',
      'conversation.reopened',
      'conversation.assigned',
      'conversation.resolved',
      'conversation.snoozed',
      'conversation.woken',
      'conversation.status-changed',
      'conversation.handed-back',
      'conversation.taken-over',
      'conversation.spam-marked',
      'conversation.spam-cleared',
      'conversation.ended',
      'escalation.queued',
      'escalation.accepted',
      'escalation.cancelled',
      'escalation.nobody-there',
      'note.added',
    ],
    run: async (ports) => plan(ports),
  };
};
