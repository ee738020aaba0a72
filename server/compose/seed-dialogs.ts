import { BUILT_IN_ACTIONS, BUILT_IN_DIALOGS } from '#bot/dialogs/built-in.ts';
import type { DialogDoc } from '../ports/dialog-stores.ts';
import { system, type Tx } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';

const scope = system('first-start');
type Seeded = Pick<Ports, 'stores' | 'clock' | 'httpActions'>;
const NAMES: Record<(typeof BUILT_IN_ACTIONS)[number], string> = {
  'cancel-order': '注文のキャンセル / Cancel an order',
  'change-order': '注文の変更 / Change an order',
};

/** The shop's system as the demo has it: nothing is sent, and customers are told so. */
const seedActions = async (ports: Seeded, tx: Tx): Promise<void> => {
  for (const id of BUILT_IN_ACTIONS) {
    const secret = ports.httpActions.seal(id, ports.httpActions.newSecret()) ?? '';
    await ports.stores.httpActions.save(
      scope,
      {
        id,
        name: NAMES[id],
        url: `https://shop.example/api/${id}`,
        method: 'POST',
        timeoutMs: 8_000,
        dryRun: true,
        irreversible: id === 'cancel-order',
        secret,
        updatedAt: ports.clock.now(),
        version: 1,
      },
      undefined,
      tx,
    );
  }
};

/** Adds the built-in dialogs that are not there yet: in the demo live, elsewhere as drafts that the owner publishes. */
export const seedDialogs = async (ports: Seeded, { live }: { live: boolean }): Promise<void> => {
  const { dialogs, dialogVersions } = ports.stores;
  const missing: (typeof BUILT_IN_DIALOGS)[number][] = [];
  for (const one of BUILT_IN_DIALOGS) if (!(await dialogs.get(scope, one.id))) missing.push(one);
  if (missing.length === 0) return;
  const now = ports.clock.now();
  await ports.stores.transaction(scope, async (tx) => {
    if (live) await seedActions(ports, tx);
    for (const { id, definition } of missing) {
      const draft: DialogDoc = {
        id,
        builtIn: true,
        enabled: true,
        draft: definition,
        updatedAt: now,
        version: 1,
      };
      const published = {
        published: definition,
        publishedVersion: 1,
        publishedAt: now,
        publishedBy: 'system',
      };
      await dialogs.save(scope, { ...draft, ...(live ? published : {}) }, undefined, tx);
      if (!live) continue;
      const version = { id: `${id}#1`, dialogId: id, number: 1, definition, at: now, by: 'system' };
      await dialogVersions.insert(scope, version, tx);
    }
  });
};
