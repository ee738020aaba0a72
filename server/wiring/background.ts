import { HOUR, MINUTE, SECOND } from '#contracts/time.ts';
import { callHttp } from '../commands/bot-calls.ts';
import { checkDueAccounts } from '../commands/check-account.ts';
import { deliverLane } from '../commands/deliver-message.ts';
import { fetchMedia, wakeMedia } from '../commands/fetch-media.ts';
import { createFigureKeeper } from '../commands/keep-figures.ts';
import { recoverStuck } from '../commands/reconcile-delivery.ts';
import { routeEscalation } from '../commands/route-escalation.ts';
import { runBotTurn } from '../commands/run-bot-turn.ts';
import { summariseHandOver } from '../commands/write-for-agent.ts';
import type { Intake } from '../intake/intake.ts';
import { system } from '../ports/scope.ts';
import type { Log, Ports } from '../ports.ts';
import type { RedisConnection } from '../queues/connection.ts';
import { createDeliveryLimiter } from '../queues/delivery-limiter.ts';
import { callHttpJob } from '../queues/jobs/call-http.ts';
import { deliverMessageJob } from '../queues/jobs/deliver-message.ts';
import { fetchMediaJob } from '../queues/jobs/fetch-media.ts';
import { routeEscalationJob } from '../queues/jobs/route-escalation.ts';
import { slowBotTurnJob } from '../queues/jobs/slow-bot-turn.ts';
import { summariseHandOverJob } from '../queues/jobs/summarise-hand-over.ts';
import { wakeTimerJob } from '../queues/jobs/wake-timer.ts';
import { startSweeper } from '../queues/sweeps.ts';
import { startWorkers, type Workers } from '../queues/worker.ts';
import { wakeTimer } from '../reactions/wake-timer.ts';
import type { OpenStores } from '../store/open-stores.ts';

const BEAT_MS = 5 * SECOND;
/** Raw items are kept 30 days, their keys always. */
const RAW_DAYS = 30;
const scope = system('background');

export interface BackgroundParts {
  ports: Ports;
  log: Log;
  open: OpenStores;
  intake: Intake;
  redis: { producer: RedisConnection; worker: RedisConnection };
  prefix: string;
  spans: { flush(): Promise<void> };
  isWorker: boolean;
  /** Channels this build can send on; each has a delivery queue. */
  channelNames: readonly string[];
}

/** What runs each kind of job. */
const handlersOf = ({ ports, open, redis, prefix }: BackgroundParts) => [
  deliverMessageJob(ports, createDeliveryLimiter(redis.worker, prefix), (id) =>
    deliverLane(ports, id, open.sessions.processId),
  ),
  routeEscalationJob((escalationId) => routeEscalation(ports, { escalationId })),
  wakeTimerJob((timerId, generation) => wakeTimer(ports, timerId, generation)),
  slowBotTurnJob((conversationId) => runBotTurn(ports, conversationId, 'slow')),
  summariseHandOverJob((conversationId) => summariseHandOver(ports, conversationId)),
  callHttpJob((callId) => callHttp(ports, callId, runBotTurn)),
  fetchMediaJob((messageId, attempt) => fetchMedia(ports, { messageId, ...attempt })),
];

/** Work that goes on without being asked: jobs, sweeps, heartbeat, housekeeping. */
export const startBackground = async (parts: BackgroundParts): Promise<{ stop(): Promise<void> }> => {
  const { ports, log, open, intake, redis, prefix } = parts;
  const recover = async (processIds: readonly string[]): Promise<void> => {
    if (processIds.length === 0) return;
    for (const delivery of await ports.stores.deliveries.claimedBy(scope, processIds, 1_000))
      await recoverStuck(ports, delivery);
  };
  const guarded = (what: string, work: () => Promise<unknown>) => (): void => {
    work().catch((error: unknown) =>
      log.warn({ err: error, what }, 'background work failed and will be tried again'),
    );
  };
  const timers = [
    setInterval(
      guarded('heartbeat', async () => recover(await open.sessions.beat())),
      BEAT_MS,
    ),
    setInterval(
      guarded('spans', () => parts.spans.flush()),
      BEAT_MS,
    ),
  ];
  let workers: Workers | undefined;
  let sweeper: { stop(): Promise<void> } | undefined;
  if (parts.isWorker) {
    await recover(open.sessions.fencedAtOpen);
    await intake.sweep();
    intake.start();
    workers = startWorkers({
      redis: redis.worker,
      prefix,
      log,
      channels: parts.channelNames,
      handlers: handlersOf(parts),
    });
    timers.push(
      setInterval(
        guarded('media', () => wakeMedia(ports)),
        MINUTE,
      ),
    );
    sweeper = startSweeper({ ports, owner: open.sessions.processId });
    const figures = createFigureKeeper(ports, open.sessions.processId);
    timers.push(
      setInterval(guarded('figures', figures.turn), SECOND),
      setInterval(
        guarded('account checks', () => checkDueAccounts(ports)),
        HOUR,
      ),
      setInterval(
        guarded('raw items', () =>
          ports.stores.ledger.dropBodies(scope, new Date(ports.clock.now().getTime() - RAW_DAYS * 24 * HOUR)),
        ),
        HOUR,
      ),
    );
  }
  return {
    stop: async () => {
      for (const timer of timers) clearInterval(timer);
      await sweeper?.stop();
      await workers?.close();
      await parts.spans.flush();
    },
  };
};
