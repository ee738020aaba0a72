import type { Redis } from 'ioredis';
import { QUEUE_DEFAULTS } from '#contracts/jobs.ts';
import type { Log } from '../ports.ts';

export interface LaneNudge {
  /** Tells the processes that drain about lanes of theirs. Best effort: the sweep of the ledger finds what this fails to tell. */
  tell(lanes: readonly string[]): void;
  close(): Promise<void>;
}

/** `publish`: fails fast; `subscribe`: a connection of its own, duplicated here. */
export const createLaneNudge = async (options: {
  publish: Redis;
  subscribe: Redis;
  prefix?: string;
  log: Log;
  told(lanes: readonly string[]): void;
}): Promise<LaneNudge> => {
  const channel = `${options.prefix ?? QUEUE_DEFAULTS.prefix}:lanes`;
  const subscriber = options.subscribe.duplicate();
  subscriber.on('error', () => undefined); // It comes back by itself; the sweep covers the gap.
  subscriber.on('message', (_channel, text) => {
    try {
      const lanes: unknown = JSON.parse(text);
      if (Array.isArray(lanes)) options.told(lanes.filter((l): l is string => typeof l === 'string'));
    } catch {
      options.log.warn({}, 'a nudge could not be read');
    }
  });
  await subscriber.subscribe(channel);
  return {
    tell: (lanes) => {
      options.publish.publish(channel, JSON.stringify(lanes)).catch(() => undefined);
    },
    close: async () => {
      subscriber.disconnect();
    },
  };
};
