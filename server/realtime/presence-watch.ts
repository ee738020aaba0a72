import type { Log } from '../ports.ts';
import type { PresenceDeps } from './deps.ts';
import type { Presence, PresenceLook } from './presence.ts';

export interface PresenceWatchOptions {
  presence: Presence;
  deps: PresenceDeps;
  log: Log;
  /** Sockets of agents on this process: announced at once when Redis does not know them. */
  localSockets(): { agentId: string; socketId: string }[];
}

/**
 * Looks every second who is gone: 20 s after the last beat of the last socket `onPresenceLost` is called, by any process
 * that is left. A wiped or absent Redis makes nobody lost: the 20 s begin again.
 */
export class PresenceWatch {
  readonly #options: PresenceWatchOptions;
  #last: PresenceLook | undefined;
  #blind = false;
  #seeded = false;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(options: PresenceWatchOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer = setTimeout(() => {
      this.#running = this.look().finally(() => {
        if (!this.#stopped) this.start();
      });
    }, this.#options.presence.times.lookMs);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  /** One look. Never throws. */
  async look(): Promise<void> {
    const { log } = this.#options;
    try {
      await this.#look();
      this.#blind = false;
    } catch (error) {
      if (!this.#blind) log.warn({ error: String(error) }, 'presence: cannot look, trying again');
      this.#blind = true;
    }
  }

  async #look(): Promise<void> {
    const { presence } = this.#options;
    await this.#seed();
    const heard = [...presence.announced];
    const look = await presence.look();
    await this.#announceLocal(look);
    await this.#remember(look, heard);
    // Only now: what a failed step left undone the next look does.
    const fresh = !this.#blind && (this.#last === undefined || this.#last.epoch === look.epoch);
    this.#last = look;
    for (const agentId of heard) presence.announced.delete(agentId);
    if (!fresh) return;
    const gone = [...look.alive].filter(
      ([agentId, at]) => !look.live.has(agentId) && look.now - at >= presence.times.lostMs,
    );
    for (const [agentId] of gone) await this.#lose(agentId);
  }

  /** Whom Redis forgot is watched on, from now; after an absence of Redis, in which nobody could beat, everyone is. */
  async #remember(look: PresenceLook, heard: readonly string[]): Promise<void> {
    const { presence } = this.#options;
    const before = this.#last;
    const wiped = before !== undefined && before.epoch !== look.epoch;
    const known = new Set(heard);
    if (wiped || this.#blind)
      for (const agentId of [...(before?.alive.keys() ?? []), ...look.alive.keys()]) known.add(agentId);
    await presence.mark([...known], this.#blind ? 'all' : 'unknown');
  }

  /** Agents who held work when the last process died are watched too. */
  async #seed(): Promise<void> {
    if (this.#seeded) return;
    await this.#options.presence.mark(await this.#options.deps.workingAgents(), 'unknown');
    this.#seeded = true;
  }

  async #announceLocal(look: PresenceLook): Promise<void> {
    for (const { agentId, socketId } of this.#options.localSockets())
      if (!look.live.has(agentId)) await this.#options.presence.announce(agentId, socketId);
  }

  async #lose(agentId: string): Promise<void> {
    const { presence, deps, log } = this.#options;
    if (!(await presence.claim(agentId))) return;
    try {
      await deps.onPresenceLost(agentId);
      if (await presence.forget(agentId)) await deps.onPresenceChanged(agentId, 'offline');
    } catch (error) {
      log.warn({ agentId, error: String(error) }, 'presence: loss not handled, trying again');
    } finally {
      await presence.unclaim(agentId);
    }
  }
}
