import { AppError } from '#contracts/errors.ts';
import type { Language } from '#contracts/time.ts';
import { authorize } from '../domain/access/can.ts';
import type { Category } from '../ports/help-stores.ts';
import { lostRace, type Scope } from '../ports/scope.ts';
import type { Ports } from '../ports.ts';
import { commitChange } from './commit-change.ts';

const MAX_CATEGORIES = 200;
type Name = Record<Language, string>;

const refuse = (path: string): never => {
  throw new AppError('invalid-input', { issues: [{ path }] });
};

const check = (name: Name, id: string | undefined, all: readonly Category[]): void => {
  if (!name.ja && !name.en) refuse('name');
  const others = all.filter((one) => one.id !== id);
  for (const language of ['ja', 'en'] as const)
    if (name[language] && others.some((one) => one.name[language] === name[language]))
      throw new AppError('already-exists');
};

/** Makes a category, after the ones that are there. @throws AppError `invalid-input`, `already-exists` */
export const createCategory = async (
  ports: Ports,
  scope: Scope,
  input: { name: Name },
): Promise<Category> => {
  authorize(scope, 'manage-articles');
  const id = ports.newId();
  return commitChange(ports, scope, async (tx) => {
    const all = await ports.stores.help.categories.list(scope, tx);
    check(input.name, undefined, all);
    if (all.length >= MAX_CATEGORIES) refuse('name');
    const order = Math.max(0, ...all.map((one) => one.order)) + 1;
    const category: Category = { id, name: input.name, order, version: 1 };
    await ports.stores.help.categories.save(scope, category, undefined, tx);
    return { result: category, events: [] };
  });
};

/** Renames a category, on its articles too, or moves it. @throws AppError `not-found`, `version-conflict`, `invalid-input`, `already-exists` */
export const updateCategory = async (
  ports: Ports,
  scope: Scope,
  input: { id: string; version?: number | undefined; name?: Name | undefined; order?: number | undefined },
): Promise<Category> => {
  authorize(scope, 'manage-articles');
  return commitChange(ports, scope, async (tx) => {
    const all = await ports.stores.help.categories.list(scope, tx);
    const before = all.find((one) => one.id === input.id);
    if (!before) throw new AppError('not-found');
    if (input.version !== undefined && input.version !== before.version)
      throw new AppError('version-conflict');
    const category: Category = {
      ...before,
      name: input.name ?? before.name,
      order: input.order ?? before.order,
      version: before.version + 1,
    };
    check(category.name, category.id, all);
    if (!(await ports.stores.help.categories.save(scope, category, before.version, tx))) return lostRace();
    return { result: category, events: [] };
  });
};

/** Removes an empty category. @throws AppError `category-in-use` */
export const removeCategory = async (
  ports: Ports,
  scope: Scope,
  id: string,
): Promise<{ removed: boolean }> => {
  authorize(scope, 'manage-articles');
  return commitChange(ports, scope, async (tx) => {
    if (await ports.stores.help.categories.isUsed(scope, id, tx)) throw new AppError('category-in-use');
    return { result: { removed: await ports.stores.help.categories.remove(scope, id, tx) }, events: [] };
  });
};
