import { SECOND } from '#contracts/time.ts';
import { system } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';

/** How many due things of a kind one sweep takes up; the next one takes the rest. */
const BATCH = 500;
const ESCALATION_BATCH = 100;
/** A delivery that is being sent longer than this was left by a process that died. */
const STUCK_MS = 45 * SECOND;
/** The dispatcher has this long before the sweep takes an interaction for left behind. */
const PENDING_MS = 2 * SECOND;
/** Routing has this long before a waiting escalation is looked at again. */
const WAITING_MS = 10 * SECOND;

const scope = system('sweep');

/** What a sweep found due and woke again. */
export interface SweepFound {
  timers: number;
  deliveries: number;
  stuck: number;
  interactions: number;
  escalations: number;
}

type SweepPorts = Pick<Ports, 'stores' | 'queue' | 'dispatch' | 'clock' | 'newId'>;

const ago = (now: Date, ms: number): Date => new Date(now.getTime() - ms);

const wakeTimers = async (ports: SweepPorts, now: Date): Promise<number> => {
  const timers = await ports.stores.timers.due(scope, now, BATCH);
  await Promise.all(
    timers.map(({ id, generation }) =>
      ports.queue.add(
        'wake-timer',
        { timerId: id, generation },
        { id: `sweep-${ports.newId()}`, once: `${id}@${generation}` },
      ),
    ),
  );
  return timers.length;
};

const wakeDeliveries = async (
  ports: SweepPorts,
  deliveries: readonly { id: string; channel: string }[],
): Promise<number> => {
  await Promise.all(
    deliveries.map(({ id, channel }) =>
      ports.queue.add(
        'deliver-message',
        { deliveryId: id, channel },
        { id: `sweep-${ports.newId()}`, once: id },
      ),
    ),
  );
  return deliveries.length;
};

const redispatch = async (ports: SweepPorts, before: Date): Promise<number> => {
  const left = await ports.stores.interactions.pending(scope, before, BATCH);
  if (left.length > 0) ports.dispatch(left);
  return left.length;
};

const wakeEscalations = async (ports: SweepPorts, before: Date): Promise<number> => {
  const waiting = await ports.stores.escalations.waiting(scope, undefined, ESCALATION_BATCH);
  const due = waiting.filter((escalation) => (escalation.queuedAt ?? escalation.createdAt) <= before);
  await Promise.all(
    due.map(({ id }) =>
      ports.queue.add(
        'route-escalation',
        { escalationId: id },
        { id: `sweep-${ports.newId()}`, once: `route-${id}` },
      ),
    ),
  );
  return due.length;
};

/**
 * One pass: wakes again what MongoDB holds due and whose job may be lost (a wiped Redis, a crash, an injected clock that jumped).
 * Does no harm when nothing is lost: an unfinished wake-up is not added twice, and handlers are idempotent.
 * `patience: 'none'` takes everything unfinished for left behind: tests and `settled()`. `escalations: false` leaves waiting ones alone.
 */
export const runSweepOnce = async (
  ports: SweepPorts,
  options: { patience?: 'normal' | 'none'; escalations?: boolean } = {},
): Promise<SweepFound> => {
  const now = ports.clock.now();
  const none = options.patience === 'none';
  // Redispatch first: what a lost reaction would have made due is then found by the next pass.
  const interactions = await redispatch(ports, none ? ago(now, -1) : ago(now, PENDING_MS));
  const timers = await wakeTimers(ports, now);
  const deliveries = await wakeDeliveries(ports, await ports.stores.deliveries.due(scope, now, BATCH));
  const stuck = await wakeDeliveries(
    ports,
    await ports.stores.deliveries.stuck(scope, ago(now, STUCK_MS), BATCH),
  );
  const escalations =
    options.escalations === false ? 0 : await wakeEscalations(ports, none ? now : ago(now, WAITING_MS));
  return { timers, deliveries, stuck, interactions, escalations };
};

export interface SweeperOptions {
  ports: SweepPorts & Pick<Ports, 'log'>;
  /** This process's name, for the lease. */
  owner: string;
  /** Default 2 s. */
  everyMs?: number;
}

export interface Sweeper {
  /** Ends after the pass under way and gives the lease back. */
  stop(): Promise<void>;
}

const LEASE = 'sweep';
/** A process that died while sweeping keeps the others away no longer than this. */
const LEASE_MS = 10 * SECOND;
/** Waiting escalations are looked at in every n-th pass: nobody there is a long state. */
const ESCALATIONS_EVERY = 5;

/** Sweeps every 2 s in the one process that holds the lease; a pass ends before the next begins. */
export const startSweeper = ({ ports, owner, everyMs = 2 * SECOND }: SweeperOptions): Sweeper => {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let pass = 0;
  let running: Promise<void> = Promise.resolve();

  const sweep = async (): Promise<void> => {
    try {
      if (!(await ports.stores.leases.take(LEASE, owner, LEASE_MS))) return;
      pass += 1;
      await runSweepOnce(ports, { escalations: pass % ESCALATIONS_EVERY === 0 });
    } catch (error) {
      ports.log.warn({ error: String(error) }, 'sweep: failed, trying again');
    }
  };
  const next = (): void => {
    timer = setTimeout(() => {
      running = sweep().finally(() => {
        if (!stopped) next();
      });
    }, everyMs);
  };
  next();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
      // Mongo may be gone by now; the lease then ends by itself.
      await ports.stores.leases.release(LEASE, owner).catch(() => undefined);
    },
  };
};
