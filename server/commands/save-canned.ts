import { AppError } from '#contracts/errors.ts';
import { authorize } from '../domain/access/can.ts';
import type { Canned } from '../ports/content-stores.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { commitChange } from './commit-change.ts';

const note = (ports: Ports, scope: Scope): Promise<void> =>
  commitChange(ports, scope, async () => ({
    result: undefined,
    events: [{ type: 'settings.changed', after: { key: 'canned-responses', version: 0 } }],
  }));

/** Creates or replaces a canned response. @throws AppError `already-exists` when the language has the shortcut already */
export const saveCanned = async (
  ports: Ports,
  scope: Scope,
  input: Omit<Canned, 'id'> & { id?: string | undefined },
): Promise<Canned> => {
  authorize(scope, 'manage-canned');
  const canned = {
    ...input,
    id: input.id ?? ports.newId(),
    shortcut: input.shortcut.replace(/^\/+/, '').trim(),
  };
  if (!canned.shortcut || /\s/.test(canned.shortcut)) {
    throw new AppError('invalid-input', { issues: [{ path: 'shortcut' }] });
  }
  await ports.stores.canned.save(scope, canned);
  await note(ports, scope);
  return canned;
};

export const removeCanned = async (ports: Ports, scope: Scope, input: { id: string }): Promise<boolean> => {
  authorize(scope, 'manage-canned');
  const removed = await ports.stores.canned.remove(scope, input.id);
  if (!removed) throw new AppError('not-found');
  await note(ports, scope);
  return removed;
};
