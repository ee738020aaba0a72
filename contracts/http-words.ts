import { oc } from '@orpc/contract';
import { z } from 'zod';

/** How an endpoint of the catalogue is written. */
export const get = (path: `/${string}`, summary: string) => oc.route({ method: 'GET', path, summary });
export const post = (path: `/${string}`, summary: string) => oc.route({ method: 'POST', path, summary });
export const patch = (path: `/${string}`, summary: string) => oc.route({ method: 'PATCH', path, summary });
export const del = (path: `/${string}`, summary: string) => oc.route({ method: 'DELETE', path, summary });

export const byId = z.object({ id: z.string().min(1).max(512) });
/** `limit` 1..100, default 50; `cursor` as answered before. */
export const Page = z.object({
  cursor: z.string().max(512).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});
export const list = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().optional() });
/** Compare-and-swap: the version the writer saw; absent = whatever is there. */
export const versioned = byId.extend({ version: z.number().int().optional() });
