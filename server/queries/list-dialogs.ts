import type {
  DialogDefinition,
  DialogProblem,
  DialogVersion,
  DialogView,
  HttpAction,
} from '#contracts/dialog.ts';
import { AppError } from '#contracts/errors.ts';
import { authorize } from '../domain/access/can.ts';
import { checkDialog } from '../domain/dialog/check-dialog.ts';
import type { PageAsk, PageOf } from '../ports/core-stores.ts';
import type { Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { presentDialog, presentDialogVersion, presentHttpAction } from '../presenters/dialog.ts';

/** Dialogs by title, drafts included. */
export const listDialogs = async (ports: Ports, scope: Scope, ask: PageAsk): Promise<PageOf<DialogView>> => {
  authorize(scope, 'read-dialogs');
  const found = await ports.stores.dialogs.list(scope, ask);
  return { ...found, items: found.items.map(presentDialog) };
};

/** @throws AppError('not-found') */
export const getDialog = async (ports: Ports, scope: Scope, id: string): Promise<DialogView> => {
  authorize(scope, 'read-dialogs');
  const dialog = await ports.stores.dialogs.get(scope, id);
  if (!dialog) throw new AppError('not-found');
  return presentDialog(dialog);
};

/** Published versions, newest first. @throws AppError('not-found') */
export const listDialogVersions = async (
  ports: Ports,
  scope: Scope,
  { id, ...ask }: PageAsk & { id: string },
): Promise<PageOf<DialogVersion>> => {
  authorize(scope, 'read-dialogs');
  if (!(await ports.stores.dialogs.get(scope, id))) throw new AppError('not-found');
  const found = await ports.stores.dialogVersions.list(scope, id, ask);
  return { ...found, items: found.items.map(presentDialogVersion) };
};

/** What keeps a definition from being published. */
export const problemsOf = async (
  ports: Pick<Ports, 'stores'>,
  scope: Scope,
  definition: DialogDefinition,
): Promise<DialogProblem[]> => {
  const { actions } = await ports.stores.dialogs.live(scope);
  return checkDialog(definition, new Set(actions.map(({ id }) => id)));
};

/** The same for whoever may read dialogs. */
export const checkDraft = async (
  ports: Ports,
  scope: Scope,
  draft: DialogDefinition,
): Promise<{ problems: DialogProblem[] }> => {
  authorize(scope, 'read-dialogs');
  return { problems: await problemsOf(ports, scope, draft) };
};

/** HTTP actions by name, without their secrets. */
export const listHttpActions = async (
  ports: Ports,
  scope: Scope,
  ask: PageAsk,
): Promise<PageOf<HttpAction>> => {
  authorize(scope, 'read-dialogs');
  const found = await ports.stores.httpActions.list(scope, ask);
  return { ...found, items: found.items.map(presentHttpAction) };
};
