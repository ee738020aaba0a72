import { describe, expect, it } from 'vitest';
import type { Ports } from '../ports.ts';
import { sharedRead } from './shared-read.ts';

const ports = { stores: {} } as unknown as Ports;

/** A source whose reads end when they are told to; each read sees what is there when it begins. */
const source = () => {
  const begun: ((fail?: Error) => void)[] = [];
  let value = 1;
  const read = sharedRead((_ports: Ports, key: string) => {
    const seen = `${key}${value}`;
    return new Promise<string>((resolve, reject) => {
      begun.push((fail) => (fail ? reject(fail) : resolve(seen)));
    });
  });
  return {
    read: (key = 'a') => read(ports, key),
    begun,
    change: () => {
      value += 1;
    },
  };
};
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('a shared read', () => {
  it('serves all who ask while another runs by one more read, begun after they asked', async () => {
    const { read, begun, change } = source();
    const first = read();
    change();
    const later = [read(), read(), read()];
    expect(begun).toHaveLength(1);
    begun[0]?.();
    expect(await first).toBe('a1');
    await settle();
    expect(begun).toHaveLength(2);
    begun[1]?.();
    expect(await Promise.all(later)).toEqual(['a2', 'a2', 'a2']);
  });

  it('begins anew when nothing runs', async () => {
    const { read, begun, change } = source();
    const first = read();
    begun[0]?.();
    await first;
    change();
    const second = read();
    begun[1]?.();
    expect(await second).toBe('a2');
  });

  it('fails those who shared it, and the next is read as usual', async () => {
    const { read, begun } = source();
    const first = read();
    const next = read();
    begun[0]?.(new Error('gone'));
    await expect(first).rejects.toThrow('gone');
    await settle();
    begun[1]?.();
    expect(await next).toBe('a1');
  });

  it('keeps keys apart', async () => {
    const { read, begun } = source();
    const both = [read('a'), read('b')];
    expect(begun).toHaveLength(2);
    for (const end of begun) end();
    expect(await Promise.all(both)).toEqual(['a1', 'b1']);
  });
});
