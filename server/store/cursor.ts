import { AppError } from '#contracts/errors.ts';
import type { PageAsk, PageOf } from '../ports/core-stores.ts';

/** Opaque cursor: the sort values of the last row, JSON in base64url. Dates are marked so that they come back as dates. */
export const encodeCursor = (values: readonly unknown[]): string =>
  Buffer.from(JSON.stringify(values.map((v) => (v instanceof Date ? { d: v.getTime() } : v)))).toString(
    'base64url',
  );

/** Throws AppError('invalid-input') for a cursor we did not make. */
export const decodeCursor = (cursor: string): unknown[] => {
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (!Array.isArray(values)) throw new Error('not a list');
    return values.map((v: unknown) => {
      if (v !== null && typeof v === 'object') return new Date((v as { d: number }).d);
      return v;
    });
  } catch {
    throw new AppError('invalid-input', { issues: [{ path: 'cursor' }] });
  }
};

/** Keyset condition "after these values" for a sort of [field, direction] pairs, ending in `_id`. */
export const afterCursor = (
  sort: readonly (readonly [string, 1 | -1])[],
  cursor: string | undefined,
): Record<string, unknown> => {
  if (!cursor) return {};
  const values = decodeCursor(cursor);
  if (values.length !== sort.length) throw new AppError('invalid-input', { issues: [{ path: 'cursor' }] });
  const branches = sort.map(([field, direction], i) => ({
    ...Object.fromEntries(sort.slice(0, i).map(([f], j) => [f, values[j] ?? null])),
    [field]: { [direction === 1 ? '$gt' : '$lt']: values[i] ?? null },
  }));
  return { $or: branches };
};

/** Cuts one row too many into a page with its cursor. */
export const toPage = <D, T>(
  docs: D[],
  ask: Pick<PageAsk, 'limit'>,
  sort: readonly (readonly [string, 1 | -1])[],
  map: (doc: D) => T,
): PageOf<T> => {
  const page = docs.slice(0, ask.limit);
  const last = page.at(-1) as Record<string, unknown> | undefined;
  const more = docs.length > ask.limit && last;
  return {
    items: page.map(map),
    ...(more ? { nextCursor: encodeCursor(sort.map(([f]) => last[f] ?? null)) } : {}),
  };
};
