import type { Redis } from 'ioredis';
import { QUEUE_DEFAULTS } from '#contracts/jobs.ts';
import { SECOND } from '#contracts/time.ts';
import type { PresencePort } from '../ports/realtime-port.ts';
import type { Log } from '../ports.ts';

export type Choice = 'available' | 'away';

/** Times of presence, milliseconds. Shorter ones are for tests. */
export interface PresenceTimes {
  /** A socket's lease. */
  leaseMs: number;
  /** How often the server renews it while the socket lives. */
  renewMs: number;
  /** Between two looks at who is gone. */
  lookMs: number;
  /** After the last socket, the agent is gone. */
  lostMs: number;
  visitorLeaseMs: number;
}

export const PRESENCE_TIMES: PresenceTimes = {
  leaseMs: 15 * SECOND,
  renewMs: 5 * SECOND,
  lookMs: SECOND,
  lostMs: 20 * SECOND,
  visitorLeaseMs: 15 * SECOND,
};

const NOW = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`;

/* KEYS leases (agent|socket → until), alive (agent → last beat), choice (agent → state). Redis' clock throughout. */
const BEAT = `${NOW}
redis.call('ZADD', KEYS[1], now + tonumber(ARGV[1]), ARGV[3])
local came = redis.call('HSET', KEYS[2], ARGV[2], now)
if ARGV[4] ~= '' then redis.call('HSETNX', KEYS[3], ARGV[2], ARGV[4]) end
return { came, redis.call('HGET', KEYS[3], ARGV[2]) or 'available' }
`;

const LEAVE = `${NOW}
redis.call('ZREM', KEYS[1], ARGV[2])
if redis.call('HEXISTS', KEYS[2], ARGV[1]) == 1 then redis.call('HSET', KEYS[2], ARGV[1], now) end
return 1
`;

/* KEYS as above, then epoch. Answers now, epoch, live leases, alive and choice as flat lists. */
const LOOK = `${NOW}
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('SET', KEYS[4], ARGV[1], 'NX')
return { now, redis.call('GET', KEYS[4]), redis.call('ZRANGE', KEYS[1], 0, -1),
  redis.call('HGETALL', KEYS[2]), redis.call('HGETALL', KEYS[3]) }
`;

/* Marks agents as alive now: only those unknown (a wipe, a start), or all (Redis was away and nobody could beat). */
const MARK = `${NOW}
for i = 2, #ARGV do
  if ARGV[1] == 'all' then redis.call('HSET', KEYS[2], ARGV[i], now) else redis.call('HSETNX', KEYS[2], ARGV[i], now) end
end
return 1
`;

const FORGET = `
for _, member in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  if string.sub(member, 1, #ARGV[1] + 1) == ARGV[1] .. '|' then return 0 end
end
redis.call('HDEL', KEYS[3], ARGV[1])
return redis.call('HDEL', KEYS[2], ARGV[1])
`;

/** Who is here, as Redis holds it at one instant. */
export interface PresenceLook {
  /** Redis' clock, milliseconds. */
  now: number;
  /** Changes when Redis was wiped. */
  epoch: string;
  live: Set<string>;
  /** Last beat or leave of each agent not yet given up. */
  alive: Map<string, number>;
  choice: Map<string, Choice>;
}

const pairs = (flat: readonly string[]): [string, string][] => {
  const found: [string, string][] = [];
  for (let at = 0; at + 1 < flat.length; at += 2) found.push([flat[at] ?? '', flat[at + 1] ?? '']);
  return found;
};

const isChoice = (value: unknown): value is Choice => value === 'available' || value === 'away';

/**
 * Choices this process heard of, to say again after a wipe. One that Redis has not held for `keepMs`, looked at all the while,
 * was given up with its agent: who comes back later is available.
 */
class RememberedChoices {
  readonly #keepMs: number;
  readonly #choices = new Map<string, { state: Choice; missingSince?: number }>();

  constructor(keepMs: number) {
    this.#keepMs = keepMs;
  }

  get(agentId: string): Choice | undefined {
    return this.#choices.get(agentId)?.state;
  }

  set(agentId: string, state: Choice): void {
    this.#choices.set(agentId, { state });
  }

  delete(agentId: string): void {
    this.#choices.delete(agentId);
  }

  learn({ now, choice }: PresenceLook): void {
    for (const [agentId, state] of choice) this.set(agentId, state);
    for (const [agentId, remembered] of this.#choices) {
      if (choice.has(agentId)) continue;
      remembered.missingSince ??= now;
      if (now - remembered.missingSince >= this.#keepMs) this.#choices.delete(agentId);
    }
  }
}

/** Presence in Redis: leases by socket. `watchPresence` tells who came and is gone. */
export class Presence implements PresencePort {
  readonly times: PresenceTimes;
  readonly #redis: Redis;
  readonly #prefix: string;
  readonly #log: Log;
  /** Answered while Redis is away. */
  #last: PresenceLook = { now: 0, epoch: '', live: new Set(), alive: new Map(), choice: new Map() };
  readonly #choices: RememberedChoices;
  /** Agents this process announced; the watch strikes out those its looks have covered. */
  readonly announced = new Set<string>();

  constructor(redis: Redis, log: Log, options: { prefix?: string; times?: Partial<PresenceTimes> } = {}) {
    this.#redis = redis;
    this.#log = log;
    this.#prefix = options.prefix ?? QUEUE_DEFAULTS.prefix;
    this.times = { ...PRESENCE_TIMES, ...options.times };
    this.#choices = new RememberedChoices(this.times.lostMs);
  }

  async states(): Promise<Record<string, Choice>> {
    let look = this.#last;
    try {
      look = await this.look();
    } catch (error) {
      this.#log.warn({ error: String(error) }, 'presence: Redis is away, answering what was last known');
    }
    return Object.fromEntries(
      [...look.live].map((agentId) => [agentId, look.choice.get(agentId) ?? 'available']),
    );
  }

  async set(agentId: string, state: Choice): Promise<void> {
    this.#choices.set(agentId, state);
    await this.#redis.hset(this.#key('choice'), agentId, state);
    // Answers to what was asked before may have said the older choice meanwhile; on one connection none comes after this.
    this.#choices.set(agentId, state);
  }

  async beat(agentId: string, socketId: string): Promise<void> {
    await this.announce(agentId, socketId);
  }

  /** Renews the lease and says the choice again if Redis forgot it. `came`: nobody knew the agent was here. */
  async announce(agentId: string, socketId: string): Promise<{ came: boolean; state: Choice }> {
    const known = this.#choices.get(agentId) ?? '';
    const member = `${agentId}|${socketId}`;
    const answer = await this.#run(BEAT, String(this.times.leaseMs), agentId, member, known);
    const [came, state] = answer as [number, string];
    const choice = isChoice(state) ? state : 'available';
    this.#choices.set(agentId, choice);
    this.announced.add(agentId);
    return { came: came === 1, state: choice };
  }

  async leave(agentId: string, socketId: string): Promise<void> {
    await this.#run(LEAVE, agentId, `${agentId}|${socketId}`);
  }

  async visitorOnline(threadId: string): Promise<boolean> {
    return (await this.#redis.exists(this.#visitor(threadId))) === 1;
  }

  async visitorBeat(threadId: string, _socketId: string): Promise<void> {
    await this.visitorsBeat([threadId]);
  }

  /** One round trip for all visitors of this process. */
  async visitorsBeat(threadIds: readonly string[]): Promise<void> {
    const pipeline = this.#redis.pipeline();
    for (const threadId of threadIds)
      pipeline.set(this.#visitor(threadId), '1', 'PX', this.times.visitorLeaseMs);
    await pipeline.exec();
  }

  /** The visitor's last tab of this process is closed. */
  async visitorLeave(threadId: string): Promise<void> {
    await this.#redis.del(this.#visitor(threadId));
  }

  /** Throws when Redis is away. */
  async look(): Promise<PresenceLook> {
    const fresh = `${Date.now()}-${Math.random()}`;
    const answer = (await this.#run(LOOK, fresh)) as [number, string, string[], string[], string[]];
    const [now, epoch, leases, alive, choice] = answer;
    const look: PresenceLook = {
      now,
      epoch,
      live: new Set(leases.map((member) => member.slice(0, member.indexOf('|')))),
      alive: new Map(pairs(alive).map(([agentId, at]) => [agentId, Number(at)])),
      choice: new Map(pairs(choice).filter((pair): pair is [string, Choice] => isChoice(pair[1]))),
    };
    this.#choices.learn(look);
    this.#last = look;
    return look;
  }

  async mark(agentIds: readonly string[], which: 'unknown' | 'all'): Promise<void> {
    if (agentIds.length > 0) await this.#run(MARK, which, ...agentIds);
  }

  /** True for the one process that may tell of this agent for the next 10 s. */
  async claim(agentId: string): Promise<boolean> {
    return (await this.#redis.set(this.#key(`claim:${agentId}`), '1', 'PX', 10 * SECOND, 'NX')) === 'OK';
  }

  async unclaim(agentId: string): Promise<void> {
    await this.#redis.del(this.#key(`claim:${agentId}`));
  }

  /** Gives the agent up, unless a socket came meanwhile. */
  async forget(agentId: string): Promise<boolean> {
    const forgotten = (await this.#run(FORGET, agentId)) === 1;
    if (forgotten) this.#choices.delete(agentId);
    return forgotten;
  }

  #run(script: string, ...args: string[]): Promise<unknown> {
    const keys = [this.#key('leases'), this.#key('alive'), this.#key('choice'), this.#key('epoch')];
    return this.#redis.eval(script, keys.length, ...keys, ...args);
  }

  #key(name: string): string {
    return `${this.#prefix}:presence:${name}`;
  }

  #visitor(threadId: string): string {
    return `${this.#prefix}:visitor:${threadId}`;
  }
}
