import type { SplitItem } from '#channels/channel.ts';
import { SECOND } from '#contracts/time.ts';
import type { Ports } from '#server/ports.ts';
import type { LedgerItem } from '../ports/ledger-store.ts';
import { system } from '../ports/scope.ts';
import { createBatcher } from './batcher.ts';
import type { Drain } from './drain.ts';
import { ownerOf, partitionOf } from './lanes.ts';

/** Bodies above this go to the file store first; the ledger row keeps a reference. */
const LARGE_BODY = 256 * 1_024;
const MAX_WAITED = 1_000;
const SWEEP_EVERY_MS = SECOND;
/** A lane whose oldest item is older than this was forgotten by whoever wrote it. */
const STALE_AFTER_MS = 2 * SECOND;

export interface IntakeOptions {
  processId: string;
  /** Ids of live processes with the worker role, this one included if it drains. */
  peers(): readonly string[];
  /** No other process of this deployment was alive at the last look. */
  alone(): boolean;
  /** Absent in a web-only process. */
  drain: Drain | undefined;
  /** Tells other processes about lanes of theirs; best effort. */
  tell(lanes: readonly string[]): void;
}

export interface Intake {
  /** Keeps items durably. Resolves after the majority write: only then may the sender be told "received". Rejects with `store-unavailable` or `busy`. */
  accept(input: { accountId: string; items: readonly SplitItem[]; receivedAt: Date }): Promise<void>;
  /** Lanes another process told us about. */
  told(lanes: readonly string[]): void;
  /** One sweep: lanes with forgotten items, waits that are over. Never applies by itself, so it cannot reorder. */
  sweep(): Promise<void>;
  start(): void;
  stop(): Promise<void>;
}

/** Arrival order inside this process: wall clock in microseconds, made monotonic. */
const createOrder = (): (() => number) => {
  let last = 0;
  return () => {
    last = Math.max(last + 1, Date.now() * 1_000);
    return last;
  };
};

export const createIntake = (ports: Ports, options: IntakeOptions): Intake => {
  const scope = system('intake');
  const batcher = createBatcher(ports.stores);
  const nextOrd = createOrder();
  let timer: NodeJS.Timeout | undefined;
  let sweeping: Promise<void> | undefined;

  const mine = (lane: string): boolean =>
    options.drain !== undefined &&
    (ownerOf(partitionOf(lane), options.peers()) ?? options.processId) === options.processId;

  const keepLarge = async (body: unknown): Promise<unknown> => {
    const text = JSON.stringify(body) ?? 'null';
    if (text.length <= LARGE_BODY) return body;
    const file = await ports.stores.files.save(
      scope,
      { name: 'raw.json', mime: 'application/json', kind: 'file', owner: { kind: 'system', id: 'ledger' } },
      Buffer.from(text),
    );
    return { $large: file.id };
  };

  const toItem = async (accountId: string, item: SplitItem, receivedAt: Date): Promise<LedgerItem> => {
    const account = item.accountRef || accountId;
    const lane = `${account}|${item.lane}`;
    const known =
      item.accountRef && item.accountRef !== accountId ? await ports.channels.account(item.accountRef) : true;
    return {
      id: `${account}|${item.key}`.slice(0, 900),
      accountId: account,
      key: item.key.slice(0, 700),
      lane,
      partition: partitionOf(lane),
      ord: nextOrd(),
      ...(item.counter === undefined ? {} : { counter: item.counter }),
      state: known ? 0 : 4,
      body: await keepLarge(item.body),
      receivedAt,
      attempts: 0,
    };
  };

  /** One item, nothing under way: it is kept and applied in one transaction. With other processes about, nothing of its lane may be waiting. */
  const shortWay = async (rows: readonly LedgerItem[]): Promise<boolean> => {
    const [row] = rows;
    if (
      rows.length !== 1 ||
      !row ||
      row.state !== 0 ||
      !options.drain ||
      !batcher.isIdle() ||
      !mine(row.lane)
    )
      return false;
    if (!options.alone() && (await ports.stores.ledger.isBehind(scope, row))) return false;
    return options.drain.applyNow(row);
  };

  const pass = (fresh: readonly LedgerItem[]): void => {
    const own = fresh.filter((i) => i.state === 0 && mine(i.lane));
    const others = fresh.filter((i) => i.state === 0 && !mine(i.lane));
    if (own.length)
      options.drain?.nudge(
        own.map((i) => i.lane),
        own,
      );
    if (others.length) options.tell([...new Set(others.map((i) => i.lane))]);
  };

  const sweep = async (): Promise<void> => {
    const now = ports.clock.now();
    await ports.stores.ledger.expireWaiting(scope, now);
    // An edit may come before its message: whoever waits is looked after here, the writers of receipts need not.
    const waited = await ports.stores.ledger.waitedFor(scope, MAX_WAITED);
    if (waited.length) {
      const arrived = await ports.stores.deliveries.receipts(scope, waited);
      await ports.stores.ledger.wake(
        scope,
        arrived.map((r) => r.id),
      );
    }
    const stale = await ports.stores.ledger.staleLanes(scope, new Date(Date.now() - STALE_AFTER_MS), 1_000);
    const own = stale.filter(mine);
    if (own.length) options.drain?.nudge(own);
  };

  const sweepOnce = (): Promise<void> => {
    sweeping ??= sweep()
      .catch((error: unknown) => ports.log.warn({ err: error }, 'the sweep of the ledger failed'))
      .finally(() => {
        sweeping = undefined;
      });
    return sweeping;
  };

  return {
    accept: async ({ accountId, items, receivedAt }) => {
      if (items.length === 0) return;
      const rows: LedgerItem[] = [];
      for (const item of items) rows.push(await toItem(accountId, item, receivedAt));
      if (await shortWay(rows)) return;
      pass(await batcher.add(rows));
    },
    told: (lanes) => options.drain?.nudge(lanes),
    sweep: sweepOnce,
    start: () => {
      timer = setInterval(() => void sweepOnce(), SWEEP_EVERY_MS);
    },
    stop: async () => {
      clearInterval(timer);
      await batcher.idle();
      await sweeping;
      await options.drain?.stop();
    },
  };
};
