import type { Ports } from '../ports.ts';

/** A read under way, and the one that follows it. */
interface Reads<T> {
  running?: Promise<T>;
  next?: Promise<T>;
}

/**
 * Makes one read serve everybody who asks for it at the same time. Each caller gets a read that began after they asked, so nothing is older than their
 * question; of one key at most one read runs and one waits to begin. A failed read fails those who shared it and nobody else.
 */
export const sharedRead = <K, T>(
  read: (ports: Ports, key: K) => Promise<T>,
): ((ports: Ports, key: K) => Promise<T>) => {
  const kept = new WeakMap<Ports['stores'], Map<K, Reads<T>>>();
  const start = (ports: Ports, key: K, reads: Map<K, Reads<T>>, slot: Reads<T>): Promise<T> => {
    const running = read(ports, key).finally(() => {
      delete slot.running;
      if (!slot.next) reads.delete(key);
    });
    slot.running = running;
    return running;
  };
  return (ports, key) => {
    const reads = kept.get(ports.stores) ?? new Map<K, Reads<T>>();
    kept.set(ports.stores, reads);
    const slot = reads.get(key) ?? {};
    reads.set(key, slot);
    if (!slot.running) return start(ports, key, reads, slot);
    slot.next ??= slot.running
      .catch(() => undefined)
      .then(() => {
        delete slot.next;
        return start(ports, key, reads, slot);
      });
    return slot.next;
  };
};
