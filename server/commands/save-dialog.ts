import type { DialogDefinition } from '#contracts/dialog.ts';
import { AppError } from '#contracts/errors.ts';
import { authorize } from '../domain/access/can.ts';
import type { DialogDoc } from '../ports/dialog-stores.ts';
import { lostRace, type Scope, type Tx } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { problemsOf } from '../queries/list-dialogs.ts';
import { commitChange } from './commit-change.ts';

type Change = 'made' | 'draft' | 'switched' | 'published' | 'rolled-back' | 'removed';
interface Named {
  id: string;
  version?: number | undefined;
}

const who = (scope: Scope): string => (scope.kind === 'agent' ? scope.agentId : 'system');

const changed = (dialogId: string, change: Change, number?: number) => ({
  type: 'dialog.changed' as const,
  after: { dialogId, change, ...(number === undefined ? {} : { number }) },
});

/** Makes a dialog, as a draft that nobody meets. */
export const createDialog = async (
  ports: Ports,
  scope: Scope,
  draft: DialogDefinition,
): Promise<DialogDoc> => {
  authorize(scope, 'manage-bot');
  const id = ports.newId();
  return commitChange(ports, scope, async (tx, now) => {
    const dialog: DialogDoc = { id, builtIn: false, enabled: true, draft, updatedAt: now, version: 1 };
    await ports.stores.dialogs.save(scope, dialog, undefined, tx);
    return { result: dialog, events: [changed(id, 'made')] };
  });
};

const alter = async (
  ports: Ports,
  scope: Scope,
  { id, version }: Named,
  change: Change,
  make: (before: DialogDoc, now: Date, tx: Tx) => Promise<Partial<DialogDoc>>,
): Promise<DialogDoc> =>
  commitChange(ports, scope, async (tx, now) => {
    const before = await ports.stores.dialogs.get(scope, id);
    if (!before) throw new AppError('not-found');
    if (version !== undefined && version !== before.version) throw new AppError('version-conflict');
    const dialog: DialogDoc = {
      ...before,
      ...(await make(before, now, tx)),
      updatedAt: now,
      version: before.version + 1,
    };
    if (!(await ports.stores.dialogs.save(scope, dialog, before.version, tx))) return lostRace();
    return { result: dialog, events: [changed(id, change, dialog.publishedVersion)] };
  });

/**
 * Changes the draft, or switches the dialog on and off. What is live stays until the draft is published.
 * @throws AppError `not-found`, `version-conflict`
 */
export const updateDialog = async (
  ports: Ports,
  scope: Scope,
  input: Named & { enabled?: boolean | undefined; draft?: DialogDefinition | undefined },
): Promise<DialogDoc> => {
  authorize(scope, 'manage-bot');
  const { draft, enabled } = input;
  return alter(ports, scope, input, draft ? 'draft' : 'switched', async () => ({
    ...(draft ? { draft } : {}),
    ...(enabled === undefined ? {} : { enabled }),
  }));
};

/** @throws AppError `dialog-not-ready` with `data.problems` */
const refuseUnready = async (ports: Ports, scope: Scope, definition: DialogDefinition): Promise<void> => {
  const problems = await problemsOf(ports, scope, definition);
  if (problems.length > 0) throw new AppError('dialog-not-ready', { problems });
};

/** Makes a definition live as the next number; runs under way end with the version they began with. */
const goLive = async (
  ports: Ports,
  scope: Scope,
  tx: Tx,
  {
    before,
    definition,
    now,
    rolledBackTo,
  }: { before: DialogDoc; definition: DialogDefinition; now: Date; rolledBackTo?: number },
): Promise<Partial<DialogDoc>> => {
  const number = (before.publishedVersion ?? 0) + 1;
  await ports.stores.dialogVersions.insert(
    scope,
    {
      id: `${before.id}#${number}`,
      dialogId: before.id,
      number,
      definition,
      at: now,
      by: who(scope),
      ...(rolledBackTo === undefined ? {} : { rolledBackTo }),
    },
    tx,
  );
  return { published: definition, publishedVersion: number, publishedAt: now, publishedBy: who(scope) };
};

/**
 * The draft goes live: the bot learns its examples with its next turn.
 * @throws AppError `not-found`, `version-conflict`, `dialog-not-ready`
 */
export const publishDialog = async (ports: Ports, scope: Scope, input: Named): Promise<DialogDoc> => {
  authorize(scope, 'manage-bot');
  return alter(ports, scope, input, 'published', async (before, now, tx) => {
    await refuseUnready(ports, scope, before.draft);
    return goLive(ports, scope, tx, { before, definition: before.draft, now });
  });
};

/**
 * An older published definition becomes the draft and goes live again, as a new number.
 * @throws AppError `not-found`, `version-conflict`, `dialog-not-ready` (what it names may be gone)
 */
export const rollBackDialog = async (
  ports: Ports,
  scope: Scope,
  input: Named & { to: number },
): Promise<DialogDoc> => {
  authorize(scope, 'manage-bot');
  return alter(ports, scope, input, 'rolled-back', async (before, now, tx) => {
    const older = await ports.stores.dialogVersions.get(scope, before.id, input.to);
    if (!older) throw new AppError('not-found');
    const { definition } = older;
    await refuseUnready(ports, scope, definition);
    return {
      draft: definition,
      ...(await goLive(ports, scope, tx, { before, definition, now, rolledBackTo: input.to })),
    };
  });
};

/** Removes a dialog and leaves its history. @throws AppError `not-found`, `wrong-state` for one that came with the product */
export const removeDialog = async (ports: Ports, scope: Scope, id: string): Promise<{ removed: boolean }> => {
  authorize(scope, 'manage-bot');
  return commitChange(ports, scope, async (tx) => {
    const before = await ports.stores.dialogs.get(scope, id);
    if (before?.builtIn) throw new AppError('wrong-state');
    const removed = await ports.stores.dialogs.remove(scope, id, tx);
    return { result: { removed }, events: removed ? [changed(id, 'removed')] : [] };
  });
};
