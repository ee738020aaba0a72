import type { Redis } from 'ioredis';
import { QUEUE_DEFAULTS } from '#contracts/jobs.ts';
import { MINUTE, SECOND } from '#contracts/time.ts';

/** Who looks at a conversation and who types, over all processes. */
export interface Attention {
  /** Agent ids, each once. */
  viewers: string[];
  /** Agent ids typing a reply or a note. */
  typing: string[];
  customerTyping: boolean;
  /** An agent types a public reply: what the customer may see. */
  replyTyping: boolean;
}

/** Milliseconds. */
export interface WatchingTimes {
  viewerMs: number;
  /** Typing said once holds this long; clients say it again every few seconds. */
  typingMs: number;
}
export const WATCHING_TIMES: WatchingTimes = { viewerMs: 15 * SECOND, typingMs: 6 * SECOND };

const KEEP_MS = MINUTE;
const CUSTOMER = 'c';

/* KEYS viewers, typing (member → until). ARGV key number or 0, member, ms (0 = remove), keep. Answers both lists. */
const TOUCH = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local which = tonumber(ARGV[1])
if which > 0 then
  if tonumber(ARGV[3]) > 0 then redis.call('ZADD', KEYS[which], now + tonumber(ARGV[3]), ARGV[2])
  else redis.call('ZREM', KEYS[which], ARGV[2]) end
end
local lists = {}
for i = 1, 2 do
  redis.call('ZREMRANGEBYSCORE', KEYS[i], '-inf', now)
  redis.call('PEXPIRE', KEYS[i], tonumber(ARGV[4]))
  lists[i] = redis.call('ZRANGE', KEYS[i], 0, 199)
end
return lists
`;

type Change =
  | { kind: 'none' }
  | { kind: 'view'; agentId: string; socketId: string; on: boolean }
  | { kind: 'type'; agentId: string; note: boolean; on: boolean }
  | { kind: 'customer-type'; on: boolean };

/** Viewers and typing in Redis, by leases. When Redis is away nobody is seen. */
export class Watching {
  readonly times: WatchingTimes;
  readonly #redis: Redis;
  readonly #prefix: string;

  constructor(redis: Redis, options: { prefix?: string; times?: Partial<WatchingTimes> } = {}) {
    this.#redis = redis;
    this.#prefix = options.prefix ?? QUEUE_DEFAULTS.prefix;
    this.times = { ...WATCHING_TIMES, ...options.times };
  }

  /** Makes one change and answers what holds after it. Throws when Redis is away. */
  async touch(conversationId: string, change: Change = { kind: 'none' }): Promise<Attention> {
    const [which, member, ms] = this.#argsOf(change);
    const answer = await this.#redis.eval(
      TOUCH,
      2,
      `${this.#prefix}:view:${conversationId}`,
      `${this.#prefix}:type:${conversationId}`,
      which,
      member,
      ms,
      KEEP_MS,
    );
    const [viewers, typing] = answer as [string[], string[]];
    const agents = typing.filter((entry) => entry !== CUSTOMER);
    return {
      viewers: unique(viewers.map((entry) => entry.slice(0, entry.indexOf('|')))),
      typing: unique(agents.map((entry) => entry.slice(2))),
      customerTyping: typing.includes(CUSTOMER),
      replyTyping: agents.some((entry) => entry.startsWith('a:')),
    };
  }

  #argsOf(change: Change): [which: 0 | 1 | 2, member: string, ms: number] {
    const { viewerMs, typingMs } = this.times;
    switch (change.kind) {
      case 'none':
        return [0, '', 0];
      case 'view':
        return [1, `${change.agentId}|${change.socketId}`, change.on ? viewerMs : 0];
      case 'type':
        return [2, `${change.note ? 'n' : 'a'}:${change.agentId}`, change.on ? typingMs : 0];
      case 'customer-type':
        return [2, CUSTOMER, change.on ? typingMs : 0];
    }
  }
}

const unique = (names: readonly string[]): string[] => [...new Set(names)].sort();

export const NOBODY: Attention = { viewers: [], typing: [], customerTyping: false, replyTyping: false };
