import type { Connection } from 'mongoose';
import type { CollectionPlan } from './schemas/collections.ts';

/**
 * Creates collections and indexes before traffic (a transaction cannot create them while others run). Existing ones are left as they are;
 * an index of the same name with another shape is rebuilt.
 */
export const ensureIndexes = async (
  connection: Connection,
  plans: Record<string, CollectionPlan>,
): Promise<void> => {
  const existing = new Set((await connection.listCollections()).map((c) => c.name));
  for (const [name, plan] of Object.entries(plans)) {
    if (!existing.has(name)) await connection.createCollection(name);
    if (plan.indexes.length === 0) continue;
    const collection = connection.collection(name);
    try {
      await collection.createIndexes(plan.indexes);
    } catch (error) {
      if (![85, 86].includes((error as { code?: number }).code ?? 0)) throw error;
      for (const index of plan.indexes) await collection.dropIndex(index.name).catch(() => undefined);
      await collection.createIndexes(plan.indexes);
    }
  }
};
