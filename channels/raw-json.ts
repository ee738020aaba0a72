import { createHash } from 'node:crypto';

/** Longest text kept of a request that cannot be read, in UTF-16 units. */
export const UNPARSED_LIMIT = 100_000;

export type Json = Record<string, unknown>;

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a text says as JSON; undefined when it is none. */
export const tryJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Key of a fact that has no id of its own: the same bytes are the same fact. */
export const hashKey = (value: string | Buffer): string =>
  `hash:${createHash('sha256').update(value).digest('hex')}`;
