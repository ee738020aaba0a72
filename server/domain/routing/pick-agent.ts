import type { RoutingDecision } from '#contracts/conversation.ts';
import { MINUTE } from '#contracts/time.ts';
import type { Agent, Escalation, Queue } from './escalation.ts';

/** How long an agent who let an offer lapse is not asked again for it; one who declined it. */
export const LAPSED_PAUSE_MS = 2 * MINUTE;
export const DECLINED_PAUSE_MS = 10 * MINUTE;
/** An agent who let this many offers lapse in a row is not at their desk, whatever their presence says: away until they say otherwise. */
export const MISSED_OFFERS_LIMIT = 2;
/** A decision names at most this many; the chosen and the nearest come first. */
const MAX_CANDIDATES = 50;

type Candidate = RoutingDecision['candidates'][number];
export type Exclusion = NonNullable<Candidate['excluded']>;

/** An agent as routing sees them at one instant. */
export interface Desk {
  agent: Agent;
  /** `undefined`: no live socket. */
  presence: 'available' | 'away' | undefined;
  /** Open conversations the agent holds. */
  open: number;
  /** Offers the agent has not answered. */
  offers: number;
}

/** Too many offers in a row came to nothing. */
export const isResting = (agent: Pick<Agent, 'missedOffers'>): boolean =>
  (agent.missedOffers ?? 0) >= MISSED_OFFERS_LIMIT;

/** Who can be asked for conversations at all: agents; managers and administrators who are in a team, or where there is no agent yet. */
export const takesConversations = (agent: Agent, all: readonly Agent[]): boolean => {
  if (agent.disabled || agent.role === 'light') return false;
  if (agent.role === 'agent' || agent.teamIds.length > 0) return true;
  return !all.some((other) => other.role === 'agent' && !other.disabled);
};

/** Why an agent can never be the one for this escalation, however free; `undefined` = could be. */
export const unfit = (
  agent: Agent,
  escalation: Pick<Escalation, 'requiredSkills' | 'language' | 'teamId'>,
  queue: Pick<Queue, 'teamId'> | undefined,
): Exclusion | undefined => {
  const teamId = escalation.teamId ?? queue?.teamId;
  if (teamId !== undefined && !agent.teamIds.includes(teamId)) return 'not-in-team';
  if (!escalation.requiredSkills.every((skill) => agent.skills.includes(skill))) return 'no-skill';
  if (!agent.serves.includes(escalation.language)) return 'no-language';
  return undefined;
};

/** Slots an agent has left; an offer holds one. */
export const freeSlots = (desk: Desk): number => desk.agent.capacity - desk.open - desk.offers;

export interface PickAgentInput {
  escalation: Pick<Escalation, 'requiredSkills' | 'language' | 'teamId' | 'passed' | 'policy'>;
  queue: Pick<Queue, 'id' | 'teamId'> | undefined;
  desks: readonly Desk[];
  /** Who last served this customer. */
  lastAgentId?: string | undefined;
  /** Agents who just became available: an older lapse or refusal of theirs no longer counts. */
  fresh?: ReadonlySet<string>;
  now: Date;
}

const justPassed = (input: PickAgentInput, agentId: string): boolean =>
  !input.fresh?.has(agentId) &&
  input.escalation.passed.some(
    (pass) =>
      pass.agentId === agentId &&
      input.now.getTime() - pass.at.getTime() <
        (pass.how === 'declined' ? DECLINED_PAUSE_MS : LAPSED_PAUSE_MS),
  );

const exclusion = (input: PickAgentInput, desk: Desk): Exclusion | undefined => {
  const never = unfit(desk.agent, input.escalation, input.queue);
  if (never) return never;
  if (!desk.presence) return 'absent';
  if (desk.presence === 'away') return 'away';
  if (justPassed(input, desk.agent.id)) return 'already-offered';
  if (freeSlots(desk) <= 0) return 'at-capacity';
  return undefined;
};

interface Scored {
  desk: Desk;
  excluded: Exclusion | undefined;
  parts: { lastAgent: number; newToIt: number; freeShare: number; freeSlots: number; idleMs: number };
}

const scored = (input: PickAgentInput, desk: Desk): Scored => {
  const free = freeSlots(desk);
  const since = desk.agent.lastAcceptedAt ?? desk.agent.createdAt;
  return {
    desk,
    excluded: exclusion(input, desk),
    parts: {
      lastAgent: desk.agent.id === input.lastAgentId ? 1 : 0,
      newToIt: input.escalation.passed.some((pass) => pass.agentId === desk.agent.id) ? 0 : 1,
      freeShare: free / desk.agent.capacity,
      freeSlots: free,
      idleMs: Math.max(0, input.now.getTime() - since.getTime()),
    },
  };
};

/** Who comes first: not asked for it before, last served this customer, highest free share, most free slots, longest idle; then the id, so that it is decided. */
const ahead = (a: Scored, b: Scored): number =>
  b.parts.newToIt - a.parts.newToIt ||
  b.parts.lastAgent - a.parts.lastAgent ||
  b.parts.freeShare - a.parts.freeShare ||
  b.parts.freeSlots - a.parts.freeSlots ||
  b.parts.idleMs - a.parts.idleMs ||
  (a.desk.agent.id < b.desk.agent.id ? -1 : 1);

/** The excluded by how near they were: who is only busy first, who could never be the one last. */
const NEARNESS: readonly Exclusion[] = ['at-capacity', 'already-offered', 'away', 'absent'];
const nearness = ({ excluded }: Scored): number => {
  const index = excluded ? NEARNESS.indexOf(excluded) : -1;
  return index < 0 ? NEARNESS.length : index;
};
const nearer = (a: Scored, b: Scored): number => nearness(a) - nearness(b) || ahead(a, b);

/** One figure to show: free share in percent, + 100 for the customer's last agent, + 200 for one not asked before. */
const scoreOf = ({ parts }: Scored): number =>
  Math.round((parts.freeShare + parts.lastAgent + 2 * parts.newToIt) * 1_000) / 10;

const shown = (row: Scored): Candidate => ({
  agentId: row.desk.agent.id as Candidate['agentId'],
  name: row.desk.agent.name,
  ...(row.excluded
    ? { excluded: row.excluded }
    : {
        score: scoreOf(row),
        parts: { ...row.parts, freeShare: Math.round(row.parts.freeShare * 1_000) / 1_000 },
      }),
});

/**
 * Chooses the agent an escalation is offered to, and says why: every candidate with the reason of exclusion or the parts of the score.
 * Pure; `chosen` absent = nobody can be asked now. Free share then slots is Freshworks' rule: limits 10 and 5 share four as 3 and 1.
 */
export const pickAgent = (input: PickAgentInput): RoutingDecision => {
  const all = input.desks.map((desk) => desk.agent);
  const rows = input.desks
    .filter((desk) => takesConversations(desk.agent, all))
    .map((desk) => scored(input, desk));
  const possible = rows.filter((row) => !row.excluded).sort(ahead);
  const excluded = rows.filter((row) => row.excluded).sort(nearer);
  const best = possible[0];
  return {
    at: input.now.toISOString(),
    queueId: (input.queue?.id ?? 'none') as RoutingDecision['queueId'],
    requiredSkills: [...input.escalation.requiredSkills],
    candidates: [...possible, ...excluded].slice(0, MAX_CANDIDATES).map(shown),
    ...(best ? { chosen: best.desk.agent.id as Candidate['agentId'] } : {}),
    ...(input.escalation.policy ? { policy: input.escalation.policy } : {}),
  };
};

/** Somebody who fits is at their desk and available, free or not. Without this the customer is told that nobody is there. */
export const someoneThere = (input: Pick<PickAgentInput, 'escalation' | 'queue' | 'desks'>): boolean => {
  const all = input.desks.map((desk) => desk.agent);
  return input.desks.some(
    (desk) =>
      desk.presence === 'available' &&
      takesConversations(desk.agent, all) &&
      !unfit(desk.agent, input.escalation, input.queue),
  );
};

/** Two decisions that say the same apart from when and order: the second need not be stored. */
export const sameDecision = (a: RoutingDecision | undefined, b: RoutingDecision): boolean => {
  if (!a || a.chosen !== b.chosen || a.candidates.length !== b.candidates.length) return false;
  const said = new Map(a.candidates.map((candidate) => [candidate.agentId, candidate.excluded]));
  return b.candidates.every(
    (candidate) => said.has(candidate.agentId) && said.get(candidate.agentId) === candidate.excluded,
  );
};
