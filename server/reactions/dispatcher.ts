import type { AnyInteraction } from '#contracts/events.ts';
import { system } from '../ports/scope.ts';
import type { DispatchHints, Ports } from '../ports.ts';
import type { Reaction } from './reaction.ts';

const scope = system('dispatch');
/** Interactions whose `pending` is cleared in one write. */
const CLEAR_BATCH = 500;
const CLEAR_AFTER_MS = 25;

export interface Dispatcher {
  dispatch(interactions: readonly AnyInteraction[], hints?: DispatchHints): void;
  /** Resolves when every reaction handed out so far has ended and `pending` is cleared. */
  settled(): Promise<void>;
}

/**
 * Hands committed interactions to the reactions, each reaction on its own: one that throws leaves its interactions pending for the sweep and holds up
 * no other. An interaction that is being worked on here is not started again by the sweep.
 */
export const createDispatcher = (ports: () => Ports, reactions: readonly Reaction[]): Dispatcher => {
  const working = new Set<string>();
  const running = new Set<Promise<void>>();
  let done: string[] = [];
  let timer: NodeJS.Timeout | undefined;

  const clear = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    const ids = done;
    done = [];
    if (ids.length === 0) return;
    try {
      await ports().stores.interactions.clearPending(scope, ids);
    } catch (error) {
      ports().log.warn({ err: error, n: ids.length }, 'pending marks stay; the sweep hands them out again');
    }
    for (const id of ids) working.delete(id);
  };

  const finish = (ids: readonly string[]): void => {
    done.push(...ids);
    if (done.length >= CLEAR_BATCH) track(clear());
    else timer ??= setTimeout(() => track(clear()), CLEAR_AFTER_MS);
  };

  const track = (work: Promise<void>): void => {
    running.add(work);
    void work.finally(() => running.delete(work));
  };

  const runOne = async (
    reaction: Reaction,
    interactions: readonly AnyInteraction[],
    hints: DispatchHints,
  ): Promise<readonly string[]> => {
    const mine =
      reaction.types === 'all'
        ? interactions
        : interactions.filter((i) => (reaction.types as readonly string[]).includes(i.type));
    if (mine.length === 0) return [];
    try {
      await reaction.run(ports(), mine, hints);
      return [];
    } catch (error) {
      ports().log.warn(
        { err: error, reaction: reaction.name, n: mine.length },
        'a reaction failed and will run again',
      );
      return mine.map((i) => i.id);
    }
  };

  const run = async (interactions: readonly AnyInteraction[], hints: DispatchHints): Promise<void> => {
    const failed = new Set((await Promise.all(reactions.map((r) => runOne(r, interactions, hints)))).flat());
    for (const id of failed) working.delete(id);
    finish(interactions.flatMap((i) => (failed.has(i.id) ? [] : [i.id])));
  };

  return {
    dispatch: (interactions, hints = {}) => {
      const fresh = interactions.filter((i) => !working.has(i.id));
      if (fresh.length === 0) return;
      for (const i of fresh) working.add(i.id);
      track(run(fresh, hints));
    },
    settled: async () => {
      while (running.size > 0 || done.length > 0) {
        await Promise.all([...running]);
        if (running.size === 0) await clear();
      }
    },
  };
};
