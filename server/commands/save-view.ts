import { AppError } from '#contracts/errors.ts';
import { authorize } from '../domain/access/can.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';

/** Views one agent may keep. */
const MAX_OWN = 50;

export interface NewView {
  name: string;
  shared: boolean;
  query: Record<string, string>;
}

/** Keeps a view of the list; sharing it with everyone needs the right to. */
export const saveView = async (
  ports: Ports,
  scope: Extract<Scope, { kind: 'agent' }>,
  input: NewView,
): Promise<NewView & { id: string }> => {
  authorize(scope, input.shared ? 'share-views' : 'save-views');
  const own = (await ports.stores.savedViews.list(scope, scope.agentId)).filter(
    (view) => view.ownerId === scope.agentId,
  );
  if (own.length >= MAX_OWN) throw new AppError('too-large');
  const view = { id: ports.newId(), ...input, name: input.name.trim() };
  await ports.stores.savedViews.save(scope, { ...view, ownerId: scope.agentId });
  return view;
};

/** Removes a view of one's own. @throws AppError `not-found` */
export const removeView = async (
  ports: Ports,
  scope: Extract<Scope, { kind: 'agent' }>,
  input: { id: string },
): Promise<void> => {
  authorize(scope, 'save-views');
  if (!(await ports.stores.savedViews.remove(scope, input.id, scope.agentId)))
    throw new AppError('not-found');
};
