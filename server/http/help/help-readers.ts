import { createHmac } from 'node:crypto';
import type { Request } from 'express';
import { DAY } from '#contracts/time.ts';
import { system } from '../../ports/scope.ts';
import type { HttpDeps } from '../deps.ts';
import { ipOf } from '../rate-limits.ts';

const scope = system('help centre');
/** Machines that read for others are not readers. */
const MACHINE = /bot|crawl|spider|slurp|preview|fetch|monitor/i;
const SALT_DAYS = 2;

/**
 * A key that stands for one reader on one day: no cookie, and nothing that could be turned back into an address once the day's salt is gone.
 */
export const readerKey = async (deps: HttpDeps, request: Request): Promise<string> => {
  const now = deps.ports.clock.now();
  const day = now.toISOString().slice(0, 10);
  const salt = await deps.ports.stores.help.votes.salt(scope, day, new Date(now.getTime() + SALT_DAYS * DAY));
  const who = `${ipOf(request)}\n${request.headers['user-agent'] ?? ''}`;
  return createHmac('sha256', salt).update(who).digest('base64url').slice(0, 22);
};

/** Counts readings. While one write is under way the next ones gather, so that a crowd costs a write at a time; a lost count harms nobody. */
export const createViewCounter = (deps: HttpDeps): ((request: Request, articleId: string) => void) => {
  let waiting = new Map<string, number>();
  let isWriting = false;
  const write = async (): Promise<void> => {
    isWriting = true;
    try {
      while (waiting.size > 0) {
        const views = waiting;
        waiting = new Map();
        await deps.ports.stores.help.counts.addViews(scope, views);
      }
    } catch (error) {
      deps.ports.log.warn({ err: error }, 'readings of articles were not counted');
    } finally {
      isWriting = false;
    }
  };
  return (request, articleId) => {
    if (request.method !== 'GET' || MACHINE.test(request.headers['user-agent'] ?? '')) return;
    waiting.set(articleId, (waiting.get(articleId) ?? 0) + 1);
    if (!isWriting) void write();
  };
};
