import { describe, expect, it } from 'vitest';
import { ALL_COLLECTIONS } from '#server/store/open-stores.ts';
import type { CollectionPlan } from '#server/store/schemas/collections.ts';

/** Why a sharded cluster would refuse a unique index of this plan, or could not keep it unique. */
const refusals = (name: string, { shardKey, indexes }: CollectionPlan): string[] => {
  const wanted = Object.keys(shardKey);
  const hashed = Object.values(shardKey).includes('hashed');
  return indexes
    .filter(({ unique }) => unique === true)
    .flatMap((index) => {
      const starts = wanted.every((field, at) => Object.keys(index.key)[at] === field);
      const faults = [
        ...(starts ? [] : ['does not start with the shard key']),
        // MongoDB keeps nothing unique across shards of a hashed key but the key itself.
        ...(hashed && wanted[0] !== '_id' ? ['is unique beside a hashed shard key'] : []),
      ];
      return faults.map((fault) => `${name}.${index.name} ${fault}`);
    });
};

describe('on a sharded cluster', () => {
  it('each unique index starts with the shard key of its collection', () => {
    const plans = Object.entries(ALL_COLLECTIONS);
    expect(plans.length).toBeGreaterThan(25);
    expect(plans.flatMap(([, { indexes }]) => indexes).filter(({ unique }) => unique).length).toBeGreaterThan(
      3,
    );
    expect(plans.flatMap(([name, plan]) => refusals(name, plan))).toEqual([]);
  });

  it('every collection has a shard key, and what the design names has the one it names', () => {
    for (const [name, { shardKey }] of Object.entries(ALL_COLLECTIONS))
      expect(Object.keys(shardKey), name).not.toEqual([]);
    const byId = { _id: 'hashed' };
    for (const name of ['threads', 'receipts', 'identities', 'customers', 'conversations'])
      expect(ALL_COLLECTIONS[name]?.shardKey, name).toEqual(byId);
    expect(ALL_COLLECTIONS.ledger?.shardKey).toEqual({ accountId: 1, key: 1 });
    expect(ALL_COLLECTIONS.messages?.shardKey).toEqual({ conversationId: 1, seq: 1 });
    expect(ALL_COLLECTIONS.interactions?.shardKey).toEqual({ 'refs.customer': 1, at: 1 });
  });

  it('a unique index across shards is told', () => {
    const plan: CollectionPlan = {
      shardKey: { _id: 'hashed' },
      indexes: [{ name: 'by_email', key: { email: 1 }, unique: true }],
    };
    expect(refusals('agents', plan)).toEqual(['agents.by_email does not start with the shard key']);
    expect(refusals('agents', { ...plan, shardKey: { team: 1, email: 1 } })).toHaveLength(1);
    expect(refusals('agents', { ...plan, shardKey: { email: 1 } })).toEqual([]);
  });
});
