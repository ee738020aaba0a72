import { AppError } from '#contracts/errors.ts';
import type { Ports } from '#server/ports.ts';
import { receiveMessages } from '../commands/receive-messages.ts';
import type { InboundItem } from '../domain/conversation/inbound-world.ts';
import type { AccountInfo } from '../ports/channels-port.ts';
import type { LedgerItem } from '../ports/ledger-store.ts';
import { system } from '../ports/scope.ts';
import { createHeads } from './heads.ts';

const MAX_LANES = 128;
const MAX_ITEMS = 256;
/** Parsed bodies kept between the insert and the drain; beyond this they are read back from the ledger. */
const MAX_KEPT = 10_000;
const LONGEST_PAUSE_MS = 5_000;

export interface Drain {
  /** Lanes that have something to apply; `items` spare the drain reading their bodies again. */
  nudge(lanes: Iterable<string>, items?: readonly LedgerItem[]): void;
  /**
   * The shorter way of an idle process: keeps and applies a single item in one transaction. False = not idle, or it cannot be: take the usual way.
   */
  applyNow(item: LedgerItem): Promise<boolean>;
  /** Resolves when nothing is ready and no batch is in flight. */
  idle(): Promise<void>;
  /** Finishes the batch in flight and takes no more. */
  stop(): Promise<void>;
  stats(): { ready: number; applied: number; poisoned: number };
}

/**
 * Group commit by draining lanes (promise 3): one batch in flight, up to 128 lanes and 256 items in one transaction; a lane in flight is never in a
 * second batch; a failing batch is bisected to the poison item, which is set aside with its reason, and its lane goes on.
 */
export const createDrain = (ports: Ports): Drain => {
  const scope = system('drain');
  const ready = new Set<string>();
  const kept = new Map<string, LedgerItem>();
  const heads = createHeads();
  const counts = { applied: 0, poisoned: 0 };
  let running: Promise<void> | undefined;
  let stopped = false;

  const poison = async (item: LedgerItem, reason: string): Promise<void> => {
    counts.poisoned += 1;
    kept.delete(item.id);
    ports.log.warn({ ledgerId: item.id, reason }, 'ledger item set aside');
    await ports.stores.ledger.markPoison(scope, item.id, reason);
  };

  const toInput = async (item: LedgerItem, account: AccountInfo): Promise<InboundItem> => {
    const events = await ports.channels.parse(item.accountId, await wholeBody(item));
    const { bot } = await ports.stores.settings.current(scope);
    return {
      ledgerId: item.id,
      ...(item.waitedOut ? { waitedOut: true } : {}),
      account: {
        id: account.id,
        channel: account.channel,
        matterWindowHours: account.matterWindowHours,
        botOn: account.botFirst && bot.enabled,
        optOut: ports.channels.capabilities(account).optOut,
      },
      events,
    };
  };

  const understand = async (item: LedgerItem): Promise<InboundItem | undefined> => {
    const account = await ports.channels.account(item.accountId);
    try {
      if (!account) throw new AppError('unknown-account');
      return await toInput(item, account);
    } catch (error) {
      if (ports.stores.heals(error)) throw error;
      await poison(item, error instanceof AppError ? error.code : 'unparseable');
      return undefined;
    }
  };

  /** A body above the row's limit lies in the file store. */
  const wholeBody = async ({ body }: LedgerItem): Promise<unknown> => {
    const id = (body as { $large?: unknown } | null)?.$large;
    if (typeof id !== 'string') return body;
    const data = await ports.stores.files.read(scope, id);
    if (!data) throw new AppError('unparseable');
    return JSON.parse(data.toString('utf8')) as unknown;
  };

  /** Applies all or finds the item that cannot be applied. Order inside a lane holds: the first half goes first. */
  const apply = async (
    items: readonly LedgerItem[],
    understood: ReadonlyMap<string, InboundItem>,
  ): Promise<void> => {
    const inputs = items.flatMap((i) => understood.get(i.id) ?? []);
    if (inputs.length === 0) return;
    try {
      await receiveMessages(ports, inputs, { heads });
      counts.applied += inputs.length;
      for (const { ledgerId } of inputs) kept.delete(ledgerId);
    } catch (error) {
      if (ports.stores.heals(error)) throw error;
      if (items.length === 1 && items[0]) {
        ports.log.error({ err: error, ledgerId: items[0].id }, 'ledger item cannot be applied');
        await poison(items[0], error instanceof AppError ? error.code : 'internal');
        return;
      }
      const middle = items.length >> 1;
      await apply(items.slice(0, middle), understood);
      await apply(items.slice(middle), understood);
    }
  };

  const batch = async (lanes: readonly string[]): Promise<void> => {
    const items = await ports.stores.ledger.pendingOf(scope, lanes, MAX_ITEMS, kept);
    const understood = new Map<string, InboundItem>();
    for (const item of items) {
      const input = await understand(item);
      if (input) understood.set(item.id, input);
    }
    await apply(items, understood);
    if (items.length >= MAX_ITEMS) for (const lane of lanes) ready.add(lane);
  };

  const takeLanes = (): string[] => {
    const lanes: string[] = [];
    for (const lane of ready) {
      lanes.push(lane);
      if (lanes.length === MAX_LANES) break;
    }
    for (const lane of lanes) ready.delete(lane);
    return lanes;
  };

  const run = async (): Promise<void> => {
    for (let failures = 0; ready.size > 0 && !stopped; ) {
      const lanes = takeLanes();
      try {
        await batch(lanes);
        failures = 0;
      } catch (error) {
        failures += 1;
        for (const lane of lanes) ready.add(lane);
        ports.log.warn({ err: error, failures }, 'a batch will be applied again');
        await new Promise((resolve) =>
          setTimeout(resolve, Math.min(LONGEST_PAUSE_MS, 20 * 2 ** Math.min(failures, 8))),
        );
      }
    }
    running = undefined;
  };

  const direct = async (item: LedgerItem): Promise<boolean> => {
    try {
      const account = await ports.channels.account(item.accountId);
      if (!account) return false;
      const input = await toInput(item, account);
      await receiveMessages(ports, [input], { heads, unwritten: item });
      counts.applied += 1;
      return true;
    } catch {
      return false; // Whatever it was, the usual way finds it again and knows what to do about it.
    }
  };

  return {
    applyNow: (item) => {
      if (running || ready.size > 0 || stopped) return Promise.resolve(false);
      const work = direct(item);
      // Others wait their turn behind it, as behind any batch.
      running = work.then(() => {
        running = undefined;
        if (ready.size > 0 && !stopped) running = run();
      });
      return work;
    },
    nudge: (lanes, items = []) => {
      if (kept.size < MAX_KEPT) for (const item of items) kept.set(item.id, item);
      for (const lane of lanes) ready.add(lane);
      if (ready.size > 0 && !stopped) running ??= Promise.resolve().then(run);
    },
    idle: async () => {
      while (running) await running;
    },
    stop: async () => {
      stopped = true;
      await running;
    },
    stats: () => ({ ready: ready.size, ...counts }),
  };
};
