import type { AnyChannel } from '#channels/channel.ts';
import { AppError } from '#contracts/errors.ts';

/** One line of the registry: an adapter and how to load it. */
export interface RegistryEntry {
  id: string;
  load(): Promise<AnyChannel>;
}

/** Adapters by id, each loaded on first use and then kept. */
export interface AdapterShelf {
  readonly ids: readonly string[];
  load(id: string): Promise<AnyChannel | undefined>;
  /** One that was loaded before. Throws AppError('channel-not-available') else. */
  loaded(id: string): AnyChannel;
}

export const createAdapterShelf = (registry: readonly RegistryEntry[]): AdapterShelf => {
  const byId = new Map(registry.map((entry) => [entry.id, entry]));
  const kept = new Map<string, AnyChannel>();
  return {
    ids: [...byId.keys()],
    load: async (id) => {
      const known = kept.get(id);
      if (known) return known;
      const channel = await byId.get(id)?.load();
      if (channel) kept.set(id, channel);
      return channel;
    },
    loaded: (id) => {
      const known = kept.get(id);
      if (!known) throw new AppError('channel-not-available', { adapter: id });
      return known;
    },
  };
};
